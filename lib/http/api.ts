import { Hono } from "hono";
import { log } from "@/lib/runtime/log";
import type { Doors } from "./doors";
import type { Endpoint } from "./endpoint";
import { type Api, mount, requestIdOf } from "./mount";
import { observer } from "./observe";
import { problem } from "./problem";
import { send } from "./reply";
import { mountSlack } from "./slack";

/** The whole API as one Fetch application, made of the table's rows. */
export function buildApi(rows: readonly Endpoint[], doors: Doors): Api {
  const api: Api = new Hono();
  for (const row of rows) mount(api, row, doors);
  mountSlack(api);
  const allowed = methodsByPath(rows);
  const observe = observer("other", "unknown");
  api.notFound((c) => {
    const startedAt = performance.now();
    const requestId = requestIdOf(c.req.raw.headers);
    const methods = allowed(c.req.path);
    const answer =
      methods === null
        ? problem("not_found", "There is nothing at this path.")
        : problem("method_not_allowed", `This path takes ${methods}.`, { headers: { Allow: methods } });
    observe({ startedAt, requestId, status: answer.status, reasonCode: answer.reasonCode });
    return send(answer, requestId, c.env);
  });
  // Only what is outside the life of a call comes here, for example a path no router can read.
  api.onError((error, c) => {
    const requestId = requestIdOf(c.req.raw.headers);
    log().error({ error, request_id: requestId }, "outside of any call");
    return send(problem("internal", `Tell the operator this request id: ${requestId}.`), requestId, c.env);
  });
  return api;
}

/** Which methods a path has, or null for a path nobody knows. Looked up only when no row has answered. */
function methodsByPath(rows: readonly Endpoint[]): (path: string) => string | null {
  const templates = new Map<string, { readonly pattern: RegExp; readonly methods: Set<string> }>();
  for (const { path, method } of rows) {
    const pattern = new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`);
    const known = templates.get(path) ?? { pattern, methods: new Set<string>() };
    known.methods.add(method);
    if (method === "GET") known.methods.add("HEAD");
    templates.set(path, known);
  }
  return (path) => {
    const methods = [...templates.values()].filter(({ pattern }) => pattern.test(path));
    if (methods.length === 0) return null;
    return [...new Set(methods.flatMap((template) => [...template.methods]))].sort().join(", ");
  };
}
