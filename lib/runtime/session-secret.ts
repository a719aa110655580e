import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { config } from "./config";
import { newSecret, newUuid } from "./ids";
import { remember } from "./remember";

/**
 * The secret that seals session cookies: NEXTAUTH_SECRET, or one made at the first start and kept beside the embedded
 * database, so that sessions outlive a restart and hold on every process of that directory.
 */
export const sessionSecret = (): string =>
  remember("session-secret", () => config().secret ?? keptSecret(config().dataDir));

/** A secret of 32 bytes, base64url, made at the first call and the same ever after. */
export function keptSecret(directory: string, name = "session-secret"): string {
  const path = join(directory, name);
  const kept = read(path);
  if (kept !== null) return kept;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  // A link appears whole or not at all and never replaces: two first starts end with one secret.
  const draft = `${path}.${newUuid()}`;
  writeFileSync(draft, newSecret(), { mode: 0o600, flag: "wx" });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    rmSync(draft);
  }
  const made = read(path);
  if (made === null) throw new Error(`${path} cannot be read after it was written`);
  return made;
}

function read(path: string): string | null {
  try {
    const secret = readFileSync(path, "utf8").trim();
    if (secret.length < 32)
      throw new Error(`${path} is too short to be a secret: remove it to get a new one`);
    return secret;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
