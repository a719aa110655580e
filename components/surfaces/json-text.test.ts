import { describe, expect, it } from "vitest";
import { lineOfPointer, readJsonObject } from "./json-text";

describe("a schema as it is typed", () => {
  it("is an object, or nothing at all", () => {
    expect(readJsonObject('{"type":"object"}')).toEqual({ ok: true, value: { type: "object" } });
    expect(readJsonObject("  ")).toEqual({ ok: true, value: null });
    expect(readJsonObject("[]")).toMatchObject({ ok: false, message: expect.stringContaining("object") });
  });

  it("is told to be no JSON, with the line where the browser knows it", () => {
    expect(readJsonObject('{\n  "a": 1,\n  "b": nope\n}')).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^(Line 3 is not|Not) JSON: /),
    });
  });

  it("leads from a pointer to the line of what it points at", () => {
    const text = '{\n  "properties": {\n    "a/b": {\n      "type": "text"\n    }\n  }\n}';
    expect(lineOfPointer(text, "/properties/a~1b/type")).toBe(4);
    expect(lineOfPointer(text, "/properties/a~1b/unknown")).toBe(3);
    expect(lineOfPointer(text, "")).toBe(1);
  });
});
