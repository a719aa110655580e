import { z } from "zod";
import type { AgentActor, OperatorActor, PersonActor } from "@/lib/ops/context";
import { config } from "@/lib/runtime/config";
import { buildApi } from "./api";
import type { Doors } from "./doors";
import { type Endpoint, endpoint, ok } from "./endpoint";
import type { Api } from "./mount";

/** Doors without a database, for tests of the life of a call: three keys, one cookie, answers kept in a map. */

const organisation = "acme";
export const AGENT_KEY = "csa_agent-key-for-tests-only-0001";
export const OPERATOR_KEY = "cso_operator-key-for-tests-only-01";
export const COOKIE = "next-auth.session-token=sealed-by-nobody";
export const JSON_TYPE = { "content-type": "application/json" };

const agent: AgentActor = { kind: "agent", organisation, agent: "support-bot", keyId: "key_1" };
const operator: OperatorActor = { kind: "operator", organisation, keyId: "key_2", bootstrap: false };
const person = (role: PersonActor["role"]): PersonActor => ({
  kind: "person",
  organisation,
  person: "ana",
  role,
  sessionId: "ses_1",
  assurance: "session",
  via: "web",
});

export type TestDoors = Doors & { role: PersonActor["role"]; failure: Error | null; isRevoked: boolean };

export function testDoors(): TestDoors {
  const kept = new Map<string, { bodyHash: string; reply: Awaited<ReturnType<Doors["runIdempotent"]>> }>();
  const doors: TestDoors = {
    role: "admin",
    failure: null,
    isRevoked: false,
    authenticateKey: async (secret) => {
      if (doors.failure) throw doors.failure;
      if (secret === AGENT_KEY) return agent;
      return secret === OPERATOR_KEY ? operator : null;
    },
    authenticateCookie: async (sealed) =>
      sealed === "sealed-by-nobody" && !doors.isRevoked ? person(doors.role) : null,
    runIdempotent: async (_ctx, { endpoint, key, bodyHash }, run) => {
      const before = kept.get(`${endpoint} ${key}`);
      if (before?.bodyHash === bodyHash) return { ...before.reply, replayed: true };
      const reply = { ...(await run()), replayed: false };
      kept.set(`${endpoint} ${key}`, { bodyHash, reply });
      return reply;
    },
  };
  return doors;
}

export const Echo = z.strictObject({
  text: z.string().max(20).optional(),
  arguments: z.record(z.string(), z.unknown()).optional(),
  nested: z.strictObject({ list: z.array(z.int()) }).optional(),
});

let calls = 0;

/** One row of each kind. */
export const ROWS: readonly Endpoint[] = [
  endpoint({
    method: "POST",
    path: "/api/v1/echo",
    summary: "Echo",
    principals: ["agent", "person", "operator"],
    permission: "answer",
    body: Echo,
    argumentsAt: "arguments",
    answers: { 200: z.object({ echo: z.unknown(), call: z.int() }) },
    idempotency: "stored",
    verb: async ({ body }) => {
      calls += 1;
      return ok({ echo: body, call: calls });
    },
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/echo/{id}",
    summary: "Read",
    principals: ["agent", "person"],
    permission: "take_part",
    query: z.strictObject({ wait: z.coerce.number().int().min(0).max(25).default(0) }),
    answers: { 200: z.object({ id: z.string(), wait: z.int() }) },
    verb: async ({ params, query }) => ok({ id: params.id, wait: query.wait }),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/requests/{id}/responses",
    summary: "Answer",
    principals: ["person"],
    permission: "answer",
    body: Echo,
    answers: { 200: z.object({ person: z.string() }) },
    verb: async ({ ctx }) => ok({ person: ctx.actor.person }),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/crash",
    summary: "Crash",
    principals: ["operator"],
    body: z.strictObject({ code: z.string().optional() }),
    answers: { 200: z.unknown() },
    verb: async ({ body }) => {
      throw Object.assign(new Error("secret detail"), { code: body.code });
    },
  }),
  endpoint({
    method: "GET",
    path: "/api/health/live",
    summary: "Alive",
    principals: ["anyone"],
    answers: { 200: z.unknown() },
    verb: async () => ok({ ok: true }),
  }),
];

export const testApi = (doors: Doors = testDoors()): Api => buildApi(ROWS, doors);

export type Sent = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
};

/** Calls the API as a Fetch application and reads its JSON. */
export async function call(api: Api, method: string, path: string, init: RequestInit = {}): Promise<Sent> {
  const response = await api.request(`${config().url}${path}`, { method, ...init });
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "") && text !== "";
  const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : {}; // safe because every answer is an object
  return { status: response.status, headers: response.headers, body };
}

export const as = (credential: "agent" | "operator" | "person" | "nobody"): Record<string, string> => {
  switch (credential) {
    case "agent":
      return { authorization: `Bearer ${AGENT_KEY}` };
    case "operator":
      return { authorization: `Bearer ${OPERATOR_KEY}` };
    case "person":
      return { cookie: COOKIE };
    case "nobody":
      return {};
    default:
      return credential satisfies never;
  }
};
