import { once } from "node:events";
import { PassThrough } from "node:stream";
import type { ProposeInput } from "@/lib/contract/actions";
import { Countersign } from "../../countersign";
import { platformClock } from "../../environment";
import { type JsonObject, listOf, textOrNull } from "../../json";
import { FAKE_KEY, type FakeGate, startFakeGate } from "../../testing/fake-gate";
import type { Script } from "../../testing/fake-gate-answers";
import type { ProxyOptions, Session } from "../answer-call";
import { Conversations } from "../conversation";
import { readLines } from "../lines";
import { isObject } from "../messages";
import { createRequestStates } from "../request-state";
import type { Gate } from "../rule";
import { type Journal, Run } from "../run";
import { StdioProxy } from "../stdio-proxy";

/** A proxy between two pipes that a test holds: it is the client, and it is the server behind. */

export type World = {
  readonly gate: FakeGate;
  readonly logged: readonly string[];
  /** What the client writes: a message, or a line as it is. */
  readonly send: (message: JsonObject | string) => void;
  /** What the client reads next. */
  readonly read: () => Promise<JsonObject>;
  /** Lines that reached the server, except the proxy's own questions for its tools. */
  readonly reached: readonly JsonObject[];
  /** What the server writes. */
  readonly say: (message: JsonObject | string) => void;
  /** What the server describes; a test may change it. */
  readonly tools: JsonObject[];
  readonly die: () => void;
  /** The client's end; answers how the proxy ended. */
  readonly leave: () => Promise<string | null>;
  readonly ended: Promise<string | null>;
};

export type Making = {
  readonly script: (input: ProposeInput) => Script;
  readonly gate?: Partial<Gate>;
  readonly options?: Partial<ProxyOptions>;
  readonly journal?: Journal;
  readonly fakeGate?: FakeGate;
  /** How the server answers a call; with its arguments by default, never when it gives null. */
  readonly answer?: (request: JsonObject) => JsonObject | null;
};

export const WRITE: JsonObject = {
  name: "write_file",
  title: "Write File",
  description: "Writes a file",
  inputSchema: { type: "object", properties: { path: { type: "string" } } },
};

const gates: FakeGate[] = [];
const worlds: World[] = [];

export async function closeWorlds(): Promise<void> {
  for (const world of worlds.splice(0)) await world.leave();
  for (const gate of gates.splice(0)) await gate.kill();
}

export async function openWorld(making: Making): Promise<World> {
  const fake = making.fakeGate ?? (await startFakeGate(making.script));
  gates.push(fake);
  const logged: string[] = [];
  const client = new Countersign({ url: fake.url, key: FAKE_KEY, clock: platformClock, patienceSeconds: 1 });
  const gate: Gate = {
    ...{ client, url: fake.url, prefix: "", context: {}, task: undefined, honours: [] },
    states: createRequestStates(FAKE_KEY),
    log: (line) => void logged.push(line),
    ...making.gate,
  };
  const session: Session = { run: new Run(making.journal), conversations: new Conversations() };
  const pipes = { in: new PassThrough(), out: new PassThrough() };
  const server = new PipeServer(making.answer ?? echo);
  const options = { heartbeatSeconds: 60, holdSeconds: undefined, ...making.options };
  const proxy = new StdioProxy(
    gate,
    session,
    server.process,
    { input: pipes.in, output: pipes.out },
    options,
  );
  const ended = proxy.run(new AbortController().signal);
  const lines = readLines(pipes.out);
  const world = {
    ...{ gate: fake, logged, reached: server.reached, tools: server.tools, ended },
    send: (message: JsonObject | string) => void pipes.in.write(`${textOf(message)}\n`),
    read: async () => JSON.parse(String((await lines.next()).value)),
    say: (message: JsonObject | string) => void server.process.output.write(`${textOf(message)}\n`),
    die: () => server.die(),
    leave: async () => {
      pipes.in.end();
      return ended;
    },
  };
  worlds.push(world);
  return world;
}

const textOf = (message: JsonObject | string) =>
  typeof message === "string" ? message : JSON.stringify(message);

const echo = ({ params }: JsonObject): JsonObject => ({
  content: [{ type: "text", text: JSON.stringify(isObject(params) ? params.arguments : null) }],
});

class PipeServer {
  readonly reached: JsonObject[] = [];
  readonly tools: JsonObject[] = [structuredClone(WRITE)];
  readonly #input = new PassThrough();
  readonly #output = new PassThrough();
  readonly process;

  constructor(private readonly answer: (request: JsonObject) => JsonObject | null) {
    const ended = once(this.#output, "end").then(() => "ended (exit code 1)");
    this.process = {
      ...{ input: this.#input, output: this.#output, ended },
      stop: async () => this.die(),
    };
    void this.#serve();
  }

  die(): void {
    this.#output.end();
  }

  async #serve(): Promise<void> {
    for await (const line of readLines(this.#input)) {
      const message: unknown = JSON.parse(String(line));
      if (!isObject(message)) continue;
      const result = this.#answer(message);
      if (result !== null)
        this.#output.write(`${JSON.stringify({ jsonrpc: "2.0", id: message.id ?? null, result })}\n`);
    }
  }

  #answer(message: JsonObject): JsonObject | null {
    const id = textOrNull(message.id);
    if (message.method === "tools/list" && id?.startsWith("countersign-")) return { tools: this.tools };
    this.reached.push(message);
    return message.method === "tools/call" ? this.answer(message) : null;
  }
}

export const callOf = (
  id: string | number,
  args: JsonObject = { path: "a" },
  more: JsonObject = {},
): JsonObject => ({
  jsonrpc: "2.0",
  id,
  method: "tools/call",
  params: { name: "write_file", arguments: args, ...more },
});

/** The text a model reads. */
export function wordsOf(message: JsonObject): string {
  const result = isObject(message.result) ? message.result : {};
  const [first] = listOf(result.content);
  return (isObject(first) ? textOrNull(first.text) : null) ?? JSON.stringify(message);
}
