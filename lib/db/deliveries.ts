import { database } from "./client";
import { statements } from "./pipeline";

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
  readonly payload: unknown;
};

const columns = (keys: readonly DeliveryKey[]) => ({
  organisations: keys.map(({ organisation }) => organisation),
  ids: keys.map(({ id }) => id),
});

export async function loadQueued(keys: readonly DeliveryKey[]): Promise<readonly QueuedDelivery[]> {
  const { organisations, ids } = columns(keys);
  return statements().$queryRaw<QueuedDelivery[]>`/* PREPARED */
    SELECT d.organisation_id AS organisation, d.id, d.request_id AS "requestId", d.person_id AS "personId", d.channel, d.kind,
           d.step, d.open, d.payload
      FROM unnest(${organisations}::text[], ${ids}::text[]) AS w(organisation_id, id)
      JOIN delivery d ON d.id = w.id AND d.organisation_id = w.organisation_id
     WHERE d.status = 'queued' ORDER BY d.id`;
}

export type HandedOver = DeliveryKey & {
  readonly status: "sent" | "delivered" | "failed";
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
           handed_over_at = CASE WHEN r.status <> 'failed' THEN (SELECT app_now()) END
      FROM results r JOIN locked ON locked.id = r.id
     WHERE d.id = r.id AND d.organisation_id = r.organisation_id AND d.status = 'queued'`;
}

export type DeliveryFacts = QueuedDelivery & { readonly status: string; readonly createdAt: Date };

/** Every delivery of the organisation, in the order they were written. For test mode: it has no limit. */
export async function allDeliveries(organisation: string): Promise<readonly DeliveryFacts[]> {
  return database().$queryRaw<DeliveryFacts[]>`
    SELECT organisation_id AS organisation, id, request_id AS "requestId", person_id AS "personId", channel, kind, step, open,
           payload, status, created_at AS "createdAt"
      FROM delivery WHERE organisation_id = ${organisation} ORDER BY created_at, id`;
}
