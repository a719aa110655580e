import type { CreatedFeed } from "@/lib/contract/schedules";
import { putFeed } from "@/lib/db/calendar-feeds";
import { config } from "@/lib/runtime/config";
import type { Context, OperatorActor, PersonActor } from "../context";
import { newFeedSecret } from "../identity/secrets";
import { type FeedOf, nameFeed } from "./feed-names";

/**
 * A secret address for calendars, which is in this answer and nowhere else. Making it again ends the one before. It is
 * the caller's own: it ends with them. Errors: not_found, forbidden.
 */
export async function createFeed(
  ctx: Context<PersonActor | OperatorActor>,
  of: FeedOf,
): Promise<CreatedFeed> {
  const name = await nameFeed(ctx, of);
  const { secret, hash } = newFeedSecret();
  const createdAt = await putFeed(name, hash);
  return { url: `${config().url}/calendars/${secret}.ics`, created_at: createdAt.toISOString() };
}
