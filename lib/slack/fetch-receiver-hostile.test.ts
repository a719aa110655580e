import type { App } from "@slack/bolt";
import { beforeEach, describe, expect, it } from "vitest";
import type { FetchReceiverOptions } from "./fetch-receiver";
import {
  clickOf,
  firstSeenOnce,
  formOf,
  problemIn,
  SECRET,
  signatureOf,
  signed,
  testReceiver,
} from "./testing-bolt";

const JSON_TYPE = { "content-type": "application/json" };
const now = () => Math.floor(Date.now() / 1_000);

let clicks: string[];
beforeEach(() => {
  clicks = [];
});

const receiver = (options?: Partial<FetchReceiverOptions>, register?: (app: App) => void) =>
  testReceiver(clicks, options, register);

describe("forgeries", () => {
  const body = formOf(clickOf("forged"));
  const at = now();
  const good = signatureOf(SECRET, at, body);
  const forged: readonly (readonly [string, () => Request, RegExp])[] = [
    ["no signature", () => signed(body, { headers: { "x-slack-signature": null } }), /Signature.*missing/],
    [
      "no timestamp",
      () => signed(body, { headers: { "x-slack-request-timestamp": null } }),
      /Timestamp.*missing/,
    ],
    [
      "no headers at all",
      () => signed(body, { headers: { "x-slack-signature": null, "x-slack-request-timestamp": null } }),
      /missing/,
    ],
    ["another secret", () => signed(body, { secret: "guessed" }), /does not fit/],
    ["an empty secret", () => signed(body, { secret: "" }), /does not fit/],
    [
      "another body",
      () => signed(formOf(clickOf("x")), { timestamp: at, headers: { "x-slack-signature": good } }),
      /does not fit/,
    ],
    [
      "another timestamp",
      () => signed(body, { timestamp: at + 1, headers: { "x-slack-signature": good } }),
      /does not fit/,
    ],
    ["an old timestamp", () => signed(body, { timestamp: at - 302 }), /300 seconds/],
    ["a timestamp ahead", () => signed(body, { timestamp: at + 600 }), /300 seconds/],
    ["a timestamp in milliseconds", () => signed(body, { timestamp: at * 1_000 }), /not a number of seconds/],
    ["a timestamp that is no number", () => signed(body, { timestamp: "NaN" }), /not a number of seconds/],
    ["a negative timestamp", () => signed(body, { timestamp: `-${at}` }), /not a number of seconds/],
    ["a timestamp in hexadecimal", () => signed(body, { timestamp: "0x6a" }), /not a number of seconds/],
    [
      "another version",
      () => signed(body, { headers: { "x-slack-signature": good.replace("v0=", "v1=") } }),
      /not v0=/,
    ],
    ["no version", () => signed(body, { headers: { "x-slack-signature": good.slice(3) } }), /not v0=/],
    [
      "half a signature",
      () => signed(body, { headers: { "x-slack-signature": good.slice(0, 35) } }),
      /not v0=/,
    ],
    [
      "a signature in capitals",
      () => signed(body, { timestamp: at, headers: { "x-slack-signature": good.toUpperCase() } }),
      /not v0=/,
    ],
    [
      "two signatures",
      () =>
        signed(body, { timestamp: at, headers: { "x-slack-signature": `v0=${"0".repeat(64)}, ${good}` } }),
      /not v0=/,
    ],
    [
      "a token in the place of a signature",
      () => signed(`${body}&token=${SECRET}`, { headers: { "x-slack-signature": SECRET } }),
      /not v0=/,
    ],
    [
      "a click behind a look at the certificate",
      () => signed(`ssl_check=1&${body}`, { secret: "guessed" }),
      /does not fit/,
    ],
    [
      "a challenge",
      () => signed('{"type":"url_verification","challenge":"c"}', { secret: "guessed", headers: JSON_TYPE }),
      /does not fit/,
    ],
  ];

  it.each(forged)("%s: 401, and nothing happens", async (_name, request, why) => {
    const problem = await problemIn(await receiver().handle(request()));
    expect(problem).toMatchObject({ status: 401, reason_code: "unauthenticated" });
    expect(problem.detail).toMatch(why);
    expect(problem.detail).not.toContain(SECRET);
    expect(problem.detail).not.toContain(good.slice(3));
    expect(clicks).toEqual([]);
  });

  it("a replay is refused, in whichever process it arrives", async () => {
    const firstSeen = firstSeenOnce();
    const request = () => signed(body, { timestamp: at });
    expect((await receiver({ firstSeen }).handle(request())).status).toBe(200);
    const problem = await problemIn(await receiver({ firstSeen }).handle(request()));
    expect(problem).toMatchObject({ status: 401, detail: "This signature has been used already." });
    expect(clicks).toEqual(["forged"]);
  });

  it("of ten equal ones at once, one is let in", async () => {
    const one = receiver();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => one.handle(signed(body, { timestamp: at }))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(401)]);
    expect(clicks).toEqual(["forged"]);
  });

  it("a forgery does not use up the signature it guessed at", async () => {
    const asked: string[] = [];
    const firstSeen = async (digest: string) => asked.push(digest) > 0;
    await receiver({ firstSeen }).handle(signed(body, { secret: "guessed" }));
    expect(asked).toEqual([]);
  });

  it("a store that cannot be asked lets nobody in", async () => {
    const away = receiver({ firstSeen: () => Promise.reject(new Error("the database is away")) });
    const answer = await away.handle(signed(body));
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(await problemIn(answer)).toMatchObject({ status: 503, reason_code: "unavailable" });
    expect(clicks).toEqual([]);
  });

  it("a receiver without a secret is not made", () => {
    expect(() => receiver({ signingSecrets: [] })).toThrow();
    expect(() => receiver({ signingSecrets: [SECRET, ""] })).toThrow();
  });
});

describe("bodies that are not what Slack sends", () => {
  const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
  const many = JSON.stringify({ a: Array.from({ length: 60_000 }, () => 0) });
  it.each<[string, number, string | Uint8Array, Record<string, string>]>([
    ["nothing", 400, "", JSON_TYPE],
    ["no JSON", 400, "{oh", JSON_TYPE],
    ["a list", 400, "[]", JSON_TYPE],
    ["null", 400, "null", JSON_TYPE],
    ["a number", 400, "7", JSON_TYPE],
    ["bytes that are not UTF-8", 400, new Uint8Array([0x7b, 0xff, 0x7d]), JSON_TYPE],
    ["a prototype key", 422, '{"__proto__":{"isAdmin":true}}', JSON_TYPE],
    ["a prototype key inside", 422, '{"a":{"__proto__":{"isAdmin":true}}}', JSON_TYPE],
    ["the same key twice", 422, '{"type":"a","type":"b"}', JSON_TYPE],
    ["100,000 levels", 422, deep, JSON_TYPE],
    ["too many values", 422, many, JSON_TYPE],
    ["a payload that is no JSON", 400, "payload=%7Boh", {}],
    ["a payload twice", 422, "payload=%7B%7D&payload=%7B%7D", {}],
    ["a prototype field", 422, "__proto__=x&command=%2Fa", {}],
    ["a constructor field", 422, "constructor=x", {}],
    ["too many fields", 422, Array.from({ length: 200 }, (_, index) => `f${index}=1`).join("&"), {}],
    ["another media type", 415, "<xml/>", { "content-type": "text/xml" }],
    ["a compressed body", 415, "x", { "content-encoding": "gzip" }],
    ["a challenge that is no text", 422, '{"type":"url_verification","challenge":{}}', JSON_TYPE],
    ["no type that means anything", 404, '{"type":"unheard_of"}', JSON_TYPE],
  ])("%s: %i, at once", async (_name, status, body, headers) => {
    const startedAt = performance.now();
    const problem = await problemIn(await receiver().handle(signed(body, { headers })));
    expect(problem.status).toBe(status);
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(Reflect.get({}, "isAdmin")).toBeUndefined();
  });

  it.each([
    { event: null },
    { event: 7 },
    { event: "text" },
    { event: { type: null } },
    { type: "block_actions", actions: null },
    { type: "block_actions", actions: "x" },
    { type: "block_actions", actions: [null] },
    { type: "view_submission", view: null },
    { type: "view_submission" },
    { command: { a: 1 } },
    { actions: [{}], channel: null },
    { type: "event_callback", team_id: "constructor", event: { type: "app_home_opened" } },
    { response_url: 7, response_urls: "x", actions: [{ type: "button", action_id: "approve" }] },
  ])("a shape that Bolt trips over is an answer all the same: %j", async (payload) => {
    const answer = await receiver().handle(signed(formOf(payload)));
    expect([200, 404, 503]).toContain(answer.status);
  });

  it("more than a mebibyte is 413, however it is announced", async () => {
    const body = formOf("x".repeat(1_100_000));
    expect((await problemIn(await receiver().handle(signed(body)))).status).toBe(413);
    const announced = signed("x", { headers: { "content-length": "99999999" } });
    expect((await problemIn(await receiver().handle(announced))).status).toBe(413);
  });

  it("a body without end is refused when it is too much", async () => {
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const init = { method: "POST", headers: JSON_TYPE, body, duplex: "half" } as RequestInit;
    const answer = await receiver().handle(new Request("http://localhost/", init));
    expect(answer.status).toBe(413);
    expect(pulled).toBeLessThan(30);
  });
});
