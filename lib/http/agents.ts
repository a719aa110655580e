import { z } from "zod";
import { AgentView, CreatedAgentKey, CreateKeyInput, KeyView } from "@/lib/contract/people";
import { createAgentKey } from "@/lib/ops/agents/create-key";
import { listAgents, readAgent } from "@/lib/ops/agents/list";
import { listAgentKeys } from "@/lib/ops/agents/list-keys";
import { revokeAgentKey } from "@/lib/ops/agents/revoke-key";
import { rotateAgentKey } from "@/lib/ops/agents/rotate-key";
import { readItem } from "@/lib/ops/config/collections";
import { created, type Endpoint, endpoint, noContent, ok } from "./endpoint";
import { PageQuery } from "./page-query";
import { tagged } from "./precondition";

/** Agents and their keys. An answer that holds a key is shown once and kept nowhere, so no Idempotency-Key keeps it. */
export const agents: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/api/v1/agents",
    summary: "Agents, what they have open, and their keys",
    principals: ["person", "operator"],
    permission: "read_everything",
    query: PageQuery,
    answers: { 200: z.object({ agents: z.array(AgentView), next_cursor: z.string().nullable() }) },
    verb: async ({ ctx, query }) => ok(await listAgents(ctx, { limit: Number.POSITIVE_INFINITY, ...query })),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/agents/{id}",
    summary: "One agent",
    principals: ["person", "operator"],
    permission: "read_everything",
    answers: { 200: AgentView },
    verb: async ({ ctx, params }) =>
      tagged(ok(await readAgent(ctx, params)), await readItem(ctx, { noun: "agents", id: params.id })),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/agents/{id}/keys",
    summary: "The keys of an agent, without their secrets",
    principals: ["person", "operator"],
    permission: "read_everything",
    answers: { 200: z.object({ keys: z.array(KeyView) }) },
    verb: async ({ ctx, params }) => ok(await listAgentKeys(ctx, { agent: params.id })),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/agents/{id}/keys",
    summary: "Give an agent one more key",
    principals: ["person", "operator"],
    permission: "administer",
    body: CreateKeyInput,
    answers: { 201: CreatedAgentKey },
    verb: async ({ ctx, params, body }) =>
      created(await createAgentKey(ctx, { agent: params.id, name: body.name })),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/agents/{id}/keys/{key_id}/rotate",
    summary: "Replace a key; the old one works for an overlap",
    principals: ["person", "operator"],
    permission: "administer",
    body: z.strictObject({}),
    answers: { 201: CreatedAgentKey },
    verb: async ({ ctx, params }) =>
      created(await rotateAgentKey(ctx, { agent: params.id, key: params.key_id })),
  }),
  endpoint({
    method: "DELETE",
    path: "/api/v1/agents/{id}/keys/{key_id}",
    summary: "Revoke a key at once",
    principals: ["person", "operator"],
    permission: "administer",
    answers: { 204: null },
    verb: async ({ ctx, params }) => {
      await revokeAgentKey(ctx, { agent: params.id, key: params.key_id });
      return noContent;
    },
  }),
];
