import type { FeedState } from "@/lib/contract/schedules";
import { readFeed } from "@/lib/db/calendar-feeds";
import type { Context, OperatorActor, PersonActor } from "../context";
import { type FeedOf, nameFeed } from "./feed-names";

/** Whether the caller has a feed of that, without its address. Errors: not_found, forbidden. */
export async function readFeedState(
  ctx: Context<PersonActor | OperatorActor>,
  of: FeedOf,
): Promise<FeedState> {
  const createdAt = await readFeed(await nameFeed(ctx, of));
  return { feed: createdAt && { created_at: createdAt.toISOString() } };
}
