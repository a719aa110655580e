import { OpenAPIHono, type RouteConfig } from "@hono/zod-openapi";
import { z } from "zod";
import { Problem } from "@/lib/contract/common";
import { type ErrorCode, PROBLEMS } from "@/lib/contract/errors";
import { TEXT_LIMITS } from "@/lib/core/limits-input";
import type { Endpoint, Output } from "./endpoint";
import { PROBLEM_MEDIA, problemStatus } from "./problem";

/** The OpenAPI 3.1 document, rendered from the table's own rows. Made when somebody first asks for it. */

const DESCRIPTION = [
  "An AI agent's risky action is held at the gate until a named human signs it.",
  "Errors are RFC 9457 problem documents whose `reason_code` is one of the table in `x-reason-codes`.",
].join(" ");

type Document = Readonly<Record<string, unknown>>;

export function openApiDocument(rows: readonly Endpoint[], url: string): Document {
  const renderer = new OpenAPIHono();
  const { openAPIRegistry: registry } = renderer;
  registry.registerComponent("securitySchemes", "key", {
    type: "http",
    scheme: "bearer",
    description: "`csa_…` of an agent, or `cso_…` of an operator",
  });
  registry.registerComponent("securitySchemes", "session", {
    type: "apiKey",
    in: "cookie",
    name: "next-auth.session-token",
    description:
      "A person's session; with an unsafe method the request must come from the console's own origin",
  });
  for (const row of rows) registry.registerPath(routeOf(row));
  const document = renderer.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "Countersign", version: "1", description: DESCRIPTION, license: { name: "Apache-2.0" } },
    servers: [{ url }],
  });
  return { ...document, "x-reason-codes": PROBLEMS };
}

function routeOf(row: Endpoint): RouteConfig {
  const route = {
    method: METHODS[row.method],
    path: row.path,
    operationId: operationId(row),
    summary: row.summary,
    tags: [tagOf(row.path)],
    security: securityOf(row),
    "x-principals": row.principals,
    ...(row.permission ? { "x-permission": row.permission } : {}),
    request: requestOf(row),
    responses: { ...answersOf(row), ...problemsOf(row) },
  };
  return route;
}

const METHODS = { GET: "get", POST: "post", PUT: "put", DELETE: "delete" } as const;

/** `POST /api/v1/actions/{id}/claim` is `post_actions_id_claim`. */
const operationId = ({ method, path }: Endpoint): string =>
  [
    method.toLowerCase(),
    ...path.split(/[^A-Za-z0-9]+/).filter((part) => !["", "api", "v1"].includes(part)),
  ].join("_");

const tagOf = (path: string): string => path.replace(/^\/(api\/(v1\/)?)?/, "").split("/")[0] ?? "";

function securityOf({ principals }: Endpoint): Record<string, string[]>[] {
  if (principals.includes("anyone")) return [];
  const isForKeys = principals.includes("agent") || principals.includes("operator");
  return [...(isForKeys ? [{ key: [] }] : []), ...(principals.includes("person") ? [{ session: [] }] : [])];
}

function requestOf(row: Endpoint): NonNullable<RouteConfig["request"]> {
  const names = [...row.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
  const content = row.body && {
    "application/json": { schema: row.body },
    ...(row.takesYaml ? { "application/yaml": { schema: row.body } } : {}),
  };
  return {
    ...(names.length > 0
      ? { params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) }
      : {}),
    ...(row.query instanceof z.ZodObject ? { query: row.query } : {}),
    ...(row.idempotency ? { headers: IdempotencyHeader } : {}),
    ...(row.body && content ? { body: { content, required: !row.body.safeParse({}).success } } : {}),
  };
}

const IdempotencyHeader = z.object({
  "Idempotency-Key": z
    .string()
    .max(TEXT_LIMITS.idempotencyKeyCharacters)
    .optional()
    .meta({ description: "The same key with the same body gets the first answer again" }),
});

function answersOf(row: Endpoint): RouteConfig["responses"] {
  const rendered = Object.entries(row.answers).map(([status, output]) => [
    status,
    { description: PLAIN_WORDS[status] ?? "Done", ...contentOf(output) },
  ]);
  return Object.fromEntries(rendered);
}

const PLAIN_WORDS: Readonly<Record<string, string>> = {
  200: "The answer",
  201: "Created",
  202: "Accepted: it waits for people",
  204: "Done; there is nothing to say",
  302: "To another page",
  503: "Not ready",
};

function contentOf(output: Output) {
  if (output === null) return {};
  if (typeof output === "string") return { content: { [output]: { schema: z.string() } } };
  return { content: { "application/json": { schema: output } } };
}

/** What can go wrong follows from what the row is. */
function problemsOf(row: Endpoint): RouteConfig["responses"] {
  const isOpen = row.principals.includes("anyone");
  const statuses = [
    ...(isOpen ? [] : [401, 403]),
    ...(row.path.includes("{") ? [404] : []),
    ...(row.method === "GET" || isOpen ? [] : [409]),
    ...(row.body ? [400, 413, 415] : []),
    ...(row.body || row.query ? [422] : []),
    ...(row.principals.includes("agent") ? [429] : []),
    ...(row.path.includes("/responses") ? [410] : []),
    ...codesOf(row.dialect?.types).map((code) => problemStatus(code, row.dialect)),
    503,
  ]
    .map((status) => (status === 422 ? problemStatus("invalid", row.dialect) : status))
    .filter((status) => !(status in row.answers));
  const content = { [PROBLEM_MEDIA]: { schema: Problem } };
  return Object.fromEntries(
    statuses.map((status) => [String(status), { description: titlesOf(status), content }]),
  );
}

// safe because the keys of a dialect are codes
const codesOf = (types: object = {}): ErrorCode[] => Object.keys(types) as ErrorCode[];

const titlesOf = (status: number): string =>
  Object.entries(PROBLEMS)
    .filter(([, problem]) => problem.status === status)
    .map(([code]) => `\`${code}\``)
    .join(", ");
