import {
  Rederivation,
  ReplayDocument,
  ReplayReport,
  ShadowReport,
  SinceQuery,
  SurfaceRegistry,
} from "@/lib/contract/replay";
import { rederive } from "@/lib/ops/policies/rederive";
import { readRegistry } from "@/lib/ops/policies/registry";
import { replay } from "@/lib/ops/policies/replay";
import { readShadow } from "@/lib/ops/policies/shadow";
import { type Endpoint, endpoint, ok } from "./endpoint";

/** What the past says about policies and surfaces. None of it changes anything. */
export const replays: readonly Endpoint[] = [
  endpoint({
    method: "POST",
    path: "/api/v1/config/replay",
    summary: "Rule on past actions under a changed configuration, and say what would come out differently",
    principals: ["person", "operator"],
    permission: "configure",
    query: SinceQuery,
    body: ReplayDocument,
    takesYaml: true,
    answers: { 200: ReplayReport },
    verb: async ({ ctx, query, body }) => ok(await replay(ctx, { ...query, document: body })),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/config/rederivation",
    summary: "Derive past rulings again from the versions they were made under, and compare",
    principals: ["person", "operator"],
    permission: "read_everything",
    query: SinceQuery,
    answers: { 200: Rederivation },
    verb: async ({ ctx, query }) => ok(await rederive(ctx, query)),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/config/shadow",
    summary: "What policies in shadow would have changed, by policy and surface",
    principals: ["person", "operator"],
    permission: "read_everything",
    query: SinceQuery.pick({ since: true }),
    answers: { 200: ShadowReport },
    verb: async ({ ctx, query }) => ok(await readShadow(ctx, query)),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/config/registry",
    summary: "Surfaces with their owners and reviews, and what agents use that is on none",
    principals: ["person", "operator"],
    permission: "read_everything",
    query: SinceQuery.pick({ since: true }),
    answers: { 200: SurfaceRegistry },
    verb: async ({ ctx, query }) => ok(await readRegistry(ctx, query)),
  }),
];
