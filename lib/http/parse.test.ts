import { describe, expect, it } from "vitest";
import { parseYaml } from "@/lib/runtime/yaml";
import { as, call, JSON_TYPE, testApi } from "./test-api";

const api = testApi();
const post = (body: BodyInit, headers: Record<string, string> = JSON_TYPE) =>
  call(api, "POST", "/api/v1/echo", { headers: { ...as("agent"), ...headers }, body, ...{ duplex: "half" } });
const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);
const bytes = (...values: number[]) => new Uint8Array(values);

describe("a body that cannot be read", () => {
  it.each<[string, BodyInit]>([
    ["not JSON", "{"],
    ["no value", "   "],
    ["two values", "{} {}"],
    ["a trailing comma", '{"text":"a",}'],
    ["a comment", "{} // x"],
    ["single quotes", "{'text':'a'}"],
    ["a byte order mark", bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d)],
    ["UTF-16", bytes(0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00)],
    ["half a character", bytes(0x7b, 0x22, 0xc3, 0x22, 0x7d)],
    ["an overlong NUL", bytes(0x22, 0xc0, 0x80, 0x22)],
    ["NaN", '{"arguments":{"a":NaN}}'],
  ])("%s is 400 malformed", async (_name, body) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { reason_code: "malformed" } });
  });

  it.each<[string, string, string]>([
    ["a duplicate key", '{"text":"a","text":"b"}', "/text"],
    ["an escaped duplicate key", '{"text":"a","te\\u0078t":"b"}', "/text"],
    ["a prototype key", '{"arguments":{"__proto__":{"a":1}}}', "/arguments/__proto__"],
    ["a lone surrogate", '{"text":"\\ud800"}', "/text"],
    ["NUL", '{"text":"\\u0000"}', "/text"],
    ["an integer beyond 2^53-1", '{"arguments":{"a":9007199254740993}}', "/arguments/a"],
    ["a number that is not finite", '{"arguments":{"a":1e999}}', "/arguments/a"],
  ])("%s is 422 and says where", async (_name, body, path) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 422, body: { reason_code: "invalid" } });
    expect(answer.body.errors).toMatchObject([{ path }]);
  });

  it("depth 100,000 is refused, in any form", async () => {
    for (const body of [
      nested(100_000, "[", "]"),
      `{"arguments":${nested(100_000, '{"a":', "}").replace("}", "1}")}}`,
      "[".repeat(100_000),
    ]) {
      expect((await post(body)).status).toBe(422);
    }
  });

  it("unknown fields and wrong types are 422 with JSON Pointers", async () => {
    const answer = await post('{"txet":"a","nested":{"list":[1,"2"],"a/b~c":1}}');
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: "/txet", message: "unknown field; did you mean text?" }),
        expect.objectContaining({ path: "/nested/list/1" }),
        expect.objectContaining({ path: "/nested/a~1b~0c" }),
      ]),
    );
  });

  it.each(["[]", '"text"', "1", "null", "true"])("%s is not an object: 422", async (body) => {
    expect((await post(body)).status).toBe(422);
  });
});

describe("media types", () => {
  it.each(["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"', "application/json"])(
    "%s is taken",
    async (type) => expect((await post("{}", { "content-type": type })).status).toBe(200),
  );

  it.each([
    "text/plain",
    "application/json; charset=utf-16",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/merge-patch+json",
    "application/yaml",
    "application/json, text/plain",
    "json",
    "",
  ])("%s is 415", async (type) => {
    expect(await post("{}", { "content-type": type })).toMatchObject({
      status: 415,
      body: { reason_code: "unsupported_media_type" },
    });
  });

  it.each(["gzip", "br", "deflate, gzip", "x"])("a body in %s is 415", async (encoding) => {
    expect((await post("{}", { ...JSON_TYPE, "content-encoding": encoding })).status).toBe(415);
  });
});

describe("limits", () => {
  const padded = (size: number) => `{"arguments":{"a":1}}${" ".repeat(size)}`;

  it("1 MiB is read, one byte more is 413 and names the limit", async () => {
    expect((await post(padded(1_048_576 - 21))).status).toBe(200);
    expect(await post(padded(1_048_577 - 21))).toMatchObject({
      status: 413,
      body: { reason_code: "too_large", limit: "body_bytes", maximum: 1_048_576 },
    });
  });

  it("an endless body without a length is cut off", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(65_536).fill(0x20));
      },
    });
    expect((await post(endless)).status).toBe(413);
    expect(sent).toBeLessThan(40);
  });

  it("a body that lies about its length is held to what arrives", async () => {
    const answer = await post(" ".repeat(2_000_000), { ...JSON_TYPE, "content-length": "2000000" });
    expect(answer.status).toBe(413);
  });

  it.each<[string, string, string]>([
    ["arguments_bytes", `{"arguments":{"a":"${"x".repeat(262_145)}"}}`, "262144"],
    ["arguments_depth", `{"arguments":{"a":${nested(64, "[", "]")}}}`, "64"],
    ["arguments_nodes", `{"arguments":{"a":[${"1,".repeat(10_000)}1]}}`, "10000"],
  ])("%s is 422 and names the limit", async (limit, body, maximum) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 422, body: { limit, maximum: Number(maximum) } });
  });

  it("a key of 257 bytes is 422", async () => {
    expect((await post(`{"arguments":{"${"k".repeat(257)}":1}}`)).status).toBe(422);
    expect((await post(`{"arguments":{"${"k".repeat(256)}":1}}`)).status).toBe(200);
  });

  it("depth 64 within arguments is fine: the root counts as one", async () => {
    expect((await post(`{"arguments":{"a":${nested(63, "[", "]")}}}`)).status).toBe(200);
  });
});

it("no body at all is the empty object where that is enough", async () => {
  const answer = await call(api, "POST", "/api/v1/echo", { headers: as("agent") });
  expect(answer).toMatchObject({ status: 200, body: { echo: {} } });
});

describe("YAML", () => {
  const parse = (text: string) => parseYaml(new TextEncoder().encode(text));

  it("is the same value as JSON", async () => {
    expect(await parse("version: 1\npeople:\n  - { id: ana, level: 3 }\nday: 2026-11-02\non: yes\n")).toEqual(
      {
        version: 1,
        people: [{ id: "ana", level: 3 }],
        day: "2026-11-02",
        on: "yes",
      },
    );
  });

  it.each([
    ["a duplicate key", "a: 1\na: 2"],
    ["an alias", "a: &x [1]\nb: *x"],
    ["a billion laughs", "a: &a [1,1]\nb: &b [*a,*a]\nc: [*b,*b]"],
    ["a merge key", "a: &x {b: 1}\nc: { <<: *x }"],
    ["a custom tag", "a: !!js/function 'x'"],
    ["a large integer", "a: 9007199254740993"],
    ["infinity", "a: .inf"],
    ["two documents", "a: 1\n---\nb: 2"],
    ["a tab", "a:\n\t- 1"],
    ["a prototype key", "__proto__: { a: 1 }"],
    ["NUL", 'a: "\\0"'],
    ["a lone surrogate", 'a: "\\ud800"'],
    ["great depth", nested(50_000, "[", "]")],
    ["great depth on one line", "- ".repeat(5_000)],
    [
      "great depth in blocks",
      Array.from({ length: 2_000 }, (_, level) => `${" ".repeat(level)}a:`).join("\n"),
    ],
  ])("%s is refused", async (_name, text) => {
    await expect(parse(text)).rejects.toMatchObject({ name: "DomainError" });
  });
});
