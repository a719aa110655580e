import type { Recorded } from "@/lib/core/condition-reads";
import type { Counters, Denial, History } from "@/lib/core/condition-types";
import type { Tx } from "./client";

/** What the record knows of an agent, a tool and a run before an action; read only where a rule asks for it. */
export type AskedOf = {
  readonly agent: string;
  readonly tool: string | null;
  readonly surface: string | null;
  readonly run: string | null;
};

export type RecordedPast = {
  readonly counters: Counters | null;
  /** In the order asked; empty where neither history nor denials are read. */
  readonly of: readonly { readonly history: History; readonly denials: readonly Denial[] }[];
};

/** Under the ledger's lock nothing may take long: beyond these many, nobody counts on. */
const MOST_OF_AGENT = 10_000;
const MOST_OF_ORGANISATION = 100_000;
const MOST_DENIALS = 50;

export async function readRecordedPast(
  tx: Tx,
  organisation: string,
  {
    now,
    asked,
    reads,
  }: { readonly now: Date; readonly asked: readonly AskedOf[]; readonly reads: ReadonlySet<Recorded> },
): Promise<RecordedPast> {
  const counters = reads.has("counters") ? await readCounters(tx, organisation, now) : null;
  if (!reads.has("history") && !reads.has("denials")) return { counters, of: [] };
  return { counters, of: await readOf(tx, organisation, { now, asked }) };
}

async function readCounters(tx: Tx, organisation: string, now: Date): Promise<Counters> {
  const [row] = await tx.$queryRaw<[Counters]>`/* PREPARED */
    SELECT count(*) FILTER (WHERE a.created_at > ${now}::timestamptz - interval '1 hour')::int AS actions_hour,
           count(*)::int AS actions_day,
           (SELECT coalesce(sum(o.count), 0)::int FROM open_count o WHERE o.organisation_id = ${organisation}) AS pending
      FROM (SELECT created_at FROM action
             WHERE organisation_id = ${organisation} AND created_at > ${now}::timestamptz - interval '1 day'
             ORDER BY created_at DESC LIMIT ${MOST_OF_ORGANISATION}) a`;
  return row;
}

async function readOf(
  tx: Tx,
  organisation: string,
  { now, asked }: { readonly now: Date; readonly asked: readonly AskedOf[] },
): Promise<RecordedPast["of"]> {
  const column = (name: keyof AskedOf) => asked.map((one) => one[name]);
  type Row = History & { readonly denials: readonly Denial[] };
  const rows = await tx.$queryRaw<Row[]>`/* PREPARED */
    SELECT h.*
      FROM unnest(${column("agent")}::text[], ${column("tool")}::text[], ${column("surface")}::text[], ${column("run")}::text[])
             WITH ORDINALITY AS w(agent, tool, surface, run, place)
     CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE is_late)::int AS actions_hour,
              count(*)::int AS actions_day,
              count(*) FILTER (WHERE is_late AND is_same)::int AS tool_hour,
              count(*) FILTER (WHERE is_same)::int AS tool_day,
              count(*) FILTER (WHERE run_id = w.run)::int AS run_actions,
              count(*) FILTER (WHERE verdict = 'block')::int AS blocked_day,
              count(*) FILTER (WHERE is_denied)::int AS denied_day,
              count(*) FILTER (WHERE status = 'approved')::int AS approved_day,
              count(*) FILTER (WHERE outcome_status = 'failed')::int AS failed_day,
              coalesce(json_agg(json_build_object('tool', tool, 'surface', surface, 'cause', CASE WHEN verdict = 'block' THEN 'blocked' ELSE cause END)
                                ORDER BY created_at DESC, id DESC)
                         FILTER (WHERE run_id = w.run AND (verdict = 'block' OR is_denied)), '[]') AS denials
         FROM (SELECT a.id, a.tool, a.surface, a.run_id, a.verdict, a.outcome_status, a.created_at, r.status, r.cause,
                      a.created_at > ${now}::timestamptz - interval '1 hour' AS is_late,
                      CASE WHEN w.tool IS NULL THEN a.surface IS NOT DISTINCT FROM w.surface ELSE a.tool = w.tool END AS is_same,
                      r.status = 'denied' AND r.cause IN ('approver', 'deadline', 'unroutable') AS is_denied
                 FROM (SELECT * FROM action
                        WHERE organisation_id = ${organisation} AND agent_id = w.agent AND created_at > ${now}::timestamptz - interval '1 day'
                        ORDER BY created_at DESC LIMIT ${MOST_OF_AGENT}) a
                 LEFT JOIN LATERAL (SELECT q.status, q.cause FROM approval_request q
                                     WHERE a.verdict = 'escalate' AND q.action_id = a.id OFFSET 0) r ON true) recent) h
     ORDER BY w.place`;
  return rows.map(({ denials, ...history }) => ({ history, denials: denials.slice(0, MOST_DENIALS) }));
}
