import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { ConfigDrift } from "@/lib/contract/config-history";
import type { ConfigPlan } from "@/lib/contract/config-plan";
import type { Rederivation, ReplayReport } from "@/lib/contract/replay";

/** A server's configuration for tests of the command: it answers what it was given, and remembers what it was asked. */
export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};

export type FakeConfiguration = {
  readonly url: string;
  readonly asked: readonly Asked[];
  readonly close: () => Promise<void>;
};

export type Replies = {
  readonly plan?: Partial<ConfigPlan>;
  readonly drift?: Partial<ConfigDrift>;
  /** Of the PUT that is no dry run, or of every PUT. */
  readonly refusal?: { readonly status: number; readonly body: object; readonly onPlan?: boolean };
  readonly yaml?: string;
  readonly document?: unknown;
  readonly replay?: ReplayReport;
  readonly rederivation?: Rederivation;
};

const PLAN: ConfigPlan = {
  ...{ version: null, base_version: 4, created: [], changed: [], removed: [], changes: [], problems: [] },
  open_requests: { pending: 0, affected: [] },
};
const DRIFT: ConfigDrift = {
  ...{ drifted: false, version: 4, since_version: null, source: null, changed: [], authors: [] },
};

export async function startFakeConfiguration(replies: Replies = {}): Promise<FakeConfiguration> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://fake");
    const { method = "GET", headers } = request;
    asked.push({
      method,
      path: pathname,
      query: searchParams,
      headers,
      body: Buffer.concat(chunks).toString(),
    });
    const { status, body } = answerTo(replies, { method, path: pathname, query: searchParams, headers });
    response.writeHead(status, { "Content-Type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // safe because a server that listens on TCP has an address with a port
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function answerTo(replies: Replies, { method, path, query, headers }: Omit<Asked, "body">) {
  const isDryRun = query.get("dry_run") === "1";
  if (method === "PUT") {
    const { refusal } = replies;
    if (refusal && (refusal.onPlan || !isDryRun)) return refusal;
    const plan = { ...PLAN, ...replies.plan };
    const isChange = plan.created.length + plan.changed.length + plan.removed.length > 0;
    return { status: 200, body: { ...plan, version: isChange && !isDryRun ? plan.base_version + 1 : null } };
  }
  if (path.endsWith("/replay")) return { status: 200, body: replies.replay ?? {} };
  if (path.endsWith("/rederivation")) return { status: 200, body: replies.rederivation ?? {} };
  if (path.endsWith("/drift")) return { status: 200, body: { ...DRIFT, ...replies.drift } };
  if (path.endsWith("/problems"))
    return { status: 200, body: { version: 4, problems: replies.plan?.problems ?? [] } };
  return {
    status: 200,
    body: headers.accept === "application/yaml" ? (replies.yaml ?? "") : (replies.document ?? {}),
  };
}
