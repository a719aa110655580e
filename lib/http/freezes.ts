import {
  FreezeAnswer,
  FreezeInput,
  FreezeList,
  KillAnswer,
  ThawAnswer,
  ThawInput,
} from "@/lib/contract/freezes";
import type { FreezeKind } from "@/lib/core/freeze";
import { freeze } from "@/lib/ops/freezes/freeze";
import { kill } from "@/lib/ops/freezes/kill";
import { listFreezes } from "@/lib/ops/freezes/list";
import { thaw } from "@/lib/ops/freezes/thaw";
import { type Endpoint, endpoint, ok } from "./endpoint";

/** Stopping an agent or a surface at once, and letting it go on. Repeating any of it changes nothing. */
export const freezes: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/api/v1/freezes",
    summary: "What is frozen now",
    principals: ["person", "operator"],
    permission: "read_everything",
    answers: { 200: FreezeList },
    verb: async ({ ctx }) => ok(await listFreezes(ctx)),
  }),
  ...rowsOf("agent", "agents"),
  ...rowsOf("surface", "surfaces"),
];

function rowsOf(kind: FreezeKind, noun: "agents" | "surfaces"): readonly Endpoint[] {
  return [
    endpoint({
      method: "POST",
      path: `/api/v1/${noun}/{id}/freeze` as "/{id}",
      summary: `Stop the ${kind}: nothing of it is allowed, opened or claimed until it is thawed`,
      principals: ["person", "operator"],
      permission: "configure",
      body: FreezeInput,
      answers: { 200: FreezeAnswer },
      verb: async ({ ctx, params, body }) => ok(await freeze(ctx, { kind, id: params.id, ...body })),
    }),
    endpoint({
      method: "POST",
      path: `/api/v1/${noun}/{id}/kill` as "/{id}",
      summary: `Freeze the ${kind}, withdraw its pending requests and revoke its unclaimed grants`,
      principals: ["person", "operator"],
      permission: "configure",
      body: FreezeInput,
      answers: { 200: KillAnswer },
      verb: async ({ ctx, params, body }) => ok(await kill(ctx, { kind, id: params.id, ...body })),
    }),
    endpoint({
      method: "POST",
      path: `/api/v1/${noun}/{id}/thaw` as "/{id}",
      summary: `Let the ${kind} go on`,
      principals: ["person", "operator"],
      permission: "configure",
      body: ThawInput,
      answers: { 200: ThawAnswer },
      verb: async ({ ctx, params, body }) => ok(await thaw(ctx, { kind, id: params.id, ...body })),
    }),
  ];
}
