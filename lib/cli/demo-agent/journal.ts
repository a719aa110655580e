import { readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { JsonObject } from "@/lib/sdk/json";
import { UsageError } from "../command";

/**
 * What the agent must remember to go on after a crash: its run, and each action word for word as it was proposed. The
 * keys it asks and claims under are derived from these, so a second attempt resumes the first one's request.
 */
const JournaledStep = z.object({
  tool: z.string(),
  /** Parsed from JSON, so an object is all there is to check; the tool reads its members. */
  arguments: z.custom<JsonObject>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  ),
  context: z.object({
    run: z.object({
      id: z.string(),
      task: z.string(),
      step: z.number(),
      path: z.array(z.object({ tool: z.string(), at: z.string(), summary: z.string() })),
    }),
    explanation: z.object({ title: z.string(), why: z.string() }),
    deadlineSeconds: z.number().optional(),
  }),
  /** Null while the action is under way: then a later process takes it up again. */
  ended: z.object({ at: z.string(), summary: z.string() }).nullable(),
});
export type JournaledStep = z.infer<typeof JournaledStep>;

const Journal = z.object({ runId: z.string(), steps: z.record(z.string(), JournaledStep) });
export type Journal = z.infer<typeof Journal>;

const pathIn = (directory: string): string => join(directory, "journal.json");

export async function hasJournal(directory: string): Promise<boolean> {
  const found = await stat(pathIn(directory)).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  });
  return found !== null;
}

export async function readJournal(directory: string): Promise<Journal> {
  try {
    return Journal.parse(JSON.parse(await readFile(pathIn(directory), "utf8")));
  } catch (error) {
    throw new UsageError(`${pathIn(directory)} cannot be read; give another --dir.`, { cause: error });
  }
}

/** Whole or not at all: a crash while writing leaves the previous journal. */
export async function writeJournal(directory: string, journal: Journal): Promise<void> {
  const draft = `${pathIn(directory)}.draft`;
  await writeFile(draft, `${JSON.stringify(journal, null, 2)}\n`, { flush: true });
  await rename(draft, pathIn(directory));
}
