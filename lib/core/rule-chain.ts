import { tightest } from "./constraints";
import { REASON } from "./finding";
import type { CompiledPolicies } from "./policy";
import { type PolicyInput, type RulingOptions, rule } from "./rule";
import { type Ruling, VERDICTS } from "./ruling";

/**
 * Ruling on an action that agents have handed on: A asked B, and B asked the one that acts. Every agent in that **chain** is
 * judged by its own rules, as if it acted itself, and the strictest ruling governs. So nobody gets through another agent
 * what they would not get themselves, and a grant never exceeds what its delegator would have been given.
 */
export type ChainLink = {
  readonly agent: string;
  /** Null: nobody knows this agent, and what it would be allowed is not known either. */
  readonly known: { readonly owner: string | null } | null;
};

export function ruleInChain(
  compiled: CompiledPolicies,
  input: PolicyInput,
  chain: readonly ChainLink[],
  options?: RulingOptions,
): Ruling {
  const own = rule(compiled, input, options);
  const others = new Map(
    chain.filter(({ agent }) => agent !== input.agent.id).map((link) => [link.agent, link]),
  );
  if (others.size === 0) return own;
  return strictest(
    own,
    [...others.values()].map(({ agent, known }) => ({
      agent,
      ruling: known
        ? rule(compiled, { ...input, agent: { id: agent, owner: known.owner } }, options)
        : unknownIn(own, agent),
    })),
  );
}

type Judged = { readonly agent: string; readonly ruling: Ruling };

const rank = ({ verdict }: Ruling): number => VERDICTS.indexOf(verdict);

/** As with a tool no surface covers: a person must decide. */
const unknownIn = (own: Ruling, agent: string): Ruling => ({
  verdict: "escalate",
  reasonCode: REASON.delegationUnknown,
  reason: `The agent ${agent} is not registered, so a person must decide.`,
  rules: [],
  route: null,
  policyVersion: own.policyVersion,
  retryAfterSeconds: null,
  constraints: {},
  shadow: [],
});

function strictest(own: Ruling, links: readonly Judged[]): Ruling {
  const all = [own, ...links.map(({ ruling }) => ruling)];
  const { constraints, conflicts } = tightest(all.map((ruling) => ruling.constraints));
  const top = Math.max(...all.map(rank));
  const leading = links.find(({ ruling }) => rank(ruling) === top);
  const governing = rank(own) === top || !leading ? own : inTheNameOf(leading);
  const determining = all.filter((ruling) => rank(ruling) === top);
  const counted = all.flatMap((ruling) => ruling.counted ?? []);
  const united: Ruling = {
    ...governing,
    rules: [...new Set(determining.flatMap(({ rules }) => rules))],
    route: governing.route ?? determining.find(({ route }) => route !== null)?.route ?? null,
    retryAfterSeconds:
      governing.verdict === "throttle"
        ? Math.max(...determining.map(({ retryAfterSeconds }) => retryAfterSeconds ?? 0))
        : null,
    constraints,
    shadow: own.shadow,
    ...(counted.length > 0 ? { counted } : {}),
    ...defectOf(all),
  };
  if (conflicts.length === 0 || rank(united) >= VERDICTS.indexOf("escalate")) return united;
  return {
    ...united,
    verdict: "escalate",
    reasonCode: REASON.constraintConflict,
    reason: `The agents of the chain may do this on different terms (${conflicts.join(", ")}), so a person must decide.`,
    retryAfterSeconds: null,
  };
}

const inTheNameOf = ({ agent, ruling }: Judged): Ruling => ({
  ...ruling,
  reason: `Of ${agent}, for which it acts: ${ruling.reason}`,
});

function defectOf(all: readonly Ruling[]): Pick<Ruling, "defect"> {
  const found = all.find(({ defect }) => defect !== undefined);
  return found ? { defect: found.defect } : {};
}
