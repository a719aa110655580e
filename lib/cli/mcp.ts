import { once } from "node:events";
import { quoted } from "@/lib/core/display";
import { SETTINGS } from "@/lib/runtime/settings";
import { readEnvironmentExcept } from "@/lib/sdk/environment";
import type { ProxyOptions } from "@/lib/sdk/mcp/answer-call";
import { Conversations } from "@/lib/sdk/mcp/conversation";
import { HttpProxy } from "@/lib/sdk/mcp/http-proxy";
import { journalIn } from "@/lib/sdk/mcp/journal";
import { createRequestStates } from "@/lib/sdk/mcp/request-state";
import type { Gate } from "@/lib/sdk/mcp/rule";
import { Run } from "@/lib/sdk/mcp/run";
import { startServer } from "@/lib/sdk/mcp/server-process";
import { StdioProxy } from "@/lib/sdk/mcp/stdio-proxy";
import { ACCESS_HELP, ACCESS_OPTIONS, findAccess } from "./agent-access";
import { type Command, othersOf, ownOf, parseCount, parseOptions, UsageError } from "./command";
import type { Ending } from "./exit-codes";
import { FACTS_HELP, FACTS_OPTIONS, parseFacts } from "./facts";
import type { Shell } from "./shell";

const AGENT = "support-bot";

const OPTIONS = {
  ...ACCESS_OPTIONS,
  prefix: { type: "string" },
  ...FACTS_OPTIONS,
  task: { type: "string" },
  deadline: { type: "string" },
  hold: { type: "string" },
  heartbeat: { type: "string" },
  honours: { type: "string" },
  journal: { type: "string" },
  http: { type: "string" },
  port: { type: "string" },
  host: { type: "string" },
  origin: { type: "string", multiple: true },
} as const;

type Options = ReturnType<typeof parseOptions<typeof OPTIONS>>;

/** In front of any MCP server: its tools are called only as the gate permits. Standard output is the protocol's. */
export const mcp: Command = {
  name: "mcp",
  summary: "stand in front of an MCP server, and let through the tool calls the gate permits",
  options: [
    "countersign mcp [options] -- <command> [arguments]   the server, as a client would start it",
    "countersign mcp [options] --http <address>           a server that is reached over HTTP",
    ...ACCESS_HELP,
    "--prefix <text>       stands before each tool's name for the gate, as in files. (default none)",
    ...FACTS_HELP,
    "--task <text>         what this session is for, as people read it",
    "--deadline <seconds>  ask for a shorter deadline than the route's",
    "--hold <seconds>      hold a call this long for people, then tell the client to make it again",
    "--heartbeat <seconds> progress while people decide, for clients that want it (default 5)",
    "--honours <names>     constraints this server applies when told in _meta, with commas between them",
    "--journal <path>      keep the run in this file, so that a proxy that was killed goes on with it",
    "--port <number>       with --http: listen here (default 3939)",
    "--host <address>      with --http: on this address (default 127.0.0.1)",
    "--origin <origin>     with --http: pages of this origin may call; repeat for several",
  ],
  run: async (argv, shell) => {
    const options = parseOptions(ownOf(argv), OPTIONS);
    const [command, ...args] = othersOf(argv);
    const { http } = options;
    const proxying = {
      heartbeatSeconds: parseCount(options.heartbeat, "--heartbeat") ?? 5,
      holdSeconds: parseCount(options.hold, "--hold"),
    };
    const gate = await openGate(options, shell);
    if (command !== undefined && http === undefined) {
      return standInFront({ command, args }, gate, openRun(options.journal), proxying, shell);
    }
    if (http !== undefined && command === undefined)
      return listen({ ...options, http }, gate, proxying, shell);
    throw new UsageError("say which server: countersign mcp -- <command> [arguments], or --http <address>");
  },
};

async function openGate(options: Options, shell: Shell): Promise<Gate> {
  const access = await findAccess({ url: options.url, key: options.key, agent: AGENT }, shell);
  const deadlineSeconds = parseCount(options.deadline, "--deadline");
  return {
    client: access.client,
    url: access.url,
    prefix: options.prefix ?? "",
    context: { facts: parseFacts(options.fact ?? []), onBehalfOf: options["on-behalf-of"], deadlineSeconds },
    task: options.task,
    honours: (options.honours ?? "").split(",").filter((name) => name !== ""),
    states: createRequestStates(access.key),
    log: (line) => shell.err(`countersign: ${quoted(line, 2000)}`),
  };
}

function openRun(journal: string | undefined): Run {
  if (journal === undefined) return new Run();
  try {
    return new Run(journalIn(journal));
  } catch (error) {
    throw new UsageError(`${journal} cannot be used as --journal`, { cause: error });
  }
}

async function standInFront(
  program: { readonly command: string; readonly args: readonly string[] },
  gate: Gate,
  run: Run,
  options: ProxyOptions,
  shell: Shell,
): Promise<Ending> {
  const server = startServer({ ...program, environment: readEnvironmentExcept(isOurs) });
  const session = { run, conversations: new Conversations() };
  const how = await new StdioProxy(gate, session, server, shell.pipe, options).run(shell.signal);
  if (how === null) return "done";
  shell.err(`countersign: the MCP server ${how}`);
  return "failed";
}

async function listen(
  options: Options & { readonly http: string },
  gate: Gate,
  proxying: ProxyOptions,
  shell: Shell,
): Promise<Ending> {
  const { http, host = "127.0.0.1", origin: origins = [] } = options;
  if (options.journal !== undefined) throw new UsageError("--journal is for a server that is started here");
  if (!URL.canParse(http) || !/^https?:$/.test(new URL(http).protocol)) {
    throw new UsageError("--http takes the http(s) address of the server's endpoint");
  }
  const port = parseCount(options.port, "--port") ?? 3939;
  const proxy = new HttpProxy(gate, { ...proxying, upstream: new URL(http), origins });
  proxy.server.listen(port, host);
  try {
    await once(proxy.server, "listening");
  } catch (error) {
    throw new UsageError(`cannot listen on ${host}:${port}`, { cause: error });
  }
  shell.err(`countersign: listening on http://${host}:${port}${new URL(http).pathname}`);
  if (!shell.signal.aborted) await once(shell.signal, "abort");
  await proxy.close();
  return "interrupted";
}

/** A stranger's program is not given our agent's key, nor the secrets of a gate that runs from the same directory. */
const isOurs = (name: string): boolean =>
  name.startsWith("COUNTERSIGN_") || SECRETS.has(name) || SECRETS.has(name.toUpperCase());

const SECRETS: ReadonlySet<string> = new Set(
  Object.entries(SETTINGS).flatMap(([name, setting]) =>
    "secret" in setting && setting.secret ? [name] : [],
  ),
);
