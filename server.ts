import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import next from "next";
import { type App, boot, isApiPath, openApi, refuseStrangers } from "@/lib/boot";
import { ConfigError, config, publishToLibraries } from "@/lib/runtime/config";
import { isDatabaseAway } from "@/lib/runtime/database-away";
import { beginDrain, isDraining, markRunning, phase } from "@/lib/runtime/lifecycle";
import { flushLog, log } from "@/lib/runtime/log";

/**
 * The process: one HTTP server with the API in front and the console behind it, and the signals. It listens before
 * anything else, so that a taken port is said at once, and holds what comes until the database and Next are ready.
 */

/** Requests in flight get this long at the end; consoles and waiting agents are let go at once. */
const FINISH_MS = 1_200;

async function main(): Promise<void> {
  const startedAt = performance.now();
  const settings = config();
  publishToLibraries(settings.url);
  const api = openApi();
  // The port comes first: a second start on a taken one must not touch database or build.
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const serving = begun.then(start);
  const servers = await listen(listener(api, serving));
  onSignals(servers, serving);
  begin();
  const { app } = await serving;
  if (isDraining()) return;
  markRunning();
  console.log(greeting(app, performance.now() - startedAt).join("\n"));
}

/** Database and console get ready side by side; if one cannot, the other is not left behind. */
async function start(): Promise<Started> {
  const pages = next({ dev: config().isDevelopment, dir: process.cwd(), port: config().port });
  const [app, prepared] = await Promise.allSettled([boot(), pages.prepare()]);
  if (app.status === "rejected") throw app.reason;
  if (prepared.status === "fulfilled") return { app: app.value, handlePage: pages.getRequestHandler() };
  await app.value.stopWork();
  await app.value.stop();
  throw prepared.reason;
}

type Started = { readonly app: App; readonly handlePage: PageHandler };
type Serving = Promise<Started>;
type PageHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function listener(api: RequestListener, serving: Serving): RequestListener {
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    // Alive is a question about this process alone: an orchestrator must not restart it for a slow database.
    if (phase() === "starting" && request.url !== "/api/health/live") await serving;
    if (isDraining()) response.setHeader("Connection", "close");
    if (isApiPath(request.url ?? "/")) return void api(request, response);
    await (await serving).handlePage(request, response);
  };
  return (request, response) => {
    handle(request, response).catch((error: unknown) => {
      log().error({ error }, "a page failed");
      if (!response.headersSent) response.writeHead(500, { "Content-Type": "text/plain" });
      response.end();
    });
  };
}

/** One server per address: `localhost` is ::1 for some browsers and 127.0.0.1 for others. */
async function listen(handle: RequestListener): Promise<Server[]> {
  const { hosts, port } = config();
  const servers: Server[] = [];
  for (const host of hosts) {
    const server = createServer({ requestTimeout: 60_000, keepAliveTimeout: 65_000 }, handle);
    refuseStrangers(server);
    const isListening = await listenOn(server, host, port, hosts.length > 1 && host === "::1");
    if (isListening) servers.push(server);
  }
  return servers;
}

function listenOn(server: Server, host: string, port: number, isOptional: boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: Error & { readonly code?: string }) => {
      // A machine without IPv6 has no ::1 to listen on.
      if (isOptional && (error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT")) resolve(false);
      else reject(new StartError(listenTrouble(error.code, host, port)));
    });
    server.listen(port, host, () => resolve(true));
  });
}

function listenTrouble(code: string | undefined, host: string, port: number): string {
  switch (code) {
    case "EADDRINUSE":
      return `Port ${port} is taken on ${host}: stop what uses it, or choose another with PORT=${port + 1}.`;
    case "EACCES":
      return `Port ${port} needs more rights than this user has: choose one above 1023 with PORT.`;
    case "ENOTFOUND":
    case "EADDRNOTAVAIL":
      return `HOSTNAME ${host} is not an address of this machine.`;
    default:
      return `Cannot listen on ${host} port ${port} (${code}).`;
  }
}

class StartError extends Error {
  override readonly name = "StartError";
}

function onSignals(servers: readonly Server[], serving: Serving): void {
  const stopOn = (signal: NodeJS.Signals) => {
    // Whoever asks twice has waited long enough.
    if (isDraining()) process.exit(signal === "SIGINT" ? 130 : 143);
    void stop(servers, serving).then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  process.on("SIGINT", stopOn).on("SIGTERM", stopOn);
  process.on("unhandledRejection", (error) => log().error({ error }, "nobody waited for this"));
  process.on("uncaughtException", (error) => {
    log().fatal({ error }, "uncaught");
    // A connection of the pool that dies in somebody's hands is no reason to end the process.
    if (isDatabaseAway(error)) return;
    console.error(error);
    void stop(servers, serving).finally(() => process.exit(1));
  });
}

/** Ready says no, waiting callers are answered, calls in flight finish, then worker, database and its server stop. */
async function stop(servers: readonly Server[], serving: Serving): Promise<void> {
  beginDrain();
  const closed = Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  for (const server of servers) server.closeIdleConnections();
  const cutOff = setTimeout(() => {
    for (const server of servers) server.closeAllConnections();
  }, FINISH_MS);
  const app = await serving.then(
    (started) => started.app,
    () => null,
  );
  await Promise.all([closed, app?.stopWork()]);
  clearTimeout(cutOff);
  await app?.stop();
  flushLog();
}

function greeting(app: App, milliseconds: number): string[] {
  const { url, testMode } = config();
  const lines = ["", `  Countersign is at ${url}  (started in ${(milliseconds / 1000).toFixed(1)} s)`, ""];
  lines.push(...app.greeting.map((line) => (line === "" ? "" : `  ${line}`)), "  Stop it with Ctrl-C.", "");
  if (testMode) lines.push(...TEST_MODE_BANNER, "");
  return lines;
}

const RULE = `  ${"#".repeat(76)}`;
const TEST_MODE_BANNER = [
  RULE,
  "  #  TEST MODE: the operator token moves the clock and signs in as anybody.  #",
  "  #  Approvals given here mean nothing. Never run it for real.               #",
  RULE,
];

/** What a person can put right is one sentence; anything else is a bug and keeps its stack. */
function fail(error: unknown): never {
  const isForPeople =
    error instanceof ConfigError ||
    (error instanceof Error &&
      ["StartError", "EmbeddedError", "MigrationError", "BootError"].includes(error.name));
  console.error(isForPeople ? error.message : error);
  flushLog();
  process.exit(1);
}

main().catch(fail);
