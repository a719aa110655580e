import type { KillAnswer } from "@/lib/contract/freezes";
import { revoke } from "@/lib/core/grant";
import { readUnderWay } from "@/lib/db/freezes";
import { statements } from "@/lib/db/pipeline";
import type { LockedRequest } from "@/lib/db/request-writer";
import type { Context } from "../context";
import { eventsOf, worldOf } from "../requests/change";
import { type Moment, type Transition, transact } from "../requests/transact";
import { demandManager, type Frozen, note } from "./change";
import { freeze } from "./freeze";

/** Enough to end a loop's requests quickly, few enough that nobody else waits long for the ledger. */
const AT_ONCE = 50;

type Ended = { readonly withdrawn: number; readonly revoked: number };

/**
 * Freeze, and end what is under way: pending requests are withdrawn, unclaimed grants revoked. Frozen first, so that
 * nothing new is opened meanwhile; whoever kills again ends what a first attempt did not come to. Errors: forbidden, not_found.
 */
export async function kill(ctx: Context, input: Frozen & { readonly reason: string }): Promise<KillAnswer> {
  demandManager(ctx);
  const { organisation } = ctx.actor;
  const frozen = await freeze(ctx, input);
  await transact(organisation, [], () => ({
    notes: [note(ctx, "kill", input, input.reason)],
    answer: () => ({ result: null }),
  }));
  let ended: Ended = { withdrawn: 0, revoked: 0 };
  for (;;) {
    const ids = await readUnderWay(statements(), organisation, input, AT_ONCE);
    if (ids.length === 0) return { ...frozen, ...ended };
    const more = await endAll(ctx, ids, input.reason);
    ended = { withdrawn: ended.withdrawn + more.withdrawn, revoked: ended.revoked + more.revoked };
  }
}

function endAll(ctx: Context, ids: readonly string[], reason: string): Promise<Ended> {
  const by = ctx.actor.kind === "person" ? ctx.actor.person : "operator";
  return transact(ctx.actor.organisation, ids, (moment, requests) => {
    const transitions = requests.map((request) => end(moment, request, { by, reason }));
    const events = transitions.flatMap((transition) => transition.events);
    const result = {
      withdrawn: events.filter((event) => event.type === "decided" && event.cause === "withdrawn").length,
      revoked: events.filter(({ type }) => type === "grant_revoked").length,
    };
    return { transitions, answer: () => ({ result }) };
  });
}

/** As it is under the lock: what was approved meanwhile has a grant to revoke, what is too late is decided as that. */
function end(
  moment: Moment,
  request: LockedRequest,
  { by, reason }: { readonly by: string; readonly reason: string },
): Transition {
  const { state } = request;
  if (state.status !== "pending") return { request, events: revoke(state.grant, by, moment.now) };
  const command = { type: "withdraw", reason, reasonCode: "killed" } as const;
  return { request, events: eventsOf(request, command, worldOf(moment, request)).events };
}
