import { database } from "./client";

/** Recorded actions, as replay and the registry read them. Nothing here is ever written to. */

export type RecordedAction = {
  readonly id: string;
  readonly agentId: string;
  readonly surface: string | null;
  readonly tool: string | null;
  readonly toolVersion: string | null;
  readonly arguments: unknown;
  readonly runId: string | null;
  readonly onBehalfOf: string | null;
  readonly context: unknown;
  readonly ruling: unknown;
  readonly configVersion: number;
  readonly createdAt: Date;
};

export type ActionCursor = { readonly createdAt: Date; readonly id: string };

/** Those at or after an instant and before a place, the latest first. */
export async function readActionsSince(
  organisation: string,
  { since, before, limit }: { readonly since: Date; readonly before: ActionCursor; readonly limit: number },
): Promise<readonly RecordedAction[]> {
  return database().$queryRaw<RecordedAction[]>`/* PREPARED */
    SELECT id, agent_id AS "agentId", surface, tool, tool_version AS "toolVersion", arguments, run_id AS "runId",
           on_behalf_of AS "onBehalfOf", context, ruling, config_version AS "configVersion", created_at AS "createdAt"
      FROM action
     WHERE organisation_id = ${organisation} AND created_at >= ${since}
       AND (created_at, id) < (${before.createdAt}, ${before.id})
     ORDER BY created_at DESC, id DESC LIMIT ${limit}`;
}

export type ShadowRow = {
  readonly policy: string;
  readonly surface: string | null;
  readonly before: string;
  readonly after: string;
  readonly count: number;
  /** The latest few of those that differ. */
  readonly examples: readonly {
    readonly action: string;
    readonly at: string;
    readonly agent: string;
    readonly tool: string | null;
  }[];
};

/** What rules in shadow said beside what the rules in force said, since an instant. */
export async function countShadow(organisation: string, since: Date): Promise<readonly ShadowRow[]> {
  return database().$queryRaw<ShadowRow[]>`/* PREPARED */
    SELECT policy, surface, before, after, count(*)::int AS count,
           to_json((array_agg(json_build_object('action', id, 'at', created_at, 'agent', agent_id, 'tool', tool)
                              ORDER BY created_at DESC, id DESC))[1:5]) AS examples
      FROM (SELECT a.id, a.surface, a.agent_id, a.tool, a.created_at, s ->> 'policy' AS policy,
                   coalesce(a.context #>> '{gate,overruled,verdict}', a.verdict) AS before,
                   coalesce(s ->> 'would_be', s ->> 'verdict') AS after
              FROM action a CROSS JOIN LATERAL json_array_elements(a.ruling -> 'shadow') s
             WHERE a.organisation_id = ${organisation} AND a.created_at >= ${since}) held
     GROUP BY policy, surface, before, after
     ORDER BY policy, surface NULLS FIRST, count(*) DESC, before, after`;
}

export type UseRow = {
  readonly surface: string | null;
  readonly claimed: string | null;
  readonly tool: string | null;
  readonly actions: number;
  readonly agents: readonly string[];
  readonly lastAt: Date;
};

/** Which tools agents asked for since an instant, the most asked for first. */
export async function countTools(
  organisation: string,
  since: Date,
  limit: number,
): Promise<readonly UseRow[]> {
  return database().$queryRaw<UseRow[]>`/* PREPARED */
    SELECT surface, context #>> '{gate,claimed}' AS claimed, tool, count(*)::int AS actions,
           (array_agg(DISTINCT agent_id))[1:20] AS agents, max(created_at) AS "lastAt"
      FROM action WHERE organisation_id = ${organisation} AND created_at >= ${since}
     GROUP BY surface, context #>> '{gate,claimed}', tool ORDER BY count(*) DESC, max(created_at) DESC LIMIT ${limit}`;
}
