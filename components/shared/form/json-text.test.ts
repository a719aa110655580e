import { describe, expect, it } from "vitest";
import { ARGUMENT_LIMITS } from "@/lib/core/limits-input";
import { readJsonObject } from "./json-text";

const read = (text: string) => readJsonObject(text, ARGUMENT_LIMITS);
const messageOf = (text: string) => {
  const found = read(text);
  return found.ok ? null : found.message;
};

describe("JSON as somebody types it", () => {
  it("is read, and nothing typed is nothing given", () => {
    expect(read('{ "amount_cents": 25000 }')).toEqual({
      ok: true,
      value: { amount_cents: 25_000 },
    });
    expect(read("  ")).toEqual({ ok: true, value: null });
  });

  it("is pointed at where it stops being JSON", () => {
    expect(messageOf('{\n  "a": 1,\n  b: 2\n}')).toMatch(/^Line 3, column 3: /);
    expect(messageOf('{ "amount_cents": }')).toMatch(/^Line 1, column 19: /);
    expect(messageOf('{ "a": 1')).toMatch(/^Line 1, column 9: /);
  });

  it("is read as strictly as an agent's: what two readers could read differently is none", () => {
    expect(messageOf('{ "a": 1, "a": 2 }')).toMatch(/^Line 1, /);
    expect(messageOf('{ "a": 9007199254740993 }')).toMatch(/^Line 1, /);
  });

  it("must be an object", () => {
    for (const text of ["[1]", "1", '"x"', "null"])
      expect(messageOf(text)).toBe("It must be an object: { … }.");
  });
});
