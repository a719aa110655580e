import { evaluateCondition } from "@/lib/core/condition";
import type { CompiledPolicy } from "@/lib/core/policy";
import { VERDICTS } from "@/lib/core/ruling";
import type { Surface } from "@/lib/core/surface";
import type { ConfigProblem } from "../config-plan";
import { runExamples } from "../examples";
import { compileGate } from "../gate";
import { plain } from "./routing";
import type { Rule } from "./scene";

/** Does every rule ever decide anything, and has anybody tried it? Only what can be proven is said. */
export const lintPolicies: Rule = ({ document }) => {
  const gate = compileGate(document);
  const { everywhere, bySurface, registry } = gate.policies;
  const place = new Map(document.policies.map(({ id }, index) => [id, `/policies/${index}`]));
  const overruling = everywhere.own.filter(mayOverrule);
  const common = rivalsAmong(overruling);
  const unreachable = [
    ...everywhere.own.flatMap((policy) => unreachableOf(policy, common, null)),
    ...[...bySurface].flatMap(([id, { own }]) => {
      const surface = registry.surfaces.get(id) ?? null;
      const rivals = own.length === 0 ? common : rivalsAmong([...overruling, ...own]);
      return own.flatMap((policy) => unreachableOf(policy, rivals, surface));
    }),
  ];
  const never = new Set(unreachable.map(({ policy }) => policy));
  const problem = (policy: string, field: string, message: string): Omit<ConfigProblem, "code"> => ({
    severity: "warning",
    path: `${place.get(policy) ?? "/policies"}${field}`,
    message: `policy ${policy}: ${message}`,
  });
  return [
    ...unreachable.map(({ policy, field, why }) => ({
      code: "policy_unreachable",
      ...problem(policy, field, why),
    })),
    ...untried(document.policies, runExamples(document, gate).exercised)
      .filter((policy) => !never.has(policy))
      .map((policy) => ({ code: "policy_untried", ...problem(policy, "", UNTRIED) })),
  ];
};

const UNTRIED = "its condition is true in no example; give one in which it holds";

/** Whoever writes examples wants every rule tried; whoever writes none is not asked to. */
function untried(
  policies: readonly { readonly id: string; readonly examples?: readonly unknown[] | null | undefined }[],
  exercised: ReadonlySet<string>,
): readonly string[] {
  if (!policies.some(({ examples }) => examples?.length)) return [];
  return policies.flatMap(({ id }) => (exercised.has(id) ? [] : [id]));
}

type Unreachable = { readonly policy: string; readonly field: string; readonly why: string };

/** An empty scene: a condition that has an answer all the same has it whatever is proposed. */
const constant = ({ condition }: CompiledPolicy): boolean | null => {
  if (condition === null) return true;
  if (condition === "broken") return null;
  const { result } = evaluateCondition(condition, {});
  return result === "indeterminate" ? null : result;
};

/** The strictest rule that holds always, and the strictest of each condition: what is less strict decides nothing. */
type Rivals = {
  readonly always: CompiledPolicy | null;
  readonly byCondition: ReadonlyMap<string, CompiledPolicy>;
};

function rivalsAmong(policies: readonly CompiledPolicy[]): Rivals {
  let always: CompiledPolicy | null = null;
  const byCondition = new Map<string, CompiledPolicy>();
  for (const compiled of policies.filter(mayOverrule)) {
    const text = plain(compiled.policy.when ?? "true");
    if (isStricter(compiled, byCondition.get(text) ?? null)) byCondition.set(text, compiled);
    if (constant(compiled) === true && isStricter(compiled, always)) always = compiled;
  }
  return { always, byCondition };
}

/** Only a rule in force, and one whose verdict is not a matter of counting. */
const mayOverrule = ({ policy }: CompiledPolicy): boolean =>
  policy.mode === "enforce" && !policy.from && (policy.verdict === "block" || policy.verdict === "escalate");

const isStricter = ({ policy }: CompiledPolicy, than: CompiledPolicy | null): boolean =>
  than === null || VERDICTS.indexOf(policy.verdict) > VERDICTS.indexOf(than.policy.verdict);

function unreachableOf(
  compiled: CompiledPolicy,
  { always, byCondition }: Rivals,
  surface: Surface | null,
): readonly Unreachable[] {
  const { policy } = compiled;
  const found = (field: string, why: string) => [{ policy: policy.id, field, why }];
  if (constant(compiled) === false)
    return found("/when", "its condition is false whatever is proposed; correct it, or remove the policy");
  if (surface?.tier === "prohibited" && policy.verdict !== "block")
    return found(
      "/surface",
      `it decides nothing, because ${surface.id} is prohibited; change the tier, or remove the policy`,
    );
  const twin = byCondition.get(plain(policy.when ?? "true")) ?? null;
  const rival = [always, twin].find((other) => other !== null && isStricter(other, compiled));
  if (!rival) return [];
  const { id, verdict } = rival.policy;
  const holds = rival === always ? "always holds" : "has the same condition";
  return found(
    "/when",
    `it decides nothing, because ${id} ${holds} and ${verdict} beats ${policy.verdict}; give ${id} a narrower condition, or remove one of them`,
  );
}
