import type { ConditionResult } from "./condition";
import type { Finding } from "./finding";
import type { CompiledPolicy, Policy } from "./policy";

/**
 * A throttle in force: a rule that speaks only once so many actions have been let through within a sliding **window**,
 * counted for each agent, tool or surface, or all of them together. An exact log of what was let through, and no
 * buckets: the first beyond the limit is refused, and told the instant from which one more fits.
 *
 * What was throttled, blocked or refused at once uses up nothing.
 */
export type ThrottleLimit = {
  readonly max: number;
  readonly windowSeconds: number;
  /** What is counted apart; nothing: everything the rule is about together. */
  readonly per: readonly ThrottleSubject[];
};
export type ThrottleSubject = "agent" | "tool" | "surface";

/** One log: of a rule, and of whom or what it counts here. */
export type ThrottleLog = {
  readonly policy: string;
  readonly scope: Readonly<Partial<Record<ThrottleSubject, string | null>>>;
  readonly max: number;
  readonly windowSeconds: number;
};

/** What stands in a log now. */
export type ThrottleUse = {
  readonly count: number;
  /** When the action was let through that must leave the window before one more fits; null: none has to. */
  readonly blockedBy: Date | null;
};

/** What is known of the logs that rules may ask about; what is not known has not been used. */
export type ThrottleUses = (log: ThrottleLog) => ThrottleUse | null;

/** A log that a rule was asked about because it holds: for the record, and to count the action if it is let through. */
export type Counted = ThrottleLog & {
  /** Before this action. */
  readonly used: number;
  readonly retryAfterSeconds: number | null;
};

type Named = { readonly agent: string; readonly tool: string | null; readonly surface: string | null };

export function throttleLog(policy: Policy, named: Named): ThrottleLog | null {
  const { limit } = policy;
  if (!limit || policy.verdict !== "throttle") return null;
  const scope = Object.fromEntries(limit.per.map((subject) => [subject, named[subject]]));
  return { policy: policy.id, scope, max: limit.max, windowSeconds: limit.windowSeconds };
}

/** One spelling of whom a log counts, to find it by. */
export const scopeKey = ({ scope }: Pick<ThrottleLog, "scope">): string =>
  JSON.stringify([scope.agent, scope.tool, scope.surface].map((value) => (value === undefined ? 0 : value)));

export function countIn(log: ThrottleLog, use: ThrottleUse | null, now: Date): Counted {
  const used = use?.count ?? 0;
  if (used < log.max) return { ...log, used, retryAfterSeconds: null };
  const frees = (use?.blockedBy ?? now).getTime() + log.windowSeconds * 1000;
  return { ...log, used, retryAfterSeconds: Math.max(1, Math.ceil((frees - now.getTime()) / 1000)) };
}

type Throttling = {
  readonly named: Named;
  readonly uses: ThrottleUses;
  readonly now: Date;
  /** Every log that was asked about, for whoever rules. */
  readonly counted: Counted[];
};

/** What a rule with a limit answers: as its condition says, but not before the limit is reached. */
export function withinLimit(
  { policy, finding }: CompiledPolicy,
  answer: ConditionResult,
  { named, uses, now, counted }: Throttling,
): ConditionResult & { readonly over?: Finding } {
  const log = answer.result === true ? throttleLog(policy, named) : null;
  if (!log) return answer;
  const count = countIn(log, uses(log), now);
  counted.push(count);
  const { retryAfterSeconds } = count;
  if (retryAfterSeconds === null) return { result: false };
  const reason = policy.reason ?? `Rule ${policy.id} lets ${log.max} through in ${log.windowSeconds} s.`;
  return { result: true, over: { ...finding, reason, retryAfterSeconds } };
}
