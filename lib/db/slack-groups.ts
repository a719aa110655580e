import { database, type Tx } from "./client";

/** User groups of Slack that are kept to be whoever is on call. */

const GROUP_TOPIC = "slack.group";

export type Filling = { readonly schedule: string; readonly group: string };

/** Have these schedules' groups filled now, by whatever process is first. */
export async function scheduleFilling(
  tx: Tx,
  organisation: string,
  fillings: readonly Filling[],
): Promise<void> {
  if (fillings.length === 0) return;
  const rows = fillings.map((payload) => ({ key: `${organisation}/${payload.schedule}`, payload }));
  await tx.$executeRaw`
    INSERT INTO outbox (organisation_id, topic, key, payload, due_at, created_at)
    SELECT ${organisation}, ${GROUP_TOPIC}, key, payload, clock.now, clock.now
      FROM json_to_recordset(${JSON.stringify(rows)}::json) AS r(key text, payload jsonb), (SELECT app_now() AS now) clock
     ORDER BY key
    ON CONFLICT (topic, key) DO UPDATE
       SET payload = excluded.payload, due_at = excluded.due_at, attempts = 0, dead = false, lease_owner = NULL`;
}

/** The groups whose last filling failed, with what Slack said. */
export async function unfilledGroups(
  organisation: string,
): Promise<readonly (Filling & { readonly error: string })[]> {
  return database().$queryRaw<(Filling & { readonly error: string })[]>`
    SELECT payload ->> 'schedule' AS schedule, payload ->> 'group' AS group, last_error AS error FROM outbox
     WHERE topic = ${GROUP_TOPIC} AND organisation_id = ${organisation} AND last_error IS NOT NULL ORDER BY key`;
}
