import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { quoted } from "@/lib/core/display";
import { UsageError } from "../command";
import type { Shell } from "../shell";

/** The file a command works on, as bytes: what is sent, hashed and pointed into. */
export type Source = {
  /** As it is called in findings. */
  readonly name: string;
  readonly isJson: boolean;
  readonly bytes: Uint8Array;
};

const DEFAULT_FILE = "countersign.yaml";

export const FILE_HELP = "[FILE]                the file (default countersign.yaml; - is what is piped in)";

/** YAML unless its name ends in `.json`; what is piped in is read as YAML, of which JSON is a part. */
export async function readSource(file: string | undefined, shell: Shell): Promise<Source> {
  const path = file ?? DEFAULT_FILE;
  if (path === "-") return { name: "stdin", isJson: false, bytes: await shell.readInput() };
  try {
    return { name: basename(path), isJson: path.endsWith(".json"), bytes: await readFile(path) };
  } catch (error) {
    const isOfTheFile = error instanceof Error && "syscall" in error && "code" in error;
    if (!isOfTheFile) throw error;
    const missing = file === undefined ? "; name the file, or - for what is piped in" : "";
    throw new UsageError(`${quoted(path)} cannot be read (${error.code})${missing}`, { cause: error });
  }
}
