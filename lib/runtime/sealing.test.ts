import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { forget } from "./remember";
import { isSealedNow, SealError, type SealingKeys, seal, sealingKey, sealingKeys, unseal } from "./sealing";

const TOKEN = "xoxb-canary-5f1c";
const PLACE = "slack_workspace T01 token";
const keyOf = (byte: number) => sealingKey(Buffer.alloc(32, byte).toString("base64"));
const keys: SealingKeys = [keyOf(1)];

describe("what is sealed", () => {
  it("opens where it was sealed for, and does not hold its text", () => {
    const sealed = seal(TOKEN, PLACE, keys);
    expect(unseal(sealed, PLACE, keys)).toBe(TOKEN);
    expect(sealed).not.toContain("canary");
    expect(Buffer.from(sealed.split(".")[3] ?? "", "base64url").toString("latin1")).not.toContain("canary");
  });

  it("is never the same twice", () => {
    expect(seal(TOKEN, PLACE, keys)).not.toBe(seal(TOKEN, PLACE, keys));
  });

  it.each(["", "ü€𝄞 with more than one block of text in it, so that every byte counts"])(
    "keeps %o",
    (text) => {
      expect(unseal(seal(text, PLACE, keys), PLACE, keys)).toBe(text);
    },
  );

  it("does not open in another row or column", () => {
    const sealed = seal(TOKEN, PLACE, keys);
    for (const place of ["slack_workspace T02 token", "slack_workspace T01 refresh_token", ""])
      expect(() => unseal(sealed, place, keys)).toThrow(SealError);
  });

  it("does not open when any part of it was changed or cut", () => {
    const parts = seal(TOKEN, PLACE, keys).split(".");
    for (const [index, part] of parts.entries()) {
      for (const changed of [flipped(part), part.slice(1), ""]) {
        const text = parts.with(index, changed).join(".");
        expect(() => unseal(text, PLACE, keys), text).toThrow(SealError);
      }
    }
    for (const text of ["", "v1", "....", TOKEN]) expect(() => unseal(text, PLACE, keys)).toThrow(SealError);
  });

  it("says nothing of itself in its error", () => {
    const sealed = seal(TOKEN, PLACE, keys);
    const said = [keyOf(2), keyOf(1)].map((key, index) => {
      try {
        return unseal(sealed, index === 0 ? PLACE : "elsewhere", [key]);
      } catch (error) {
        return `${error} ${JSON.stringify(error)} ${(error as Error).cause}`;
      }
    });
    for (const words of said) expect(words).not.toMatch(/canary|xoxb/);
  });
});

const flipped = (part: string): string => `${part.startsWith("A") ? "B" : "A"}${part.slice(1)}`;

describe("a key that is replaced", () => {
  const next: SealingKeys = [keyOf(2), keyOf(1)];

  it("still opens what it sealed, beside the one that seals now", () => {
    const old = seal(TOKEN, PLACE, keys);
    expect(unseal(old, PLACE, next)).toBe(TOKEN);
    expect(isSealedNow(old, next)).toBe(false);
    const anew = seal(TOKEN, PLACE, next);
    expect(isSealedNow(anew, next)).toBe(true);
    expect(unseal(anew, PLACE, [keyOf(2)])).toBe(TOKEN);
  });

  it("opens nothing once it is gone", () => {
    expect(() => unseal(seal(TOKEN, PLACE, keys), PLACE, [keyOf(2)])).toThrow("a key that is not set");
  });

  it("has 32 bytes or is none", () => {
    expect(() => sealingKey("c2hvcnQ=")).toThrow(SealError);
  });
});

describe("the keys in force", () => {
  const inForce = (settings: Record<string, string>): SealingKeys => {
    Object.assign(process.env, settings);
    for (const name of ["config", "sealing-keys"]) forget(name);
    try {
      return sealingKeys();
    } finally {
      for (const name of Object.keys(settings)) delete process.env[name];
      for (const name of ["config", "sealing-keys"]) forget(name);
    }
  };

  it("are made once and kept for their owner only, where none is set", () => {
    const COUNTERSIGN_DATA_DIR = mkdtempSync(join(tmpdir(), "countersign-sealing-"));
    const [made] = inForce({ COUNTERSIGN_DATA_DIR });
    expect(inForce({ COUNTERSIGN_DATA_DIR })).toEqual([made]);
    const path = join(COUNTERSIGN_DATA_DIR, "encryption-key");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(sealingKey(readFileSync(path, "utf8").trim())).toEqual(made);
    rmSync(COUNTERSIGN_DATA_DIR, { recursive: true });
  });

  it("are those of the settings, the new one first", () => {
    const settings = [2, 1].map((byte) => Buffer.alloc(32, byte).toString("base64"));
    expect(
      inForce({
        COUNTERSIGN_ENCRYPTION_KEY: settings[0] ?? "",
        COUNTERSIGN_ENCRYPTION_KEY_PREVIOUS: settings[1] ?? "",
      }),
    ).toEqual([keyOf(2), keyOf(1)]);
  });
});
