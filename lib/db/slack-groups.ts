import { database, type Tx } from "./client";

/** The rows that keep user groups of Slack to be whoever is on call, and that read who is in them. */

const GROUP_TOPIC = "slack.group";
const MEMBERS_TOPIC = "slack.members";

export type Filling = { readonly schedule: string; readonly group: string };

/** Have these schedules' groups filled now, by whatever process is first. */
export const scheduleFilling = (tx: Tx, organisation: string, fillings: readonly Filling[]): Promise<void> =>
  schedule(tx, {
    organisation,
    topic: GROUP_TOPIC,
    rows: fillings.map((payload) => ({ key: payload.schedule, payload })),
  });

/** Have the members of these groups read now. */
export const scheduleMemberReading = (
  tx: Tx,
  organisation: string,
  groups: readonly { readonly id: string; readonly slack: string }[],
): Promise<void> =>
  schedule(tx, {
    organisation,
    topic: MEMBERS_TOPIC,
    rows: groups.map(({ id, slack }) => ({ key: id, payload: { id, group: slack } })),
  });

type Rows = {
  readonly organisation: string;
  readonly topic: string;
  readonly rows: readonly { readonly key: string; readonly payload: object }[];
};

async function schedule(tx: Tx, { organisation, topic, rows }: Rows): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO outbox (organisation_id, topic, key, payload, due_at, created_at)
    SELECT ${organisation}, ${topic}, ${organisation} || '/' || key, payload, clock.now, clock.now
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(key text, payload jsonb), (SELECT app_now() AS now) clock
     ORDER BY key
    ON CONFLICT (topic, key) DO UPDATE
       SET payload = excluded.payload, due_at = excluded.due_at, attempts = 0, dead = false, lease_owner = NULL`;
}

/** Have everything that looks at this group look now, in one organisation or in any. `written` is every way to write it. */
export async function touchGroup(written: readonly string[], organisation: string | null): Promise<void> {
  await database().$executeRaw`
    UPDATE outbox SET due_at = (SELECT app_now()), attempts = 0, dead = false, lease_owner = NULL
     WHERE topic IN (${GROUP_TOPIC}, ${MEMBERS_TOPIC}) AND payload ->> 'group' = ANY(${[...written]}::text[])
       AND (${organisation}::text IS NULL OR organisation_id = ${organisation})`;
}

export type GroupTrouble = {
  /** The schedule it is to be filled from; null where its members are to be read. */
  readonly schedule: string | null;
  /** As `group:approvers` names it; null where it is to be filled. */
  readonly id: string | null;
  readonly error: string;
};

/** The groups that could not be filled or read the last time, with what Slack said. */
export async function troubledGroups(organisation: string): Promise<readonly GroupTrouble[]> {
  return database().$queryRaw<GroupTrouble[]>`
    SELECT payload ->> 'schedule' AS schedule, payload ->> 'id' AS id, last_error AS error FROM outbox
     WHERE topic IN (${GROUP_TOPIC}, ${MEMBERS_TOPIC}) AND organisation_id = ${organisation} AND last_error IS NOT NULL
     ORDER BY topic, key`;
}
