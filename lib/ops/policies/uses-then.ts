import { Ruling as RulingView } from "@/lib/contract/actions";
import { scopeKey, type ThrottleUses } from "@/lib/core/throttle";
import type { RecordedAction } from "@/lib/db/action-history";

/** What throttles with a limit had counted when the action was ruled on; of a rule that was not asked then, nothing. */
export function usesThen(action: Pick<RecordedAction, "ruling" | "createdAt">): ThrottleUses {
  const { counted = [] } = RulingView.parse(action.ruling);
  const known = new Map(counted.map((one) => [keyOf(one), one]));
  return (log) => {
    const one = known.get(keyOf(log));
    if (!one) return null;
    const { used, retry_after_seconds: wait } = one;
    if (wait === null) return { count: used, blockedBy: null };
    // The instant whose leaving of the window was so many seconds away.
    const blockedBy = new Date(action.createdAt.getTime() + (wait - log.windowSeconds) * 1000);
    return { count: used, blockedBy };
  };
}

const keyOf = (log: Parameters<typeof scopeKey>[0] & { readonly policy: string }): string =>
  `${log.policy} ${scopeKey(log)}`;
