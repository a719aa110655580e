import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { at, type Caller, createCaller, expectProblem, textAt } from "../support/http";
import { nameOf, type Operation, operations } from "../support/operations";
import {
  type Agent,
  type Escalated,
  escalate,
  foundOrganisation,
  newId,
  type Organisation,
  readRequest,
} from "../support/organisation";
import { type RawAnswer, sendRaw } from "../support/raw";
import { ADDRESS } from "../support/settings";

/** Bodies nobody sends by accident, at every endpoint that takes one: a 4xx problem, never a 5xx, nothing changed. */

let organisation: Organisation;
let agent: Agent;
let held: Escalated;
let keyId: string;
let doors: readonly Operation[];

test.beforeAll(async () => {
  organisation = await foundOrganisation();
  agent = await organisation.agent();
  held = await escalate(agent);
  keyId = (await organisation.agent("other-bot")).keyId;
  doors = (await operations()).filter(({ takesBody }) => takesBody);
});

const JSON_TYPE = "application/json";
const bytes = (text: string): Buffer => Buffer.from(text, "utf8");
const deep = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels);

type Hostile = {
  readonly name: string;
  readonly body: Buffer;
  readonly type?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly isChunked?: boolean;
  readonly statuses?: readonly number[];
};

/** Each is wrong for every endpoint, whatever its schema. */
const HOSTILE: readonly Hostile[] = [
  { name: "a duplicate key", body: bytes('{"text":"a","text":"b"}') },
  { name: "a duplicate key, once escaped", body: bytes('{"text":"a","te\\u0078t":"b"}') },
  { name: "a duplicate key deep inside", body: bytes('{"arguments":{"a":{"b":1,"b":2}}}') },
  { name: "100,000 open arrays", body: bytes(deep(100_000, "[", "]")) },
  { name: "100,000 open objects", body: bytes(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`) },
  { name: "100,000 arrays that never close", body: bytes(`{"arguments":${"[".repeat(100_000)}`) },
  { name: "a high surrogate alone", body: bytes('{"text":"\\ud800"}') },
  { name: "a low surrogate alone", body: bytes('{"text":"x\\udc00y"}') },
  { name: "surrogates in the wrong order", body: bytes('{"text":"\\udc00\\ud800"}') },
  { name: "a lone surrogate in a key", body: bytes('{"\\ud83d":1}') },
  { name: "2^53+1", body: bytes('{"arguments":{"n":9007199254740993}}') },
  { name: "2^53", body: bytes('{"arguments":{"n":9007199254740992}}') },
  { name: "-2^53-1", body: bytes('{"arguments":{"n":-9007199254740993}}') },
  { name: "a number beyond doubles", body: bytes('{"arguments":{"n":1e400}}') },
  { name: "NaN", body: bytes('{"arguments":{"n":NaN}}') },
  { name: "NUL escaped in a text", body: bytes('{"text":"a\\u0000b"}') },
  { name: "NUL escaped in a key", body: bytes('{"a\\u0000b":1}') },
  { name: "a raw NUL", body: bytes('{"text":"a\0b"}') },
  { name: "a raw line break in a text", body: bytes('{"text":"a\nb"}') },
  { name: "a byte order mark", body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes("{}")]) },
  {
    name: "bytes that are not UTF-8",
    body: Buffer.concat([bytes('{"text":"'), Buffer.from([0xc3, 0x28]), bytes('"}')]),
  },
  {
    name: "an overlong slash",
    body: Buffer.concat([bytes('{"text":"'), Buffer.from([0xc0, 0xaf]), bytes('"}')]),
  },
  {
    name: "a surrogate encoded in UTF-8",
    body: Buffer.concat([bytes('{"text":"'), Buffer.from([0xed, 0xa0, 0x80]), bytes('"}')]),
  },
  { name: "UTF-16", body: Buffer.from('{"text":"a"}', "utf16le") },
  { name: "__proto__", body: bytes('{"__proto__":{"role":"admin"}}') },
  { name: "__proto__ escaped", body: bytes('{"\\u005f_proto__":{"role":"admin"}}') },
  { name: "__proto__ deep inside", body: bytes('{"arguments":{"a":{"__proto__":{"x":1}}}}') },
  { name: "constructor.prototype", body: bytes('{"constructor":{"prototype":{"role":"admin"}}}') },
  { name: "null", body: bytes("null") },
  { name: "an array", body: bytes("[]") },
  { name: "an array of a valid body", body: bytes("[{}]") },
  { name: "a text", body: bytes('"{}"') },
  { name: "a number", body: bytes("1") },
  { name: "true", body: bytes("true") },
  { name: "half an object", body: bytes('{"text":"a"') },
  { name: "an object and more", body: bytes("{} {}") },
  { name: "a trailing comma", body: bytes('{"text":"a",}') },
  { name: "a comment", body: bytes("{/* */}") },
  { name: "single quotes", body: bytes("{'text':'a'}") },
  { name: "white space only", body: bytes(" \n\t ") },
  { name: "a field nobody knows", body: bytes(`{"no_such_field_${newId("x").replaceAll("-", "_")}":1}`) },
  { name: "a key of 300 bytes", body: bytes(`{"${"k".repeat(300)}":1}`) },
  { name: "10 MiB", body: bytes(`{"text":"${"x".repeat(10 * 1_048_576)}"}`), statuses: [413] },
  {
    name: "2 MiB in pieces",
    body: bytes(`{"text":"${"x".repeat(2 * 1_048_576)}"}`),
    isChunked: true,
    statuses: [413],
  },
  { name: "100,000 values more than a body may have", body: bytes(`{"list":[${"0,".repeat(200_000)}0]}`) },
  { name: "text/plain", body: bytes("{}"), type: "text/plain", statuses: [415] },
  { name: "no content type", body: bytes("{}"), type: null, statuses: [415] },
  {
    name: "a form",
    body: bytes("verdict=approve"),
    type: "application/x-www-form-urlencoded",
    statuses: [415],
  },
  {
    name: "a multipart form",
    body: bytes("--x--"),
    type: "multipart/form-data; boundary=x",
    statuses: [415],
  },
  { name: "JSON called XML", body: bytes("{}"), type: "application/xml", statuses: [415] },
  { name: "another charset", body: bytes("{}"), type: "application/json; charset=utf-16", statuses: [415] },
  { name: "two content types", body: bytes("{}"), type: "application/json, text/plain", statuses: [415] },
  { name: "gzip", body: gzipSync("{}"), headers: { "Content-Encoding": "gzip" }, statuses: [415] },
  {
    name: "a deflate nobody sent",
    body: bytes("{}"),
    headers: { "Content-Encoding": "deflate" },
    statuses: [415],
  },
];

/** A caller whom the endpoint lets in, so that the body and not the door is what refuses. */
async function callerFor(operation: Operation): Promise<Caller> {
  const principals = Object(at(operation.details, "x-principals") ?? []) as readonly string[];
  if (principals.includes("agent")) return agent;
  if (principals.includes("operator")) return organisation.operator;
  if (principals.includes("person")) return organisation.person("ana");
  return createCaller(ADDRESS);
}

const concrete = ({ path }: Operation): string =>
  path
    .replace("/actions/{id}", `/actions/${held.action}`)
    .replace("/requests/{id}", `/requests/${held.request}`)
    .replace("/agents/{id}", "/agents/other-bot")
    .replace("{key_id}", keyId)
    .replaceAll(/\{\w+\}/g, "anything");

/** Founding organisations is the one thing that needs the other token; its door refuses before its body is read. */
const FORBIDDEN_BEFORE_READ = "/api/v1/organisations";

function check(operation: Operation, hostile: Hostile, answer: RawAnswer): void {
  const where = `${hostile.name} at ${nameOf(operation)}: ${answer.status} ${answer.text.slice(0, 300)}`;
  const allowed = [...(hostile.statuses ?? [400, 413, 422])];
  if (operation.path === FORBIDDEN_BEFORE_READ) allowed.push(403);
  expect(allowed, where).toContain(answer.status);
  expect(answer.contentType, where).toMatch(/^application\/problem\+json/);
  expect(answer.body, where).toMatchObject({
    type: expect.any(String),
    title: expect.any(String),
    status: answer.status,
    detail: expect.any(String),
    reason_code: expect.any(String),
  });
}

test("the table of endpoints that take a body is the whole product", () => {
  const paths = doors.map(({ path }) => path);
  for (const path of [
    "/api/v1/actions",
    "/api/v1/actions/{id}/claim",
    "/api/v1/requests/{id}/responses",
    "/api/v1/config",
  ]) {
    expect(paths).toContain(path);
  }
  expect(doors.length).toBeGreaterThan(15);
});

for (const hostile of HOSTILE) {
  test(`${hostile.name} is refused everywhere`, async () => {
    for (const operation of doors) {
      const caller = await callerFor(operation);
      const type = hostile.type === undefined ? JSON_TYPE : hostile.type;
      const answer = await sendRaw({
        url: `${ADDRESS}${concrete(operation)}`,
        method: operation.method,
        headers: {
          ...caller.headers,
          ...(type === null ? {} : { "Content-Type": type }),
          ...hostile.headers,
        },
        body: hostile.body,
        isChunked: hostile.isChunked ?? false,
      });
      check(operation, hostile, answer);
    }
    const live = await fetch(`${ADDRESS}/api/health/live`, { signal: AbortSignal.timeout(2_000) });
    expect(live.status).toBe(200);
  });
}

test("while hostile bodies come, others are answered", async () => {
  const worst = HOSTILE.filter(({ name }) => /100,000|MiB|300 bytes/.test(name));
  let isOver = false;
  const attack = (async () => {
    for (const hostile of worst) {
      await Promise.all(
        Array.from({ length: 4 }, () =>
          sendRaw({
            url: `${ADDRESS}/api/v1/actions`,
            method: "POST",
            headers: { ...agent.headers, "Content-Type": JSON_TYPE },
            body: hostile.body,
            isChunked: hostile.isChunked ?? false,
          }),
        ),
      );
    }
    isOver = true;
  })();
  let answered = 0;
  while (!isOver) {
    const live = await fetch(`${ADDRESS}/api/health/live`, { signal: AbortSignal.timeout(2_000) });
    expect(live.status).toBe(200);
    answered += 1;
  }
  await attack;
  expect(answered).toBeGreaterThan(0);
});

test("after all of it the request is untouched, and the house is well", async () => {
  const read = await readRequest(organisation.operator, held);
  expect(read.body).toMatchObject({ request: { status: "pending", responses: [] } });
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  expect((await createCaller(ADDRESS).get("/api/health/ready")).status).toBe(200);
  const metrics = await organisation.operator.get("/api/metrics");
  const failed = metrics.text.split("\n").filter((line) => /status="?5\d\d/.test(line) && !/ 0$/.test(line));
  expect(failed.filter((line) => !/health\/ready/.test(line))).toEqual([]);
});

test("bad headers are refused as problems too", async () => {
  const call = (headers: Readonly<Record<string, string>>) =>
    agent.post("/api/v1/actions", { tool: "docs.read", arguments: { page: newId("p") } }, headers);
  for (const key of ["", " ", "é", "x".repeat(256)]) {
    const answer = await call({ "Idempotency-Key": key }).catch(() => null);
    if (answer && answer.status !== 200) expectProblem(answer, 422);
  }
  const huge = await call({ "X-Padding": "x".repeat(12_000) });
  expect(huge.status).toBeLessThan(500);
  const named = await call({ "X-Request-Id": "my-own-request-id-1" });
  expect(named.headers.get("x-request-id")).toBe("my-own-request-id-1");
  expect(textAt(named.body, "action.id")).toMatch(/^act_/);
});
