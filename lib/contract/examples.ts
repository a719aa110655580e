import { evaluateCondition } from "@/lib/core/condition";
import { COUNTERS, HISTORY } from "@/lib/core/condition-types";
import { EVALUATION_UNITS, type Meter, newMeter } from "@/lib/core/condition-values";
import { conditionContext, type PolicyInput, rule } from "@/lib/core/rule";
import type { Ruling } from "@/lib/core/ruling";
import { consideredSurfaces, resolveSurface, surfaceOfTool } from "@/lib/core/surface";
import type { ConfigDocument } from "./config";
import type { PolicyExample } from "./config-examples";
import { defaultRouteOf } from "./default-route";
import type { FieldError } from "./errors";
import { type Gate, localTime, routeFor } from "./gate";

/**
 * The examples of a document, ruled on as the gate would with every rule in force that has only to wait for its start,
 * and with the policy whose example it is in force too, should it be in shadow.
 */
export type ExampleRun = {
  readonly errors: readonly FieldError[];
  /** The policies whose condition holds in some example. */
  readonly exercised: ReadonlySet<string>;
};

type Policy = ConfigDocument["policies"][number];

/** As many as are run while everybody waits for the save. */
export const MOST_EXAMPLES = 2_000;
/** Of work, over all examples: about a fifth of a second. */
const EXAMPLES_UNITS = 4 * EVALUATION_UNITS;
const MOST_ERRORS = 100;

/** Without an instant of its own an example is always of the same one, so that it cannot fail by waiting. */
const MONDAY_NOON = new Date("2026-01-05T12:00:00Z");

export function runExamples(document: ConfigDocument, gate: Gate): ExampleRun {
  const count = document.policies.reduce((sum, { examples }) => sum + (examples?.length ?? 0), 0);
  if (count > MOST_EXAMPLES) {
    const message = `there are ${count} examples, and ${MOST_EXAMPLES} are the most a document may have`;
    return { errors: [{ path: "/policies", message }], exercised: new Set() };
  }
  const running: Running = {
    document,
    gate,
    budget: { units: EXAMPLES_UNITS },
    errors: [],
    exercised: new Set(),
  };
  for (const [index, policy] of document.policies.entries()) {
    for (const [at, example] of (policy.examples ?? []).entries()) {
      if (running.budget.units <= 0 || running.errors.length >= MOST_ERRORS) return running;
      const fault = runOne(running, { policy, example, at });
      if (!fault) continue;
      const path = `/policies/${index}/examples/${at}${fault.path}`;
      running.errors.push({ path, message: fault.message });
    }
  }
  return running;
}

type Running = {
  readonly document: ConfigDocument;
  readonly gate: Gate;
  readonly budget: { units: number };
  readonly errors: FieldError[];
  readonly exercised: Set<string>;
};

type One = {
  readonly policy: Policy;
  readonly example: PolicyExample;
  readonly at: number;
};

function runOne(running: Running, one: One): FieldError | null {
  const { policy, example } = one;
  const { gate, budget } = running;
  const named = example.given.surface ?? (example.given.tool == null ? policy.surface : null) ?? null;
  if (named === null && example.given.tool == null)
    return {
      path: "/given",
      message: `${titleOf(one)}: name a surface or a tool; the policy is of every surface`,
    };
  const input = inputOf(running.document, example, named);
  const unfit = misfit(gate, input);
  if (unfit) return { path: `/given/arguments${unfit.path}`, message: `${titleOf(one)}: ${unfit.message}` };
  const allotted = Math.min(EVALUATION_UNITS, budget.units);
  const meter = newMeter(allotted);
  const compiled = gate.policies;
  const trial = {
    inForce: policy.id,
    startedBy: example.given.at == null ? Number.POSITIVE_INFINITY : Date.parse(example.given.at),
  };
  const ruling = rule(compiled, input, { meter, trial });
  noteExercised(running, input, meter);
  budget.units -= allotted - meter.units + compiled.everywhere.own.length;
  if (budget.units <= 0)
    return {
      path: "",
      message: `${titleOf(one)}: the examples of the document take too much work to run; make them fewer or their values smaller`,
    };
  return compare(running, one, input, ruling);
}

const titleOf = ({ policy, example, at }: One): string =>
  `policy ${policy.id}, example ${at + 1}${example.name ? ` (${example.name})` : ""}`;

function compare(running: Running, one: One, input: PolicyInput, ruling: Ruling): FieldError | null {
  const { expect } = one.example;
  const route =
    ruling.verdict === "escalate"
      ? (routeFor(running.gate, ruling, input) ?? defaultRouteOf(running.document))
      : null;
  const wrong = [
    expect.verdict === ruling.verdict ? null : "verdict",
    expect.reason_code == null || expect.reason_code === ruling.reasonCode ? null : "reason_code",
    expect.route == null || expect.route === route ? null : "route",
    expect.rule == null || ruling.rules.includes(expect.rule) ? null : "rule",
  ].filter((field) => field !== null);
  if (wrong.length === 0) return null;
  const wanted = [
    expect.verdict,
    ...(expect.reason_code == null ? [] : [`reason code ${expect.reason_code}`]),
    ...(expect.route == null ? [] : [`route ${expect.route}`]),
    ...(expect.rule == null ? [] : [`by rule ${expect.rule}`]),
  ].join(", ");
  const by = ruling.rules.length === 0 ? "no rule held" : `by rule ${ruling.rules.join(", ")}`;
  const got = `${ruling.verdict}, reason code ${ruling.reasonCode}${route === null ? "" : `, route ${route}`}, ${by}`;
  return {
    path: `/expect/${wrong[0]}`,
    message: `${titleOf(one)}: expected ${wanted}; it was ruled ${got}. ${ruling.reason}`,
  };
}

/** What the schema of its surface does not let through never reaches a rule. */
function misfit(gate: Gate, input: PolicyInput): FieldError | null {
  const surface = input.tool === null ? null : surfaceOfTool(gate.policies.registry, input.tool);
  const schema = gate.schemas.get(surface?.id ?? input.surface ?? "");
  const [fault] = schema?.validate(input.args) ?? [];
  if (!fault) return null;
  const where = surface?.id ?? input.surface;
  return {
    path: fault.path,
    message: `the arguments do not fit the input_schema of ${where}: ${fault.message}`,
  };
}

const usesOf = (count: number) => () => ({ count, blockedBy: null });

function inputOf(document: ConfigDocument, { given }: PolicyExample, surface: string | null): PolicyInput {
  const agent = given.agent ?? "example";
  const time = given.at == null ? MONDAY_NOON : new Date(given.at);
  const { id, time_zone } = document.organisation;
  return {
    agent: { id: agent, owner: document.agents.find((known) => known.id === agent)?.owner ?? null },
    surface,
    tool: given.tool ?? null,
    toolVersion: given.tool_version ?? null,
    args: given.arguments ?? {},
    facts: given.facts ?? {},
    run: {
      id: given.run?.id ?? null,
      task: given.run?.task ?? null,
      step: given.run?.step ?? null,
      path: (given.path ?? []).map((step) => (typeof step === "string" ? { tool: step } : step)),
    },
    onBehalfOf: given.on_behalf_of ?? null,
    delegation: given.delegation ?? [],
    organisation: { id, time, ...localTime(time, time_zone) },
    ...(given.used == null ? {} : { uses: usesOf(given.used) }),
    recorded: {
      counters: filled(COUNTERS, given.counters),
      history: filled(HISTORY, given.history),
      denials: (given.denials ?? []).map(({ tool, surface, cause }) => ({
        tool: tool ?? null,
        surface: surface ?? null,
        cause,
      })),
    },
  };
}

function filled<Name extends string>(
  names: readonly Name[],
  given: Partial<Record<Name, number>> | null | undefined,
): Readonly<Record<Name, number>> {
  const entries = names.map((name) => [name, given?.[name] ?? 0] as const);
  return Object.fromEntries(entries) as Record<Name, number>; // safe because there is an entry for every name
}

/** Whether a condition holds, whatever came of it. */
function noteExercised(
  { exercised, gate: { policies: compiled } }: Running,
  input: PolicyInput,
  meter: Meter,
): void {
  for (const surface of consideredSurfaces(resolveSurface(compiled.registry, input))) {
    const context = conditionContext(input, surface);
    const own = surface ? (compiled.bySurface.get(surface.id)?.own ?? []) : [];
    for (const { policy, condition } of [...own, ...compiled.everywhere.own]) {
      if (exercised.has(policy.id) || condition === "broken") continue;
      if (condition === null || evaluateCondition(condition, context, meter).result === true)
        exercised.add(policy.id);
    }
  }
}
