import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { createTestClock } from "@/lib/sdk/testing/test-clock";
import { runCommand } from "../commands";
import { type FakeConfiguration, type Replies, startFakeConfiguration } from "./fake-configuration";

/** The world of the configuration commands for tests: files, a server, and what the command said and asked. */

const cleanUps: (() => Promise<unknown>)[] = [];
export async function cleanUp(): Promise<void> {
  for (const undo of cleanUps.splice(0)) await undo();
}

export const SOUND = `organisation: { id: acme, name: Acme }
people:
  - { id: ana, name: Ana, email: ana@acme.test, role: admin }
`;

export async function file(text: string, name = "countersign.yaml"): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "countersign-test-"));
  cleanUps.push(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, name), text);
  return join(directory, name);
}

export async function serve(replies: Replies = {}): Promise<FakeConfiguration> {
  const server = await startFakeConfiguration(replies);
  cleanUps.push(server.close);
  return server;
}

type Surroundings = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly answer?: boolean;
};

export async function run(
  argv: readonly string[],
  { environment = {}, input = "", answer }: Surroundings = {},
) {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const questions: string[] = [];
  const code = await runCommand(argv, {
    out: say,
    err: say,
    isColoured: false,
    environment: (name) => environment[name],
    clock: createTestClock(),
    readInput: async () => new TextEncoder().encode(input),
    pipe: { input: new PassThrough(), output: new PassThrough() },
    confirm:
      answer === undefined
        ? null
        : async (question) => {
            questions.push(question);
            return answer;
          },
    signal: new AbortController().signal,
  });
  return { code, text: lines.join("\n"), questions };
}

export const TOKEN = ["--token", "cso_test"];
export const at = (server: FakeConfiguration) => ["--url", server.url, ...TOKEN];

export const CHANGES = {
  created: ["people/gus"],
  changed: ["routes/payments"],
  removed: ["policies/old"],
  changes: [
    { path: "/people/gus", change: "created" as const, before: null, after: { id: "gus" } },
    { path: "/routes/payments/deadline", change: "changed" as const, before: "15m", after: "1m" },
  ],
  open_requests: {
    pending: 3,
    affected: [
      { id: "req_1", kind: "keeps_route" as const, effect: "keeps route payments as it was in version 3" },
    ],
  },
  problems: [
    { code: "no_contact", severity: "warning" as const, path: "/people/0", message: "ana cannot be reached" },
  ],
};
