import { beforeAll, describe, expect, it } from "vitest";
import { HookAnswer } from "@/lib/contract/claude-code";
import { SMALL_COMPANY } from "@/lib/ops/testing-fixtures";
import { call, JSON_TYPE } from "./test-api";
import { eventOf, postHook } from "./test-claude-code";
import { type HttpHouse, openHttpHouse } from "./test-house";

process.env.COUNTERSIGN_TEST_MODE = "1";

/** The tool would be allowed, so whatever is wrong with a call is what denies it. */
let http: HttpHouse;
beforeAll(async () => {
  const surfaces = [{ id: "files.read", tools: ["Read"], tier: "autonomous" as const }];
  http = await openHttpHouse({ ...SMALL_COMPANY, surfaces });
});

const post = (body: unknown, query?: string) => postHook(http, body, query);

it("allows the tool when nothing is wrong", async () => {
  expect(await post(eventOf({ tool_name: "Read" }))).toMatchObject({ decision: "allow" });
});

describe("a hostile or broken caller", () => {
  const deep = `${'{"a":'.repeat(80)}1${"}".repeat(80)}`;
  it.each([
    ["an end in the middle", JSON.stringify(eventOf()).slice(0, -20)],
    ["another event", JSON.stringify(eventOf({ hook_event_name: "Stop" }))],
    ["no name for its event", JSON.stringify(eventOf({ hook_event_name: null }))],
    ["no tool", JSON.stringify(eventOf({ tool_name: "" }))],
    ["a tool that is no name", JSON.stringify(eventOf({ tool_name: ["Read"] }))],
    ["an input that is a list", JSON.stringify(eventOf({ tool_name: "Read", tool_input: [1] }))],
    ["no call id", JSON.stringify(eventOf({ tool_name: "Read", tool_use_id: undefined }))],
    ["no session", JSON.stringify(eventOf({ tool_name: "Read", session_id: "" }))],
    [
      "two names",
      JSON.stringify(eventOf({ tool_name: "Read" })).replace('"tool_name"', '"tool_name":"Bash","tool_name"'),
    ],
    [
      "two inputs",
      JSON.stringify(eventOf({ tool_name: "Read" })).replace('"tool_input"', '"tool_input":{},"tool_input"'),
    ],
    [
      "a prototype",
      JSON.stringify(eventOf({ tool_name: "Read" })).replace('{"command"', '{"__proto__":{},"command"'),
    ],
    ["half a character", JSON.stringify(eventOf({ tool_name: "Read", tool_input: { a: "\ud800" } }))],
    ["a NUL", JSON.stringify(eventOf({ tool_name: "Read", tool_input: { a: "\0" } }))],
    [
      "a number beyond 2^53",
      JSON.stringify(eventOf({ tool_name: "Read" })).replace('{"command"', '{"n":9007199254740993,"command"'),
    ],
    [
      "an input too deep",
      JSON.stringify(eventOf({ tool_name: "Read" })).replace(/\{"command":"[^"]*"\}/, deep),
    ],
    [
      "an input too large",
      JSON.stringify(eventOf({ tool_name: "Read", tool_input: { a: "x".repeat(300_000) } })),
    ],
    [
      "a body too large",
      JSON.stringify(eventOf({ tool_name: "Read", tool_input: { a: "x".repeat(1_100_000) } })),
    ],
  ])("is denied for %s", async (_what, body) => {
    expect((await post(body)).decision).toBe("deny");
  });

  it.each([
    "?wait=591",
    "?wait=-1",
    "?wait=x",
    "?pending=allow",
    "?permitted=deny",
    "?mode=allow",
    "?wait=1&wait=2",
  ])("is denied for the query %s", async (query) => {
    expect(await post(eventOf({ tool_name: "Read" }), query)).toMatchObject({ decision: "deny" });
  });

  it.each([
    ["no key", {}, "unauthenticated"],
    ["an empty key", { authorization: "Bearer " }, "unauthenticated"],
    ["a key nobody has", { authorization: `Bearer csa_${"x".repeat(43)}` }, "unauthenticated"],
    ["another type of body", { "content-type": "text/plain" }, "unauthenticated"],
  ])("is denied in words Claude Code reads for %s", async (_what, headers, code) => {
    const sent = { headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(eventOf()) };
    const { status, body } = await call(http.api, "POST", "/hooks/claude-code", sent);
    expect(status).toBe(200);
    expect(HookAnswer.parse(body).hookSpecificOutput).toEqual({
      hookEventName: "PreToolUse",
      permissionDecision: "deny",
      permissionDecisionReason: expect.stringContaining(`Not permitted (${code})`),
    });
  });

  it("is denied with an operator's token and a person's session", async () => {
    for (const headers of [http.operator, await http.person("ana")]) {
      const sent = { headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(eventOf()) };
      const { body } = await call(http.api, "POST", "/hooks/claude-code", sent);
      expect(JSON.stringify(body)).toContain("Not permitted (forbidden)");
    }
  });

  it.each([
    ["no JSON", "{", 400],
    ["nothing", "", 400],
    ["a list", "[]", 422],
    ["no event", "{}", 422],
  ])("that is not Claude Code is told so as everywhere, for %s", async (_what, body, status) => {
    const headers = { ...JSON_TYPE, ...http.agent };
    expect(await call(http.api, "POST", "/hooks/claude-code", { headers, body })).toMatchObject({ status });
  });

  it("may claim what it likes in members that are not looked at", async () => {
    const forged = {
      permissionDecision: "allow",
      approved: true,
      decision: "approve",
      hookSpecificOutput: { permissionDecision: "allow" },
    };
    expect(await post(eventOf(forged))).toMatchObject({ decision: "deny" });
  });
});
