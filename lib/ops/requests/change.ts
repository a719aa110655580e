import type { World } from "@/lib/core/approval-request";
import type { Command, Refusal } from "@/lib/core/command";
import { termsOf } from "@/lib/core/constraints";
import { decide } from "@/lib/core/decide";
import { type AnyEvent, applyEvents } from "@/lib/core/fold";
import { mint } from "@/lib/core/grant";
import type { LockedRequest } from "@/lib/db/request-writer";
import { newId } from "@/lib/runtime/ids";
import { decidersView } from "../actions/answer-view";
import { directoryFor } from "../config/snapshot";
import { notFound, refusal } from "../refuse";
import { routeOf } from "./compose";
import { type After, type Moment, transact } from "./transact";

/** What the rules look at for one request: its own route and schedules, and the people of today. */
export function worldOf(moment: Moment, request: Pick<LockedRequest, "routeId" | "configVersion">): World {
  const pinned = moment.pinned.get(request.configVersion) ?? moment.current;
  return {
    now: moment.now,
    directory: directoryFor(moment.current, pinned),
    route: routeOf(request, moment.pinned),
  };
}

/** Decide a command and mint the grant an approval brings. */
export function eventsOf(
  request: LockedRequest,
  command: Command,
  world: World,
): { readonly events: readonly AnyEvent[]; readonly refused: Refusal | null } {
  const { events, refusal: refused } = decide(request.state, command, world);
  const after = applyEvents(request.state, events, world.now, world.route);
  const isNewlyApproved = request.state.status === "pending" && after.status === "approved";
  if (!isNewlyApproved) return { events, refused };
  const minted = mint(
    {
      grantId: newId("grt"),
      digest: request.state.digest,
      holdSeconds: world.route.holdSeconds,
      constraints: termsOf(request.bounds ?? {}, after.decision?.constraints ?? {}),
    },
    world.now,
  );
  return { events: [...events, minted], refused };
}

/** A command that must look at the request first, and the world it is decided in. */
type Asking = (
  moment: Moment,
  request: LockedRequest,
) => { readonly command: Command; readonly world: World };

/**
 * Give one request one command. What the command caused is committed even when the caller is refused: an answer after
 * the deadline decides the request and is told it came too late.
 */
export async function changeRequest(
  organisation: string,
  id: string,
  asked: Command | Asking,
): Promise<After> {
  const outcome = await transact(organisation, [id], (moment, [request]) => {
    if (!request) throw notFound("request");
    const { command, world } =
      typeof asked === "function"
        ? asked(moment, request)
        : { command: asked, world: worldOf(moment, request) };
    const { events, refused } = eventsOf(request, command, world);
    return {
      transitions: [{ request, events }],
      answer: ({ requests }) => ({ result: { after: requests.get(id), refused } }),
    };
  });
  if (!outcome.after) throw notFound("request");
  if (outcome.refused)
    throw refusal(outcome.refused.code, { request: id, decision: decisionFacts(outcome.after) });
  return outcome.after;
}

/** Who decided, when and where: what a person who came second is told. */
export function decisionFacts({ state }: After): Readonly<Record<string, unknown>> | null {
  if (!state.decision) return null;
  const { outcome, cause, decidedAt } = state.decision;
  return {
    outcome,
    cause,
    decided_at: decidedAt.toISOString(),
    decided_by: decidersView(state.decision),
  };
}

/**
 * A deadline that has passed is a denial at the first look, whether or not a worker is alive to have said so. Answers
 * whether this look was the one that decided.
 */
export async function decideIfOverdue(
  organisation: string,
  request: { readonly id: string; readonly status: string; readonly deadlineAt: Date } | null,
  now: Date,
): Promise<boolean> {
  if (request?.status !== "pending" || now.getTime() < request.deadlineAt.getTime()) return false;
  await changeRequest(organisation, request.id, { type: "tick" });
  return true;
}
