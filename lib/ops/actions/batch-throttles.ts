import { type Counted, scopeKey, type ThrottleLog, type ThrottleUse } from "@/lib/core/throttle";
import type { ReadThrottle } from "@/lib/db/intake-reader";
import type { ThrottleRow } from "@/lib/db/request-rows";

const keyOf = (log: Pick<ThrottleLog, "policy" | "scope">): string =>
  JSON.stringify([log.policy, scopeKey(log)]);

export const distinctLogs = (logs: readonly ThrottleLog[]): readonly ThrottleLog[] => [
  ...new Map(logs.map((log) => [keyOf(log), log])).values(),
];

/** The logs of throttles as a batch finds them, and what its earlier members have been let through. */
export class BatchThrottles {
  private readonly read: ReadonlyMap<string, ReadThrottle>;
  private readonly added = new Map<string, ThrottleRow>();

  constructor(read: readonly ReadThrottle[]) {
    this.read = new Map(read.map((log) => [JSON.stringify([log.policy, log.scope]), log]));
  }

  /** Those of this batch were all let through now, so what was read before them frees a place first. */
  readonly uses = (log: ThrottleLog): ThrottleUse => {
    const key = keyOf(log);
    const before = this.read.get(key);
    const count = (before?.count ?? 0) + (this.added.get(key)?.count ?? 0);
    return { count, blockedBy: before?.blockedBy ?? null };
  };

  /** An action was let through: once in each log, however many of its surfaces led there. */
  letThrough(counted: readonly Counted[]): void {
    for (const log of new Map(counted.map((one) => [keyOf(one), one])).values()) {
      if (log.retryAfterSeconds !== null) continue;
      const key = keyOf(log);
      const count = (this.added.get(key)?.count ?? 0) + 1;
      this.added.set(key, {
        policy_id: log.policy,
        scope: scopeKey(log),
        seconds: log.windowSeconds,
        count,
      });
    }
  }

  rows = (): readonly ThrottleRow[] => [...this.added.values()];
}
