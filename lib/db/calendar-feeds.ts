import { database } from "./client";

/** Secret addresses of calendars. Only hashes are here; whoever asks with a secret asks by its hash. */

/** Whose feed it is and of what, as `person:ana` and `schedule:payments`. */
export type FeedName = { readonly organisation: string; readonly owner: string; readonly subject: string };

/** Make a feed, or give the one there is another secret: the address it had is nobody's then. */
export async function putFeed(name: FeedName, hash: string): Promise<Date> {
  const [row] = await database().$queryRaw<{ at: Date }[]>`
    INSERT INTO calendar_feed (organisation_id, owner, subject, hash, created_at)
    SELECT ${name.organisation}, ${name.owner}, ${name.subject}, ${hash}, app_now()
    ON CONFLICT (organisation_id, owner, subject) DO UPDATE SET hash = excluded.hash, created_at = excluded.created_at
    RETURNING created_at AS at`;
  if (!row) throw new Error("a feed was made and is not there");
  return row.at;
}

export async function readFeed({ organisation, owner, subject }: FeedName): Promise<Date | null> {
  const row = await database().calendarFeed.findUnique({
    where: { organisationId_owner_subject: { organisationId: organisation, owner, subject } },
    select: { createdAt: true },
  });
  return row?.createdAt ?? null;
}

/** False when there was none. */
export async function removeFeed({ organisation, owner, subject }: FeedName): Promise<boolean> {
  const { count } = await database().calendarFeed.deleteMany({
    where: { organisationId: organisation, owner, subject },
  });
  return count > 0;
}

export async function findFeed(hash: string): Promise<FeedName | null> {
  const row = await database().calendarFeed.findUnique({
    where: { hash },
    select: { organisationId: true, owner: true, subject: true },
  });
  return row && { organisation: row.organisationId, owner: row.owner, subject: row.subject };
}
