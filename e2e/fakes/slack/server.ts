import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { answerCall, type Request, readRequest } from "./api";
import { type Fault, type Faults, nameOf } from "./faults";
import { authorize } from "./installation";
import { copyOf, type Json } from "./json";
import type { Methods } from "./method";
import type { Rates } from "./rates";
import { SlackError } from "./refusal";
import { answerResponseUrl } from "./response-urls";
import { type Call, type World, workspaceOf } from "./world";

/** The door: plain HTTP in front of the Web API, response_urls and the page of consent; and what can go wrong with it. */

export type Parts = {
  readonly world: World;
  readonly rates: Rates;
  readonly faults: Faults;
  readonly methods: Methods;
};

export async function listen(parts: Parts, port: number): Promise<Server> {
  const server = createServer((request, response) => void serve(parts, request, response));
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  parts.world.origin = `http://127.0.0.1:${address.port}`;
  return server;
}

async function serve(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk);
  } catch {
    return;
  }
  const { outage } = parts.faults;
  if (outage === "dropped") return void request.socket.destroy();
  if (outage === "http_503") return void response.writeHead(503).end("<html>Service Unavailable</html>");
  const body = Buffer.concat(chunks).toString("utf8");
  const path = new URL(request.url ?? "/", "http://fake").pathname;
  if (path.startsWith("/api/")) return serveCall(parts, { request, response, body });
  if (path.startsWith("/actions/")) return serveResponseUrl(parts, { request, response, body });
  if (path === "/oauth/v2/authorize") return serveConsent(parts.world, request, response);
  response.writeHead(404).end();
}

type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: string;
};

/** The faults that come before anything happens; true when the exchange is over. */
function failBefore({ request, response }: Exchange, fault: Fault | null): boolean {
  switch (fault) {
    case "drop_before":
      request.socket.destroy();
      return true;
    case "http_500":
      response.writeHead(500, { "Content-Type": "text/html" }).end("<html>Server Error</html>");
      return true;
    case "html_200":
      response.writeHead(200, { "Content-Type": "text/html" }).end("<html>Something went wrong</html>");
      return true;
    case "hang":
      return true;
    default:
      return false;
  }
}

/** The faults that lose the answer to what happened. */
async function failAfter({ request, response }: Exchange, fault: Fault | null): Promise<boolean> {
  if (fault === "hang_after") return true;
  if (fault === "drop_after") request.socket.destroy();
  if (fault === "http_500_after") response.writeHead(500).end("<html>Server Error</html>");
  if (fault === "drop_after" || fault === "http_500_after") return true;
  if (typeof fault === "object" && fault?.kind === "delayed")
    await new Promise((resolve) => setTimeout(resolve, fault.ms));
  return false;
}

async function serveCall(parts: Parts, exchange: Exchange): Promise<void> {
  const { world, faults } = parts;
  const read = attempt(() => readRequest(exchange.request, exchange.body));
  const method = read.value?.method ?? (exchange.request.url ?? "").replace(/^\/api\//, "");
  const fault = faults.take(method);
  const call: Call = {
    method,
    at: world.now(),
    token: read.value?.token ?? "",
    args: copyOf(read.value?.given ?? {}),
    answer: null,
    error: null,
    fault: fault === null ? null : nameOf(fault),
  };
  world.calls.push(call);
  if (failBefore(exchange, fault)) return;
  const outcome = read.error ?? answerOf(parts, read.value, fault);
  const answer =
    outcome instanceof SlackError
      ? { ok: false, error: outcome.code, ...outcome.more }
      : { ok: true, ...outcome };
  call.error = outcome instanceof SlackError ? outcome.code : null;
  if (await failAfter(exchange, fault)) return;
  call.answer = copyOf(answer);
  write(exchange.response, answer, world);
}

function answerOf(parts: Parts, request: Request | undefined, fault: Fault | null): Json | SlackError {
  if (!request) return new SlackError("internal_error");
  if (typeof fault === "object" && fault?.kind === "error") return new SlackError(fault.code);
  if (typeof fault === "object" && fault?.kind === "ratelimited")
    return new SlackError("ratelimited", { wait: fault.seconds });
  const answered = attempt(() => answerCall(parts, request));
  return answered.error ?? answered.value ?? {};
}

type Attempt<T> = { readonly value?: T; readonly error?: SlackError };

/** What the fake itself does wrong is no refusal: it ends the test run. */
function attempt<T>(run: () => T): Attempt<T> {
  try {
    return { value: run() };
  } catch (error) {
    if (error instanceof SlackError) return { error };
    throw error;
  }
}

function write(response: ServerResponse, { wait, ...answer }: Json, world: World): void {
  const headers = {
    "Content-Type": "application/json; charset=utf-8",
    "X-Slack-Req-Id": world.nextId("req"),
  };
  const isLimited = answer.error === "ratelimited";
  response
    .writeHead(isLimited ? 429 : 200, isLimited ? { ...headers, "Retry-After": String(wait ?? 30) } : headers)
    .end(JSON.stringify(answer));
}

async function serveResponseUrl(parts: Parts, exchange: Exchange): Promise<void> {
  const fault = parts.faults.take("response_url");
  if (failBefore(exchange, fault)) return;
  const path = exchange.request.url ?? "";
  const { status, body } = answerResponseUrl(parts.world, path, exchange.body);
  parts.world.calls.push({
    method: "response_url",
    at: parts.world.now(),
    token: "",
    args: { path, body: exchange.body },
    answer: { status },
    error: status === 200 ? null : body,
    fault: fault === null ? null : nameOf(fault),
  });
  if (await failAfter(exchange, fault)) return;
  exchange.response.writeHead(status, { "Content-Type": "application/json" }).end(body);
}

/** Everybody agrees at once; who says `deny=1` does not. */
function serveConsent(world: World, request: IncomingMessage, response: ServerResponse): void {
  const asked = new URL(request.url ?? "/", world.origin).searchParams;
  const redirectUri = asked.get("redirect_uri");
  if (asked.get("client_id") !== world.app.clientId || redirectUri === null)
    return void response.writeHead(400).end("invalid_client_id");
  const workspace = workspaceOf(world, asked.get("team") ?? undefined);
  const userId = asked.get("user") ?? [...workspace.people.values()].find(({ isBot }) => !isBot)?.id ?? "";
  const back = new URL(redirectUri);
  back.searchParams.set("state", asked.get("state") ?? "");
  if (asked.get("deny") === "1") back.searchParams.set("error", "access_denied");
  else back.searchParams.set("code", authorize(world, { teamId: workspace.id, userId, redirectUri }));
  response.writeHead(302, { Location: back.href }).end();
}
