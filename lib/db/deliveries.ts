import type { RequestState } from "@/lib/core/approval-request";
import { database } from "./client";
import { statements } from "./pipeline";
import { reviveInstants } from "./revive";

/**
 * Handing over pages. A delivery is handed over once: only `queued` ones are loaded, and only `queued` ones are marked.
 * Rows are locked in the order of their ids, as the writer of requests locks them.
 */
export type DeliveryKey = { readonly organisation: string; readonly id: string };

export type QueuedDelivery = DeliveryKey & {
  readonly requestId: string;
  readonly personId: string | null;
  readonly channel: string;
  readonly kind: "page" | "reminder" | "update";
  readonly step: number | null;
  /** The request is still pending. */
  readonly open: boolean;
  /** Until its deadline, rounded. */
  readonly minutesLeft: number;
  readonly payload: unknown;
};

/** What answers slowly has a topic of its own: nobody else's page waits for it. */
const PAGE_TOPIC_OF: Readonly<Record<string, string>> = { slack: "slack.page", email: "email.page" };
const PAGE_TOPIC = "page";
export const pageTopicOf = (channel: string): string => PAGE_TOPIC_OF[channel] ?? PAGE_TOPIC;
export const PAGE_TOPICS: readonly string[] = [PAGE_TOPIC, ...Object.values(PAGE_TOPIC_OF)];

const columns = (keys: readonly DeliveryKey[]) => ({
  organisations: keys.map(({ organisation }) => organisation),
  ids: keys.map(({ id }) => id),
});

export async function loadQueued(keys: readonly DeliveryKey[]): Promise<readonly QueuedDelivery[]> {
  const { organisations, ids } = columns(keys);
  return statements().$queryRaw<QueuedDelivery[]>`/* PREPARED */
    SELECT d.organisation_id AS organisation, d.id, d.request_id AS "requestId", d.person_id AS "personId", d.channel, d.kind,
           d.step, d.open, greatest(0, round(extract(epoch FROM r.deadline_at - (SELECT app_now())) / 60))::int AS "minutesLeft", d.payload
      FROM unnest(${organisations}::text[], ${ids}::text[]) AS w(organisation_id, id)
      JOIN delivery d ON d.id = w.id AND d.organisation_id = w.organisation_id
      JOIN approval_request r ON r.id = d.request_id
     WHERE d.status = 'queued' ORDER BY d.id`;
}

export type HandedOver = DeliveryKey & {
  readonly status: "sent" | "delivered" | "failed" | "dropped";
  /** Where the channel keeps it, so that it can be changed later. */
  readonly externalRef: unknown;
  readonly error: string | null;
};

const LONGEST_ERROR = 500;

export async function recordHandedOver(results: readonly HandedOver[]): Promise<void> {
  if (results.length === 0) return;
  const rows = results.map(({ organisation, id, status, externalRef, error }) => ({
    organisation_id: organisation,
    id,
    status,
    external_ref: externalRef ?? null,
    error: error?.slice(0, LONGEST_ERROR) ?? null,
  }));
  await statements().$executeRaw`/* PREPARED */
    WITH results AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS r(organisation_id text, id text, status text, external_ref jsonb, error text)
    ), locked AS MATERIALIZED (
      SELECT d.id FROM delivery d WHERE d.id IN (SELECT id FROM results) ORDER BY d.id FOR UPDATE
    )
    UPDATE delivery d
       SET status = r.status, external_ref = nullif(r.external_ref, 'null'::jsonb), error = r.error,
           handed_over_at = CASE WHEN r.status IN ('sent', 'delivered') THEN (SELECT app_now()) END
      FROM results r JOIN locked ON locked.id = r.id
     WHERE d.id = r.id AND d.organisation_id = r.organisation_id AND d.status = 'queued'`;
}

/** A delivery that was to follow its page later, with what it takes to know whether it still must. */
export type DelayedDelivery = DeliveryKey & {
  readonly personId: string;
  readonly state: RequestState;
  readonly now: Date;
  /** Since the page, they said that they are looking, or the request went down another route. */
  readonly isOvertaken: boolean;
};

export async function loadDelayed(keys: readonly DeliveryKey[]): Promise<readonly DelayedDelivery[]> {
  if (keys.length === 0) return [];
  const { organisations, ids } = columns(keys);
  const rows = await statements().$queryRaw<
    (Omit<DelayedDelivery, "state"> & { state: unknown })[]
  >`/* PREPARED */
    SELECT d.organisation_id AS organisation, d.id, d.person_id AS "personId", r.state, app_now() AS now,
           EXISTS (SELECT 1 FROM request_event e WHERE e.request_id = d.request_id AND e.at >= d.created_at
                      AND (e.type = 'rerouted' OR (e.type = 'acknowledged' AND e.data ->> 'person' = d.person_id))) AS "isOvertaken"
      FROM unnest(${organisations}::text[], ${ids}::text[]) AS w(organisation_id, id)
      JOIN delivery d ON d.id = w.id AND d.organisation_id = w.organisation_id
      JOIN approval_request r ON r.id = d.request_id
     WHERE d.status = 'queued' AND d.person_id IS NOT NULL`;
  return rows.map((row) => ({ ...row, state: reviveInstants<RequestState>(row.state) }));
}

/** What keeps a page from going out, for whoever looks at the request meanwhile: it is still being tried. */
export async function noteTrouble(
  troubles: readonly (DeliveryKey & { readonly error: string })[],
): Promise<void> {
  if (troubles.length === 0) return;
  const rows = troubles.map(({ organisation, id, error }) => ({
    organisation_id: organisation,
    id,
    error: error.slice(0, LONGEST_ERROR),
  }));
  await statements().$executeRaw`/* PREPARED */
    UPDATE delivery d SET error = r.error
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(organisation_id text, id text, error text)
     WHERE d.id = r.id AND d.organisation_id = r.organisation_id AND d.status = 'queued'`;
}

/** After a page that did not go out the person's next way to be reached is due now: the one that would have followed first. */
export async function bringForward(troubled: readonly DeliveryKey[]): Promise<void> {
  if (troubled.length === 0) return;
  const { organisations, ids } = columns(troubled);
  await statements().$executeRaw`/* PREPARED */
    WITH next AS (
      SELECT DISTINCT ON (d.id) o.id
        FROM unnest(${organisations}::text[], ${ids}::text[]) AS w(organisation_id, id)
        JOIN delivery d ON d.id = w.id AND d.organisation_id = w.organisation_id
        JOIN delivery n ON n.request_id = d.request_id AND n.person_id = d.person_id AND n.kind = d.kind AND n.id <> d.id
                       AND n.step IS NOT DISTINCT FROM d.step AND n.created_at = d.created_at AND n.status = 'queued'
        JOIN outbox o ON o.topic = ANY(${PAGE_TOPICS}::text[]) AND o.key = n.id
       WHERE d.status IN ('failed', 'queued') AND d.kind = 'page' ORDER BY d.id, o.due_at
    )
    UPDATE outbox SET due_at = app_now() WHERE id IN (SELECT id FROM next) AND due_at > app_now() AND lease_owner IS NULL`;
}

/** The pages about a request that went, or are still to go, to this person over a channel; the first comes first. */
export function pagesOver(
  channel: string,
  { organisation, requestId, personId }: Pick<QueuedDelivery, "organisation" | "requestId" | "personId">,
): Promise<readonly { readonly id: string; readonly status: string }[]> {
  return statements().$queryRaw<{ id: string; status: string }[]>`/* PREPARED */
    SELECT id, status FROM delivery
     WHERE request_id = ${requestId} AND organisation_id = ${organisation} AND person_id = ${personId} AND channel = ${channel}
       AND kind = 'page' AND status IN ('queued', 'sent') ORDER BY id`;
}

export type DeliveryFacts = Omit<QueuedDelivery, "minutesLeft"> & {
  readonly status: string;
  readonly createdAt: Date;
};

/**
 * Every delivery of the organisation that was made or tried, in the order they were written: neither what is still to
 * follow later nor what was dropped. For test mode: it has no limit.
 */
export async function allDeliveries(organisation: string): Promise<readonly DeliveryFacts[]> {
  return database().$queryRaw<DeliveryFacts[]>`
    SELECT organisation_id AS organisation, id, request_id AS "requestId", person_id AS "personId", channel, kind, step, open,
           payload, status, coalesce(handed_over_at, created_at) AS "createdAt"
      FROM delivery d WHERE organisation_id = ${organisation} AND status <> 'dropped'
       AND NOT (status = 'queued' AND EXISTS (
         SELECT 1 FROM outbox o WHERE o.topic = ANY(${PAGE_TOPICS}::text[]) AND o.key = d.id AND o.due_at > app_now() AND o.attempts = 0))
     ORDER BY coalesce(handed_over_at, created_at), id`;
}
