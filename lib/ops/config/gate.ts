import type { ConfigDocument } from "@/lib/contract/config";
import { toLimit, toSurface } from "@/lib/contract/to-core";
import { type Condition, compileCondition, evaluateCondition } from "@/lib/core/condition";
import { WEEKDAYS } from "@/lib/core/condition-types";
import { compileInputSchema, type InputSchema } from "@/lib/core/input-schema";
import { type CompiledPolicies, compilePolicies, type PolicyProblem } from "@/lib/core/policy";
import { conditionContext, type PolicyInput } from "@/lib/core/rule";
import type { Ruling } from "@/lib/core/ruling";
import { governingSurface, resolveSurface, type Surface } from "@/lib/core/surface";
import { zoneOf } from "@/lib/core/zoned-time";

/** Policies, input schemas and route conditions of one configuration, compiled once. */
export type Gate = {
  readonly policies: CompiledPolicies;
  readonly policyProblems: readonly PolicyProblem[];
  readonly schemas: ReadonlyMap<string, InputSchema>;
  readonly routing: readonly { readonly route: string; readonly condition: Condition }[];
};

export function compileGate(document: ConfigDocument): Gate {
  const { compiled, problems } = compilePolicies(
    document.policies.map((policy) => ({
      id: policy.id,
      surface: policy.surface ?? null,
      when: policy.when ?? null,
      verdict: policy.verdict,
      mode: policy.mode,
      route: policy.route ?? null,
      reasonCode: policy.reason_code ?? null,
      reason: policy.reason ?? null,
      limit: toLimit(policy),
      constraints: policy.constraints ?? null,
    })),
    document.surfaces.map(toSurface),
  );
  const schemas = document.surfaces.flatMap(({ id, input_schema }) => {
    if (input_schema == null) return [];
    const schema = compileInputSchema(input_schema);
    return [[id, schema.ok ? schema.schema : UNREADABLE_SCHEMA] as const];
  });
  const routing = document.routes.flatMap(({ id, when }) => {
    const condition = when == null ? null : compileCondition(when);
    return condition?.ok ? [{ route: id, condition: condition.condition }] : [];
  });
  return { policies: compiled, policyProblems: problems, schemas: new Map(schemas), routing };
}

/** A schema that was once accepted and no longer compiles lets nothing through. */
const UNREADABLE_SCHEMA: InputSchema = {
  validate: () => [{ path: "", message: "the surface's input schema cannot be read; save it again" }],
};

/** The surface an action is recorded under; null when none covers it. */
export const surfaceOf = (
  gate: Gate,
  named: { surface?: string | null; tool?: string | null },
): Surface | null => governingSurface(resolveSurface(gate.policies.registry, named));

/**
 * The route of an escalated action: the one its rule names, else the first whose condition holds, else null (the
 * organisation's default). What no surface covers goes to the default. A condition without an answer is not a match:
 * it reads arguments of other surfaces.
 */
export function routeFor(gate: Gate, ruling: Ruling, input: PolicyInput): string | null {
  if (ruling.route !== null) return ruling.route;
  const surface = surfaceOf(gate, input);
  if (!surface) return null;
  const context = conditionContext(input, surface);
  return (
    gate.routing.find(({ condition }) => evaluateCondition(condition, context).result === true)?.route ?? null
  );
}

/** The hour and weekday of an instant where the organisation lives. */
export function localTime(
  now: Date,
  timeZone: string,
): { readonly hour: number; readonly weekday: (typeof WEEKDAYS)[number] } {
  const wall = new Date(zoneOf(timeZone).wallAt(now.getTime()));
  const weekday = WEEKDAYS[(wall.getUTCDay() + 6) % 7] ?? "mo";
  return { hour: wall.getUTCHours(), weekday };
}
