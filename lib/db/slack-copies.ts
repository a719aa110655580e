import { database, Prisma } from "./client";
import { statements } from "./pipeline";

/** Every message about a request that stands in Slack: written before it is posted, so that none is forgotten. */

export type CopyKind = "card" | "note";

export type CopyRecord = {
  readonly id: string;
  readonly organisation: string;
  readonly requestId: string;
  readonly deliveryId: string;
  readonly team: string;
  readonly channel: string;
  readonly ts: string | null;
  readonly kind: CopyKind;
  readonly person: string | null;
  readonly step: number | null;
  readonly occasion: string;
  /** `doubtful`: the call ended without an answer, so nobody knows whether it was posted. */
  readonly status: "posting" | "doubtful" | "sent" | "gone";
  readonly shown: string | null;
  readonly ageSeconds: number;
};

export type NewCopy = Pick<
  CopyRecord,
  | "id"
  | "organisation"
  | "requestId"
  | "deliveryId"
  | "team"
  | "channel"
  | "kind"
  | "person"
  | "step"
  | "occasion"
>;

/** A message is about to be posted. Null: it is already, by somebody else. */
export async function beginCopy(copy: NewCopy): Promise<CopyRecord | null> {
  const made = await database().$executeRaw`
    INSERT INTO slack_copy (id, organisation_id, request_id, delivery_id, team_id, channel, kind, person_id, step, occasion, status, attempted_at)
    VALUES (${copy.id}, ${copy.organisation}, ${copy.requestId}, ${copy.deliveryId}, ${copy.team}, ${copy.channel}, ${copy.kind},
            ${copy.person}, ${copy.step}, ${copy.occasion}, 'posting', clock_timestamp())
    ON CONFLICT (delivery_id) DO NOTHING`;
  return made === 0 ? null : findCopyOf(copy.deliveryId);
}

/** What became of this delivery so far. */
export async function findCopyOf(deliveryId: string): Promise<CopyRecord | null> {
  const [row] = await select(Prisma.sql`delivery_id = ${deliveryId}`);
  return row ?? null;
}

/** While another process may still be posting it: longer than the two calls that posting may take. */
const IN_HANDS_SECONDS = 20;

/** One that was begun and never ended, to be looked for and posted by the caller alone. False: somebody else is at it. */
export async function takeUpCopy(id: string): Promise<boolean> {
  const taken = await database().$executeRaw`
    UPDATE slack_copy SET status = 'posting', attempted_at = clock_timestamp()
     WHERE id = ${id} AND (status = 'doubtful' OR
           (status = 'posting' AND attempted_at < clock_timestamp() - make_interval(secs => ${IN_HANDS_SECONDS})))`;
  return taken > 0;
}

export async function markDoubtful(id: string): Promise<void> {
  await database().slackCopy.updateMany({ where: { id, status: "posting" }, data: { status: "doubtful" } });
}

export async function markSent(id: string, ts: string, shown: string): Promise<void> {
  await database().slackCopy.update({ where: { id }, data: { status: "sent", ts, shown } });
}

export async function markShown(id: string, shown: string): Promise<void> {
  await database().slackCopy.update({ where: { id }, data: { shown } });
}

/** Slack will not have it any more: it is shown nowhere, and never painted again. */
export async function markGone(id: string): Promise<void> {
  await database().slackCopy.update({ where: { id }, data: { status: "gone" } });
}

/** It was certainly not posted: the next attempt begins anew. */
export async function forgetCopy(id: string): Promise<void> {
  await database().slackCopy.deleteMany({ where: { id, status: { in: ["posting", "doubtful"] } } });
}

/** What stands in Slack about a request, in the order it was posted. */
export async function copiesOf(requestId: string): Promise<readonly CopyRecord[]> {
  return select(Prisma.sql`request_id = ${requestId} AND status = 'sent'`);
}

/** The message at this place; null where none of ours stands. */
export async function findCopy(team: string, channel: string, ts: string): Promise<CopyRecord | null> {
  const [row] = await select(Prisma.sql`team_id = ${team} AND channel = ${channel} AND ts = ${ts}`);
  return row ?? null;
}

const select = (where: Prisma.Sql): Promise<readonly CopyRecord[]> =>
  statements().$queryRaw<CopyRecord[]>`/* PREPARED */
    SELECT id, organisation_id AS organisation, request_id AS "requestId", delivery_id AS "deliveryId", team_id AS team, channel, ts,
           kind, person_id AS person, step, occasion, status, shown, extract(epoch FROM clock_timestamp() - attempted_at)::float8 AS "ageSeconds"
      FROM slack_copy WHERE ${where} ORDER BY attempted_at, id`;

/** A second message of one delivery, found when somebody used it: from now on it is looked after as well. */
export async function adoptCopy(of: CopyRecord, id: string, ts: string): Promise<void> {
  const { organisation: organisationId, requestId, deliveryId, team: teamId, channel } = of;
  const { kind, person: personId, step, occasion } = of;
  await database().slackCopy.create({
    data: {
      ...{ id, organisationId, requestId, teamId, channel, ts, kind, personId, step, occasion },
      deliveryId: `${deliveryId}/${ts}`,
      status: "sent",
    },
  });
}

export const REPAINT_TOPIC = "slack.repaint";

/** Have every copy of these requests looked at again, by whatever process is first. */
export async function scheduleRepaint(
  organisation: string,
  requestIds: readonly string[],
  afterSeconds = 0,
): Promise<void> {
  await database().$executeRaw`
    INSERT INTO outbox (organisation_id, topic, key, payload, due_at, created_at)
    SELECT ${organisation}, ${REPAINT_TOPIC}, key, '{}', clock.now + make_interval(secs => ${afterSeconds}), clock.now
      FROM unnest(${[...requestIds]}::text[]) AS key, (SELECT app_now() AS now) clock ORDER BY key
    ON CONFLICT (topic, key) DO UPDATE SET id = excluded.id, due_at = excluded.due_at, attempts = 0, dead = false, lease_owner = NULL`;
}

/** Have every request looked at again that an organisation has something of in this workspace, as far back as a request may wait. */
export async function scheduleRepaintIn(organisation: string, team: string): Promise<void> {
  const rows = await database().$queryRaw<{ requestId: string }[]>`
    SELECT DISTINCT request_id AS "requestId" FROM slack_copy
     WHERE team_id = ${team} AND organisation_id = ${organisation} AND status = 'sent'
       AND attempted_at > clock_timestamp() - interval '8 days'`;
  await scheduleRepaint(
    organisation,
    rows.map(({ requestId }) => requestId),
  );
}

/** Whose request this is: a click names a request, and nothing else. */
export async function findRequestOrganisation(requestId: string): Promise<string | null> {
  const [row] = await statements().$queryRaw<{ organisation: string }[]>`/* PREPARED */
    SELECT organisation_id AS organisation FROM approval_request WHERE id = ${requestId}`;
  return row?.organisation ?? null;
}

export type SlackFailure = {
  readonly person: string | null;
  readonly request: string;
  readonly at: Date;
  readonly error: string;
};

const MOST_FAILURES = 20;

/** What did not arrive in Slack, the latest first. */
export async function recentSlackFailures(organisation: string): Promise<readonly SlackFailure[]> {
  return database().$queryRaw<SlackFailure[]>`
    SELECT person_id AS person, request_id AS request, created_at AS at, error FROM delivery
     WHERE organisation_id = ${organisation} AND channel = 'slack' AND error IS NOT NULL AND status IN ('failed', 'queued')
     ORDER BY created_at DESC, id LIMIT ${MOST_FAILURES}`;
}
