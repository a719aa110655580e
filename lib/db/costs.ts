import type { Spent } from "@/lib/core/cost";
import type { Tx } from "./client";

/**
 * What agents' outcomes have cost: by the minute for windows that slide, by the hour for what is usual, by the run. Written
 * with the outcome under the organisation's ledger lock, in decimals, so that no cent is lost and none counted twice.
 */
export type CostRow = { readonly agent_id: string; readonly run_id: string | null; readonly cents: number };

/** Whose spending is asked for. */
export type Spender = { readonly agent: string; readonly run: string | null };

/** In the order they were asked for. A minute counts as long as any instant of it is within the window. */
export async function readSpent(
  tx: Tx,
  organisation: string,
  now: Date,
  spenders: readonly Spender[],
): Promise<readonly Spent[]> {
  return tx.$queryRaw<Spent[]>`/* PREPARED */
    SELECT coalesce((SELECT r.cents FROM cost_run r
              WHERE r.organisation_id = ${organisation} AND r.agent_id = s.agent AND r.run_id = s.run), 0)::float8 AS task,
           coalesce(sum(b.cents) FILTER (WHERE b.start_at > ${now}::timestamptz - interval '61 minutes'), 0)::float8 AS hour,
           coalesce(sum(b.cents), 0)::float8 AS day
      FROM unnest(${spenders.map(({ agent }) => agent)}::text[], ${spenders.map(({ run }) => run)}::text[])
           WITH ORDINALITY AS s(agent, run, place)
      LEFT JOIN cost_bucket b ON b.organisation_id = ${organisation} AND b.agent_id = s.agent AND b.span = 'minute'
       AND b.start_at > ${now}::timestamptz - interval '24 hours 1 minute'
     GROUP BY s.place, s.agent, s.run ORDER BY s.place`;
}

/** What each of the last seven days' hours cost, the present one left out; hours without any are not there. */
export async function readCostHours(
  tx: Tx,
  organisation: string,
  now: Date,
  agents: readonly string[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const rows = await tx.$queryRaw<{ agent: string; hours: number[] }[]>`/* PREPARED */
    SELECT agent_id AS agent, array_agg(cents::float8) AS hours FROM cost_bucket
     WHERE organisation_id = ${organisation} AND agent_id = ANY(${[...agents]}::text[]) AND span = 'hour'
       AND start_at >= date_trunc('hour', ${now}::timestamptz) - interval '7 days'
       AND start_at < date_trunc('hour', ${now}::timestamptz)
     GROUP BY agent_id`;
  return new Map(rows.map(({ agent, hours }) => [agent, hours]));
}

/** The dearest run of each agent in the last day. */
export async function readDearestRuns(
  tx: Tx,
  organisation: string,
  now: Date,
  agents: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.$queryRaw<{ agent: string; cents: number }[]>`
    SELECT agent_id AS agent, max(cents)::float8 AS cents FROM cost_run
     WHERE organisation_id = ${organisation} AND agent_id = ANY(${[...agents]}::text[])
       AND spent_at > ${now}::timestamptz - interval '24 hours'
     GROUP BY agent_id`;
  return new Map(rows.map(({ agent, cents }) => [agent, cents]));
}
