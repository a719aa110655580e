import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Countersign } from "@/lib/sdk/countersign";
import { CountersignError } from "@/lib/sdk/errors";
import { UsageError } from "./command";
import type { Shell } from "./shell";

/** Options of every command that asks as an agent. */
export const ACCESS_OPTIONS = { url: { type: "string" }, key: { type: "string" } } as const;

export const ACCESS_HELP = [
  "--url <address>       the gate (default COUNTERSIGN_URL, then the demo's own file, then http://localhost:3000)",
  "--key <csa_…>         the agent's key (default COUNTERSIGN_AGENT_KEY, then the demo's own file)",
];

/** Written by the server in demo mode, readable by its user only. */
const DemoAgents = z.object({ url: z.string(), agents: z.record(z.string(), z.string()) });

export type Access = {
  readonly client: Countersign;
  readonly url: string;
  readonly key: string;
  readonly agent: string;
};

/** How a command comes to its key: what was said here, what the environment says, what the demo left ready. */
export async function findAccess(
  given: { readonly url?: string | undefined; readonly key?: string | undefined; readonly agent: string },
  shell: Shell,
): Promise<Access> {
  const path = join(shell.environment("COUNTERSIGN_DATA_DIR") ?? ".countersign", "demo-agent.json");
  const ownKey = given.key ?? shell.environment("COUNTERSIGN_AGENT_KEY");
  const demo = ownKey === undefined ? await readDemoAgents(path) : null;
  const key = ownKey ?? demo?.agents[given.agent];
  if (key === undefined) {
    throw new UsageError(
      `No agent key: run \`npm start\` here first (its demo leaves one in ${path}), or give --key or COUNTERSIGN_AGENT_KEY.`,
    );
  }
  const url = given.url ?? shell.environment("COUNTERSIGN_URL") ?? demo?.url ?? "http://localhost:3000";
  const agent = demo === null ? "agent" : given.agent;
  return { client: createClient(url, key, shell), url, key, agent };
}

/** Somebody looks on: a gate that does not answer at once is soon said so, yet a restart of it is outlived. */
function createClient(url: string, key: string, shell: Shell): Countersign {
  try {
    return new Countersign({ url, key, clock: shell.clock, patienceSeconds: 8, waitPatienceSeconds: 60 });
  } catch (error) {
    if (error instanceof CountersignError) throw new UsageError(error.detail, { cause: error });
    throw error;
  }
}

async function readDemoAgents(path: string): Promise<z.infer<typeof DemoAgents> | null> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new UsageError(`${path} cannot be read; give --key or COUNTERSIGN_AGENT_KEY.`, { cause: error });
  }
  try {
    return DemoAgents.parse(JSON.parse(text));
  } catch (error) {
    throw new UsageError(`${path} is not the demo's key file; give --key or COUNTERSIGN_AGENT_KEY.`, {
      cause: error,
    });
  }
}
