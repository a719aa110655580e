import { database, Prisma } from "./client";
import type { PendingScope } from "./request-reader";

/** Counting stops here: a badge that says 1,000 has said enough. */
const COUNT_BOUND = 1_000;

export async function countPending(organisation: string, scope: PendingScope): Promise<number> {
  const source =
    scope.kind === "all"
      ? Prisma.sql`SELECT r.id FROM approval_request r WHERE r.organisation_id = ${organisation} AND r.status = 'pending'`
      : Prisma.sql`SELECT id FROM (
          (SELECT r.id FROM unnest(${scope.routes.map((route) => route.routeId)}::text[], ${scope.routes.map((route) => route.configVersion)}::int[]) AS mine(route_id, config_version)
            CROSS JOIN LATERAL (SELECT r.id FROM approval_request r WHERE r.organisation_id = ${organisation} AND r.status = 'pending'
              AND r.route_id = mine.route_id AND r.config_version = mine.config_version LIMIT ${COUNT_BOUND}) r LIMIT ${COUNT_BOUND})
          UNION
          (SELECT d.request_id FROM delivery d WHERE d.organisation_id = ${organisation} AND d.person_id = ANY(${[...scope.people]}::text[]) AND d.open LIMIT ${COUNT_BOUND})
          UNION
          (SELECT r.id FROM approval_request r WHERE r.organisation_id = ${organisation} AND r.status = 'pending' AND r.agent_id = ANY(${[...scope.agents]}::text[]) LIMIT ${COUNT_BOUND})
        ) u`;
  const [row] = await database().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (${source} LIMIT ${COUNT_BOUND}) c`;
  return row?.count ?? 0;
}
