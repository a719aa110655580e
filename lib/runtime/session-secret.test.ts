import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { keptSecret } from "./session-secret";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "countersign-secret-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

it("makes one secret, keeps it, and lets only its owner read it", () => {
  const home = join(directory, "new", "data");
  const secret = keptSecret(home);
  expect(secret.length).toBeGreaterThanOrEqual(32);
  expect(keptSecret(home)).toBe(secret);
  expect(readdirSync(home)).toEqual(["session-secret"]);
  expect(statSync(join(home, "session-secret")).mode & 0o777).toBe(0o600);
});

it("refuses a secret somebody cut short rather than sealing with it", () => {
  writeFileSync(join(directory, "session-secret"), "short\n");
  expect(() => keptSecret(directory)).toThrow("too short");
});
