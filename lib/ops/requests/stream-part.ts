import type { World } from "@/lib/core/approval-request";
import type { RequestRecord } from "@/lib/db/request-reader";
import { readStreamPage, type StreamRow } from "@/lib/db/stream-reader";
import { log } from "@/lib/runtime/log";
import { type Reading, reading, worldFor } from "./world";

/** One new version of a request, with what it takes to know who may hear of it. */
export type StreamEntry = {
  /** The stream's position after it. */
  readonly seq: number;
  readonly version: number;
  readonly status: RequestRecord["status"];
  readonly request: RequestRecord;
  readonly view: Reading;
  readonly world: World;
};

export type StreamPart = {
  readonly entries: readonly StreamEntry[];
  /** The position to go on from. */
  readonly upTo: number;
  /** There may be more. */
  readonly isFull: boolean;
};

export const AT_ONCE = 500;

/** What happened after a position, oldest first. */
export async function readPart(organisation: string, after: number): Promise<StreamPart> {
  const { rows, requests } = await readStreamPage(organisation, after, AT_ONCE);
  const last = rows.at(-1);
  if (!last) return { entries: [], upTo: after, isFull: false };
  const view = await reading(organisation);
  const worlds = await worldsOf(view, [...requests.values()]);
  const entries = versions(rows).flatMap((row): readonly StreamEntry[] => {
    const request = requests.get(row.requestId);
    const world = worlds.get(row.requestId);
    if (!request || !world) return [];
    return [
      { seq: row.streamSeq, version: row.version, status: statusAt(row, request), request, view, world },
    ];
  });
  return { entries, upTo: last.streamSeq, isFull: rows.length === AT_ONCE };
}

/** Events of one transaction stand together and carry one instant: only the last of them was ever a version to see. */
const versions = (rows: readonly StreamRow[]): readonly StreamRow[] =>
  rows.filter((row, index) => {
    const next = rows[index + 1];
    return next?.requestId !== row.requestId || next.at.getTime() !== row.at.getTime();
  });

const statusAt = (row: StreamRow, request: RequestRecord): RequestRecord["status"] =>
  row.decidedVersion !== null && row.version >= row.decidedVersion ? request.status : "pending";

/** By request. Many requests of one route share one world. */
async function worldsOf(
  view: Reading,
  requests: readonly RequestRecord[],
): Promise<ReadonlyMap<string, World>> {
  const byRoute = new Map<string, Promise<World | null>>();
  const worlds = new Map<string, World>();
  for (const request of requests) {
    const route = `${request.routeId}@${request.configVersion}`;
    const known = byRoute.get(route) ?? worldOrNone(view, request);
    byRoute.set(route, known);
    const world = await known;
    if (world) worlds.set(request.id, world);
  }
  return worlds;
}

/** A request nobody can judge is told to nobody; it must not keep the others from being told. */
async function worldOrNone(view: Reading, request: RequestRecord): Promise<World | null> {
  try {
    return await worldFor(view, request);
  } catch (error) {
    log().error({ error, request: request.id }, "a request on the live stream has no route");
    return null;
  }
}
