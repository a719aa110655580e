import { beforeAll, describe, expect, it } from "vitest";
import type { Endpoint } from "./endpoint";
import { endpoints } from "./table";
import { call } from "./test-api";
import { type HttpHouse, openHttpHouse } from "./test-house";

process.env.COUNTERSIGN_TEST_MODE = "1";

/** Hostile input on every endpoint that reads any: an answer of 4xx, as a problem document, and nothing worse. */
let http: HttpHouse;
let admin: Record<string, string>;
beforeAll(async () => {
  http = await openHttpHouse();
  admin = await http.person("ana");
});

const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);
const bytes = (...values: number[]) => new Uint8Array(values);
const JSON_TYPE = "application/json";
type Hostile = readonly [name: string, body: BodyInit, type: string];
const sent: readonly (readonly [name: string, body: BodyInit, type?: string])[] = [
  ["not JSON", "{"],
  ["a trailing comma", "{},"],
  ["an array", "[]"],
  ["a string", '"text"'],
  ["null", "null"],
  ["duplicate keys", '{"a":1,"a":2}'],
  ["a prototype key", '{"__proto__":{"role":"admin"}}'],
  ["a constructor", '{"constructor":{"prototype":{"role":"admin"}}}'],
  ["depth 100,000 of arrays", nested(100_000, "[", "]")],
  ["depth 100,000 of objects", '{"a":'.repeat(100_000)],
  ["lone surrogates", '{"reason":"\\ud800","text":"\\udfff"}'],
  ["2^53+1", '{"arguments":{"a":9007199254740993}}'],
  ["1e999", '{"arguments":{"a":1e999}}'],
  ["NUL", '{"reason":"\\u0000","name":"\\u0000"}'],
  ["a raw NUL", bytes(0x7b, 0x00, 0x7d)],
  ["a byte order mark", bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d)],
  ["invalid UTF-8", bytes(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
  ["an unknown field", '{"approve_everything":true}'],
  ["100,000 keys", `{${Array.from({ length: 60_000 }, (_, key) => `"k${key}":0`).join(",")}}`],
  ["10 MiB", " ".repeat(10_485_760)],
  ["10 MiB of one string", `{"a":"${"x".repeat(10_485_760)}"}`],
  ["a form", "a=1&b=2", "application/x-www-form-urlencoded"],
  ["text", "{}", "text/plain"],
  ["no type", "{}", ""],
  ["UTF-16", "{}", "application/json; charset=utf-16"],
];

const BODIES = sent.map(([name, body, type = JSON_TYPE]): Hostile => [name, body, type]);

const rows = endpoints({ testMode: true }).filter(({ body }) => body !== undefined);
const credentialOf = ({ principals }: Endpoint): Record<string, string> => {
  if (principals.includes("person")) return admin;
  return principals.includes("agent") ? http.agent : http.operator;
};

describe.each(rows.map((row) => [`${row.method} ${row.path}`, row] as const))("%s", (_name, row) => {
  it.each(BODIES)("%s is 4xx problem+json", async (_what, body, type) => {
    const path = row.path.replaceAll(/\{\w+\}/g, "nothing");
    const answer = await call(http.api, row.method, path, {
      headers: { ...credentialOf(row), "content-type": type },
      body,
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body).toMatchObject({ status: answer.status, reason_code: expect.any(String) });
  });
});

const withIds = endpoints({ testMode: true }).filter(({ path }) => path.includes("{"));
describe.each(withIds.map((row) => [`${row.method} ${row.path}`, row] as const))("%s", (_name, row) => {
  it.each(["%00", "a%2e%2e%2f", "'--", "%F0%9F%98%80", "x".repeat(4000), "%zz", "__proto__", "constructor"])(
    "nothing is called %s",
    async (id) => {
      const path = row.path.replaceAll(/\{\w+\}/g, id);
      const body = row.body ? "{}" : undefined;
      const headers = { ...credentialOf(row), "content-type": "application/json" };
      const answer = await call(http.api, row.method, path, { headers, body });
      expect([404, 422]).toContain(answer.status);
    },
  );
});

/** Whoever comes back from consenting may bring more than was asked for: OAuth says to ignore it (RFC 6749, 4.1.2). */
const BRINGS_MORE = ["/api/slack/oauth_redirect"];
const withQueries = endpoints({ testMode: true }).filter(
  ({ query, path }) => query !== undefined && !BRINGS_MORE.includes(path),
);
describe.each(withQueries.map((row) => [`${row.method} ${row.path}`, row] as const))("%s", (_name, row) => {
  it.each([
    "nonsense=1",
    "limit=0",
    "limit=1e9",
    "cursor=%00",
    "cursor=bm90aGluZw",
    "from=yesterday",
    "wait=26",
    "status=maybe",
  ])("?%s is never worse than 422", async (query) => {
    const path = row.path.replaceAll(/\{\w+\}/g, "nothing");
    const body = row.body ? "{}" : undefined;
    const headers = { ...credentialOf(row), "content-type": "application/json" };
    const answer = await call(http.api, row.method, `${path}?${query}`, { headers, body });
    expect(answer.status).toBe(422);
  });
});
