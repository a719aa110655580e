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

type Totals = Omit<History, "tool_hour" | "tool_day" | "run_actions">;
type Read = {
  readonly agents: readonly ({ readonly agent: string } & Totals)[];
  readonly tools: readonly (Pick<AskedOf, "agent" | "tool" | "surface"> &
    Pick<History, "tool_hour" | "tool_day">)[];
  readonly runs: readonly {
    readonly agent: string;
    readonly run: string;
    readonly run_actions: number;
    readonly denials: readonly Denial[] | null;
  }[];
};

/** An agent's day is walked once, however many of a batch are its own; what is asked is counted from that. */
async function readOf(
  tx: Tx,
  organisation: string,
  { now, asked }: { readonly now: Date; readonly asked: readonly AskedOf[] },
): Promise<RecordedPast["of"]> {
  const agents = [...new Set(asked.map(({ agent }) => agent))];
  const runs = [...new Set(asked.flatMap(({ run }) => run ?? []))];
  const [read] = await tx.$queryRaw<[Read]>`/* PREPARED */
    WITH recent AS MATERIALIZED (
      SELECT a.id, a.agent_id, a.tool, a.surface, a.run_id, a.verdict, a.outcome_status, a.created_at, r.status, r.cause,
             a.created_at > ${now}::timestamptz - interval '1 hour' AS is_late,
             coalesce(r.status = 'denied' AND r.cause IN ('approver', 'deadline', 'unroutable'), false) AS is_denied
        FROM unnest(${agents}::text[]) AS w(agent)
       CROSS JOIN LATERAL (
         SELECT * FROM action
          WHERE organisation_id = ${organisation} AND agent_id = w.agent AND created_at > ${now}::timestamptz - interval '1 day'
          ORDER BY created_at DESC LIMIT ${MOST_OF_AGENT}) a
        LEFT JOIN LATERAL (
         SELECT q.status, q.cause FROM approval_request q WHERE a.verdict = 'escalate' AND q.action_id = a.id OFFSET 0) r ON true)
    SELECT
      (SELECT coalesce(json_agg(t), '[]') FROM (
        SELECT agent_id AS agent, count(*) FILTER (WHERE is_late)::int AS actions_hour, count(*)::int AS actions_day,
               count(*) FILTER (WHERE verdict = 'block')::int AS blocked_day,
               count(*) FILTER (WHERE is_denied)::int AS denied_day,
               count(*) FILTER (WHERE status = 'approved')::int AS approved_day,
               count(*) FILTER (WHERE outcome_status = 'failed')::int AS failed_day
          FROM recent GROUP BY agent_id) t) AS agents,
      (SELECT coalesce(json_agg(t), '[]') FROM (
        SELECT agent_id AS agent, tool, surface, count(*) FILTER (WHERE is_late)::int AS tool_hour, count(*)::int AS tool_day
          FROM recent GROUP BY agent_id, tool, surface) t) AS tools,
      (SELECT coalesce(json_agg(t), '[]') FROM (
        SELECT agent_id AS agent, run_id AS run, count(*)::int AS run_actions,
               json_agg(json_build_object('tool', tool, 'surface', surface, 'cause', CASE WHEN verdict = 'block' THEN 'blocked' ELSE cause END)
                        ORDER BY created_at DESC, id DESC) FILTER (WHERE verdict = 'block' OR is_denied) AS denials
          FROM recent WHERE run_id = ANY(${runs}::text[]) GROUP BY agent_id, run_id) t) AS runs`;
  return asked.map((one) => pastOf(one, read));
}

function pastOf(
  { agent, tool, surface, run }: AskedOf,
  { agents, tools, runs }: Read,
): RecordedPast["of"][number] {
  const totals = agents.find((row) => row.agent === agent);
  const same = tools.filter(
    (row) => row.agent === agent && (tool === null ? row.surface === surface : row.tool === tool),
  );
  const inRun = run === null ? undefined : runs.find((row) => row.agent === agent && row.run === run);
  const sum = (name: "tool_hour" | "tool_day") => same.reduce((count, row) => count + row[name], 0);
  const { agent: _, ...counted } = totals ?? { agent, ...NOTHING };
  return {
    history: {
      ...counted,
      ...{ tool_hour: sum("tool_hour"), tool_day: sum("tool_day"), run_actions: inRun?.run_actions ?? 0 },
    },
    denials: (inRun?.denials ?? []).slice(0, MOST_DENIALS),
  };
}

const NOTHING: Totals = {
  ...{ actions_hour: 0, actions_day: 0, blocked_day: 0, denied_day: 0, approved_day: 0, failed_day: 0 },
};
