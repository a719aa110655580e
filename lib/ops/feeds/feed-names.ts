import { DomainError } from "@/lib/contract/errors";
import type { FeedName } from "@/lib/db/calendar-feeds";
import type { Context, OperatorActor, PersonActor } from "../context";
import { notFound } from "../refuse";
import { snapshotInForce } from "../requests/world";

/** Of what a feed is: a schedule, or whatever the person who asks is on call for. */
export type FeedOf = { readonly schedule: string } | "me";

/** The caller's own feed of that. Errors: not_found (no such schedule), forbidden (a key has no shifts of its own). */
export async function nameFeed(
  { actor }: Context<PersonActor | OperatorActor>,
  of: FeedOf,
): Promise<FeedName> {
  const { organisation } = actor;
  const owner = actor.kind === "person" ? `person:${actor.person}` : "operator";
  if (of === "me") {
    if (actor.kind !== "person") throw new DomainError("forbidden", "A key is never on call.");
    return { organisation, owner, subject: owner };
  }
  const { directory } = await snapshotInForce(organisation);
  if (!directory.schedules.has(of.schedule)) throw notFound("schedule");
  return { organisation, owner, subject: `schedule:${of.schedule}` };
}
