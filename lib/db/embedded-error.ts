import { open, statfs } from "node:fs/promises";
import { codeOf } from "./error-code";

/** What went wrong with the embedded database, as one sentence for the person at the terminal; the evidence is in `cause`. */
export class EmbeddedError extends Error {
  override readonly name = "EmbeddedError";
}

const WAY_OUT = "or set DATABASE_URL to a PostgreSQL of your own";

/** Turns a failed file operation under `path` into its sentence. */
export function fileTrouble(path: string, error: unknown): EmbeddedError {
  if (error instanceof EmbeddedError) return error;
  return new EmbeddedError(fileSentence(path, codeOf(error)), { cause: error });
}

function fileSentence(path: string, code: string): string {
  switch (code) {
    case "EACCES":
    case "EPERM":
      return `No permission to use ${path} for the embedded database: make it writable, point COUNTERSIGN_DATA_DIR elsewhere, ${WAY_OUT}.`;
    case "EROFS":
      return `${path} is on a read-only file system: point COUNTERSIGN_DATA_DIR at a writable directory, ${WAY_OUT}.`;
    case "ENOSPC":
    case "EDQUOT":
      return `The disk that holds ${path} is full: make room and start again.`;
    case "ENOTDIR":
    case "EEXIST":
      return `Something that is not a directory is in the way of ${path}: move it, or point COUNTERSIGN_DATA_DIR elsewhere.`;
    default:
      return `The embedded database cannot use ${path} (${code || "unknown error"}): point COUNTERSIGN_DATA_DIR at a directory on a local disk, ${WAY_OUT}.`;
  }
}

/**
 * Why PostgreSQL failed, when its own words are only in a log. A full disk is the common reason and the one that a log
 * reader cannot see from the outside, so it is asked first.
 */
export async function serverTrouble(what: string, path: string, neededMb: number, evidence: unknown) {
  const freeMb = await freeMegabytes(path);
  const sentence =
    freeMb !== null && freeMb < neededMb
      ? `The embedded PostgreSQL could not be ${what}: the disk that holds ${path} is full (${freeMb} MB free, ${neededMb} MB needed).`
      : `The embedded PostgreSQL could not be ${what} in ${path}: the end of its log says why.`;
  return new EmbeddedError(sentence, { cause: evidence });
}

async function freeMegabytes(path: string): Promise<number | null> {
  try {
    const disk = await statfs(path);
    return Math.floor((disk.bavail * disk.bsize) / 1_048_576);
  } catch {
    return null; // the platform cannot tell: then the log has to
  }
}

/** The last lines that the server wrote after `from`, as an Error that fits `cause`. */
export async function logTail(file: string, from = 0): Promise<Error> {
  try {
    const handle = await open(file, "r");
    try {
      const { size } = await handle.stat();
      const start = Math.max(Math.min(from, size), size - 8_192);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start);
      const lines = buffer.toString("utf8", 0, bytesRead).trimEnd().split("\n");
      return new Error(lines.slice(-20).join("\n") || "the log is empty");
    } finally {
      await handle.close();
    }
  } catch (error) {
    return new Error(`${file} could not be read`, { cause: error });
  }
}
