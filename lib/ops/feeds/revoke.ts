import { removeFeed } from "@/lib/db/calendar-feeds";
import type { Context, OperatorActor, PersonActor } from "../context";
import { notFound } from "../refuse";
import { type FeedOf, nameFeed } from "./feed-names";

/** End the caller's feed of that at once. Errors: not_found (also when there is none), forbidden. */
export async function revokeFeed(ctx: Context<PersonActor | OperatorActor>, of: FeedOf): Promise<void> {
  if (!(await removeFeed(await nameFeed(ctx, of)))) throw notFound("feed");
}
