import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { config } from "@/lib/runtime/config";
import { newUuid } from "@/lib/runtime/ids";

/** The demo agents' keys, left where `countersign demo-agent` looks for them, for this user's eyes only. */
const KeyFile = z.object({ url: z.string(), agents: z.record(z.string(), z.string()) });
export type AgentKeys = Readonly<Record<string, string>>;

const pathOfFile = (): string => join(config().dataDir, "demo-agent.json");

/** The keys in the file; null when there is none, or none that can be read. */
export async function readKeyFile(): Promise<{ readonly url: string; readonly agents: AgentKeys } | null> {
  try {
    const parsed = KeyFile.safeParse(JSON.parse(await readFile(pathOfFile(), "utf8")));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Whole or not at all: somebody may be reading it. */
export async function writeKeyFile(agents: AgentKeys): Promise<void> {
  const path = pathOfFile();
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${newUuid()}`;
  await writeFile(draft, `${JSON.stringify({ url: config().url, agents }, null, 2)}\n`, {
    mode: 0o600,
    flag: "wx",
  });
  await rename(draft, path);
}
