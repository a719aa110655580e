import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { WebClient } from "@slack/web-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clientOptions, faultOf, makeClients, type SlackFault, slackClients, slackFetch } from "./clients";
import { isSlackUrl } from "./hosts";

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let server: Server;
let apiUrl: string;
let answers: Answer[];
let asked: { readonly url?: string; readonly authorization?: string }[];
beforeEach(async () => {
  [answers, asked] = [[], []];
  server = createServer((request, response) => {
    request.resume();
    asked.push({ url: request.url, authorization: request.headers.authorization });
    const [answer = json({ ok: true })] = answers.splice(0, 1);
    answer(response, request);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const send =
  (status: number, body: string, headers: Record<string, string> = {}): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
  };
const json = (body: unknown): Answer => send(200, JSON.stringify(body));
const failing = (error: string, more: object = {}): Answer => json({ ok: false, error, ...more });

const post = (client: WebClient, text = "hello") => client.chat.postMessage({ channel: "C1", text });
async function faultIn(work: Promise<unknown>): Promise<SlackFault> {
  return work.then(
    () => {
      throw new Error("nothing went wrong");
    },
    (error: unknown) => faultOf(error),
  );
}

describe("what Slack's failures mean", () => {
  const pointers = {
    response_metadata: { messages: ["[ERROR] must be shorter [json-pointer:/blocks/0/text]"] },
  };
  const detail = "invalid_blocks; [ERROR] must be shorter [json-pointer:/blocks/0/text]";
  const cut: Answer = (response) => {
    response.writeHead(200, { "content-length": "500" });
    response.write("{", () => response.destroy());
  };
  const table: readonly (readonly [string, Answer, SlackFault])[] = [
    ["503", send(503, "down"), { kind: "ambiguous", code: "http_503" }],
    [
      "500 with JSON",
      send(500, '{"ok":false,"error":"invalid_auth"}'),
      { kind: "ambiguous", code: "http_500" },
    ],
    ["403 of a proxy", send(403, "<html>no</html>"), { kind: "ambiguous", code: "http_403" }],
    ["a dropped connection", (response) => response.destroy(), { kind: "ambiguous", code: "dropped" }],
    ["an answer that is cut off", cut, { kind: "ambiguous", code: "dropped" }],
    ["HTML with 200", send(200, "<html>Slack is down</html>"), { kind: "ambiguous", code: "unreadable" }],
    ["nothing with 200", send(200, ""), { kind: "ambiguous", code: "unreadable" }],
    ["JSON that is no answer", json({ hello: 1 }), { kind: "ambiguous", code: "unreadable" }],
    [
      "a redirect",
      send(302, "", { location: "http://127.0.0.1:9/" }),
      { kind: "ambiguous", code: "dropped" },
    ],
    ["an internal error", failing("internal_error"), { kind: "ambiguous", code: "internal_error" }],
    ["a fatal error", failing("fatal_error"), { kind: "ambiguous", code: "fatal_error" }],
    ["an outage", failing("service_unavailable"), { kind: "ambiguous", code: "service_unavailable" }],
    ["a slow backend", failing("request_timeout"), { kind: "ambiguous", code: "request_timeout" }],
    ["429", send(429, "", { "retry-after": "7" }), { kind: "ratelimited", seconds: 7 }],
    ["429 with zero", send(429, "", { "retry-after": "0" }), { kind: "ratelimited", seconds: 1 }],
    ["429 without how long", send(429, ""), { kind: "ratelimited", seconds: 5 }],
    [
      "429 with a date",
      send(429, "", { "retry-after": "Thu, 01 Jan 2037 00:00:00 GMT" }),
      { kind: "ratelimited", seconds: 5 },
    ],
    ["a limit told in the answer", failing("ratelimited"), { kind: "ratelimited", seconds: 5 }],
    ["blocks", failing("invalid_blocks", pointers), { kind: "invalid_blocks", detail }],
    [
      "the format of blocks",
      failing("invalid_blocks_format"),
      { kind: "invalid_blocks", detail: "invalid_blocks_format" },
    ],
    [
      "blocks that are too long",
      failing("msg_blocks_too_long"),
      { kind: "invalid_blocks", detail: "msg_blocks_too_long" },
    ],
    ...[
      "channel_not_found",
      "is_archived",
      "not_in_channel",
      "user_disabled",
      "message_not_found",
      "cant_update_message",
      "edit_window_closed",
      "thread_not_found",
      "cannot_dm_bot",
    ].map((code) => [code, failing(code), { kind: "gone", code }] as const),
    ...[
      "token_revoked",
      "invalid_auth",
      "account_inactive",
      "not_authed",
      "token_expired",
      "token_unheard_of",
    ].map((code) => [code, failing(code), { kind: "disconnected", code }] as const),
    ...["expired_trigger_id", "missing_scope", "restricted_action", "invalid_arguments", "unheard_of"].map(
      (code) => [code, failing(code), { kind: "refused", code }] as const,
    ),
  ];

  it.each(table)("%s", async (_name, answer, fault) => {
    answers.push(answer);
    expect(await faultIn(post(makeClients("xoxb-1", apiUrl).outbox))).toEqual(fault);
    expect(asked).toHaveLength(1);
  });

  it("a call that takes too long is ambiguous", async () => {
    answers.push(() => {});
    const { interactive } = makeClients("xoxb-1", apiUrl);
    Object.assign(interactive, { timeout: 50 });
    expect(await faultIn(post(interactive))).toEqual({ kind: "ambiguous", code: "timeout" });
  });

  it("an answer that stops half-way is ambiguous", async () => {
    answers.push((response) => {
      response.writeHead(200);
      response.write("{");
    });
    const { interactive } = makeClients("xoxb-1", apiUrl);
    Object.assign(interactive, { timeout: 100 });
    expect(await faultIn(post(interactive))).toEqual({ kind: "ambiguous", code: "timeout" });
  });

  it("a Slack that nobody reaches was not told anything", async () => {
    server.close();
    await once(server, "close");
    const { outbox } = makeClients("xoxb-1", apiUrl);
    expect(await faultIn(post(outbox))).toEqual({ kind: "ambiguous", code: "unreachable" });
    const lost = makeClients("xoxb-1", "http://no-such-host.invalid/api/").outbox;
    expect(await faultIn(post(lost))).toEqual({ kind: "ambiguous", code: "unreachable" });
  });

  it("half a character is ours to put right, and is not sent", async () => {
    const fault = await faultIn(post(makeClients("xoxb-1", apiUrl).outbox, "cut \ud83d"));
    expect(fault).toEqual({ kind: "invalid_blocks", detail: "text that is not well-formed" });
    expect(asked).toEqual([]);
  });

  it.each([undefined, null, "text", new Error("a bug"), { data: 1 }])("%s is ambiguous", (thrown) => {
    expect(faultOf(thrown)).toEqual({ kind: "ambiguous", code: "unknown" });
  });
});

describe("the clients of a token", () => {
  it("are made once, and each token's calls carry that token", async () => {
    const [one, two] = [makeClients("xoxb-1", apiUrl), makeClients("xoxb-2", apiUrl)];
    await post(one.interactive);
    await post(two.interactive);
    await post(one.outbox);
    expect(asked.map(({ authorization }) => authorization)).toEqual([
      "Bearer xoxb-1",
      "Bearer xoxb-2",
      "Bearer xoxb-1",
    ]);
    expect(slackClients("xoxb-a")).toBe(slackClients("xoxb-a"));
    expect(slackClients("xoxb-a")).not.toBe(slackClients("xoxb-b"));
    expect(clientOptions(apiUrl, 1)).not.toBe(clientOptions(apiUrl, 1));
    expect(clientOptions(apiUrl, 1)).not.toHaveProperty("headers");
  });

  it("are forgotten when nobody asked for so long that many others came", () => {
    const first = slackClients("xoxb-first");
    for (let index = 0; index < 500; index++) slackClients(`xoxb-n${index}`);
    expect(slackClients("xoxb-first")).not.toBe(first);
  });

  it("do not wait for one another: a limit on messages does not hold back a modal", async () => {
    answers.push(send(429, "", { "retry-after": "30" }));
    const { outbox, interactive } = makeClients("xoxb-1", apiUrl);
    expect(await faultIn(post(outbox))).toEqual({ kind: "ratelimited", seconds: 30 });
    const startedAt = performance.now();
    await interactive.auth.test();
    await post(outbox);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it("call no address that a method's name smuggles in", async () => {
    await makeClients("xoxb-1", apiUrl).outbox.apiCall("http://127.0.0.1:9/steal");
    expect(asked[0]?.url).toBe("/api/http://127.0.0.1:9/steal");
  });
});

describe("whom we call", () => {
  const slack = "https://slack.com/api/";
  const fake = "http://127.0.0.1:4010/api/";
  it.each<[string, string, boolean]>([
    ["https://hooks.slack.com/actions/T1/2/x", slack, true],
    ["https://slack.com/api/chat.update", slack, true],
    ["wss://wss-primary.slack.com/link/?ticket=1", slack, true],
    ["https://hooks.slack-gov.com/x", slack, true],
    ["http://hooks.slack.com/x", slack, false],
    ["ws://wss-primary.slack.com/x", slack, false],
    ["https://hooks.slack.com.evil.example/x", slack, false],
    ["https://evilslack.com/x", slack, false],
    ["https://hooks.slack.com@evil.example/x", slack, false],
    ["https://user:pass@hooks.slack.com/x", slack, false],
    ["http://169.254.169.254/latest/meta-data", slack, false],
    ["http://127.0.0.1:5432/", slack, false],
    ["file:///etc/passwd", slack, false],
    ["not an address", slack, false],
    ["http://127.0.0.1:4011/hooks/1", fake, true],
    ["ws://localhost:4010/link", fake, true],
    ["http://10.0.0.5/x", fake, false],
    ["https://hooks.slack.com/actions/T1/2/x", fake, true],
    ["http://slack.internal/api/x", "http://slack.internal/api/", true],
    ["http://slack.internal/api/x", "https://slack.internal/api/", false],
    ["file://slack.internal/x", "http://slack.internal/api/", false],
  ])("%s with %s: %s", (url, api, isSlack) => expect(isSlackUrl(url, api)).toBe(isSlack));

  it("a response_url that leads elsewhere is not called, and no redirect is followed", async () => {
    const reach = slackFetch("https://slack.com/api/");
    await expect(reach(`${apiUrl}steal`, { method: "POST" })).rejects.toThrow("not Slack's");
    answers.push(send(307, "", { location: `${apiUrl}elsewhere` }));
    await expect(slackFetch(apiUrl)(`${apiUrl}hook`, { method: "POST", body: "{}" })).rejects.toThrow();
    expect(asked.map(({ url }) => url)).toEqual(["/api/hook"]);
  });
});
