import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DIGEST, REQUEST } from "../testing-details";
import {
  type Choice,
  readAddress,
  readChoice,
  readPage,
  writeAddress,
  writeChoice,
  writePage,
} from "./address";

const AT = { r: REQUEST, d: DIGEST };

describe("the address on a button", () => {
  it("comes back as it was written, in a value and in an option that Slack takes", () => {
    expect(readAddress(writeAddress(AT))).toEqual(AT);
    for (const choice of ["ask", "handover", "open"] satisfies Choice[]) {
      const option = writeChoice(choice, AT);
      expect(option.length).toBeLessThanOrEqual(150);
      expect(readChoice(option)).toEqual({ choice, at: AT });
    }
    expect(readPage(writePage(7))).toBe(7);
  });

  it.each([
    undefined,
    null,
    7,
    "",
    "{",
    "null",
    "[]",
    "{}",
    JSON.stringify({ ...AT, verdict: "approve" }),
    JSON.stringify({ r: REQUEST }),
    JSON.stringify({ r: "act_01", d: DIGEST }),
    JSON.stringify({ r: `${REQUEST}'--`, d: DIGEST }),
    JSON.stringify({ r: REQUEST, d: "sha256:abc" }),
    JSON.stringify({ r: [REQUEST], d: DIGEST }),
  ])("is nothing where it is garbage, or says more than a place: %s", (text) => {
    expect(readAddress(text)).toBeNull();
  });

  it.each(["", "ask", `approve:${REQUEST}:${DIGEST}`, `ask:${REQUEST}`, `ask:${REQUEST}:${DIGEST}:x`, 7])(
    "has no such choice: %s",
    (text) => {
      expect(readChoice(text)).toBeNull();
    },
  );

  it("is the first page where a page cannot be read", () => {
    for (const text of ["", "x", '{"page":-1}', '{"page":1e9}', '{"page":1,"x":2}', '{"page":"1"}', null]) {
      expect(readPage(text)).toBe(0);
    }
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), (text) => {
        readAddress(text);
        readChoice(text);
        readPage(text);
      }),
    );
  });
});
