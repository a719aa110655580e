import { expect, test } from "vitest";
import { disagreement, mirrored, passedOn } from "./http-headers";

const TOOL = {
  name: "query",
  inputSchema: {
    type: "object",
    properties: {
      region: { type: "string", "x-mcp-header": "Region" },
      limit: { type: "integer", "x-mcp-header": "Limit" },
      nested: { type: "object", properties: { dry: { type: "boolean", "x-mcp-header": "Dry" } } },
      evil: { type: "string", "x-mcp-header": "A\r\nB" },
      query: { type: "string" },
    },
  },
};

const sent = (args: Record<string, string | number | boolean | null | { dry: boolean }>) =>
  mirrored(
    { "mcp-method": "x", "mcp-param-region": "forged", other: "kept" },
    "tools/call",
    { name: "query", arguments: args },
    TOOL,
  );

test("the headers of a call are written anew from the arguments that were approved", () => {
  expect(sent({ region: "eu", limit: 5, nested: { dry: false }, evil: "x", query: "q" })).toEqual({
    other: "kept",
    "mcp-method": "tools/call",
    "mcp-name": "query",
    "mcp-param-region": "eu",
    "mcp-param-limit": "5",
    "mcp-param-dry": "false",
  });
  expect(sent({ region: null })).not.toHaveProperty("mcp-param-region");
});

/** The examples of the specification. */
test.each([
  ["us-west1", "us-west1"],
  ["Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?="],
  [" padded ", "=?base64?IHBhZGRlZCA=?="],
  ["line1\nline2", "=?base64?bGluZTEKbGluZTI=?="],
  ["=?base64?literal?=", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="],
])("the value %j is written as the specification says", (value, written) => {
  expect(sent({ region: value })["mcp-param-region"]).toBe(written);
});

test("a client that repeats nothing in headers is not made to", () => {
  expect(mirrored({ accept: "x" }, "tools/call", { name: "query", arguments: {} }, TOOL)).toEqual({
    accept: "x",
  });
});

test("headers that say otherwise than the body are found, also when they are encoded", () => {
  const params = { name: "größe" };
  const named = `=?base64?${Buffer.from("größe").toString("base64")}?=`;
  expect(disagreement({ "mcp-method": "tools/call", "mcp-name": named }, "tools/call", params)).toBeNull();
  expect(disagreement({}, "tools/call", params)).toBeNull();
  expect(disagreement({ "mcp-name": "other" }, "tools/call", params)).toContain(
    "'other' does not match 'größe'",
  );
  expect(disagreement({ "mcp-method": "ping" }, "tools/call", params)).toContain("'ping' does not match");
});

test("headers of one connection, and those it names, stay on it", () => {
  const headers = {
    connection: "close, x-hop",
    "x-hop": "1",
    host: "a",
    origin: "b",
    "transfer-encoding": "chunked",
  };
  expect(passedOn({ ...headers, authorization: "Bearer t", "mcp-session-id": "s" })).toEqual({
    authorization: "Bearer t",
    "mcp-session-id": "s",
  });
});
