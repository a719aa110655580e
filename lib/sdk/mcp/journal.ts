import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { ActionContext } from "../actions";
import type { Journal } from "./run";

/** What was proposed, as it was: only its outline is checked here, the gate checks the rest. */
const Context = z.custom<ActionContext>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);

const RunRecord = z.strictObject({
  runId: z.string().min(1),
  path: z.array(
    z.strictObject({ tool: z.string(), at: z.string().optional(), summary: z.string().optional() }),
  ),
  openings: z.array(z.strictObject({ call: z.string(), key: z.string(), context: Context })),
});

/**
 * A run in a file, readable by its owner only. Reading throws where there is something else than a run: a proxy that
 * shrugged would ask people twice.
 */
export const journalIn = (path: string): Journal => ({
  read: () => {
    const text = readIfThere(path);
    return text === null ? null : RunRecord.parse(JSON.parse(text));
  },
  // Whole or not at all: a crash while writing leaves the previous state.
  write: (record) => {
    writeFileSync(`${path}.draft`, `${JSON.stringify(record)}\n`, { mode: 0o600, flush: true });
    renameSync(`${path}.draft`, path);
  },
});

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
