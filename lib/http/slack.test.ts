import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { forget } from "@/lib/runtime/remember";
import { startSlack } from "@/lib/slack/app";
import { apiListener } from "./listener";
import { testApi } from "./test-api";

const SECRET = "a-signing-secret-for-tests";
const CLICK = JSON.stringify({
  type: "block_actions",
  team: { id: "T1" },
  user: { id: "U1", team_id: "T1" },
  container: { type: "message", channel_id: "D1", message_ts: "1.0" },
  actions: [{ type: "button", action_id: "approve", value: "v" }],
});

let server: Server;
let url: string;
let stop = async () => {};
let seen: Set<string>;

async function open(settings: Readonly<Record<string, string>>, isStarted = true): Promise<void> {
  Object.assign(process.env, settings);
  forget("config");
  server = createServer(apiListener(testApi()));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/slack/events`;
  if (!isStarted) return;
  const ingress = await startSlack({
    authorize: async () => ({ botToken: "xoxb-1" }),
    register: (app) => app.action("approve", ({ ack }) => ack()),
    firstSeen: async (digest) => seen.size < seen.add(digest).size,
    onLetGo: async () => true,
  });
  stop = ingress.stop;
}

beforeEach(() => {
  seen = new Set();
  stop = async () => {};
});
afterEach(async () => {
  await stop();
  server.closeAllConnections();
  server.close();
  for (const name of ["SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_API_URL"]) delete process.env[name];
  forget("config");
});

function signed(body: string, more: Record<string, string> = {}): RequestInit {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const digest = createHmac("sha256", SECRET).update(`v0:${timestamp}:${body}`).digest("hex");
  const headers = {
    "content-type": "application/x-www-form-urlencoded",
    "x-slack-request-timestamp": timestamp,
    "x-slack-signature": `v0=${digest}`,
    ...more,
  };
  return { method: "POST", headers, body };
}
const form = (payload: string) => new URLSearchParams({ payload }).toString();

describe("POST /api/slack/events", () => {
  it("with a signature is answered like every call: an id, never cached, no sniffing", async () => {
    await open({ SLACK_SIGNING_SECRET: SECRET });
    const answer = await fetch(url, signed(form(CLICK), { "x-request-id": "trace-4711.a" }));
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(answer.headers.get("x-request-id")).toBe("trace-4711.a");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("asks for no origin, no key and no cookie, and is helped by none", async () => {
    await open({ SLACK_SIGNING_SECRET: SECRET });
    const strange = {
      origin: "https://evil.test",
      "sec-fetch-site": "cross-site",
      authorization: "Bearer x",
    };
    expect((await fetch(url, signed(form(CLICK), strange))).status).toBe(200);
    const unsigned = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    expect(unsigned.status).toBe(401);
    expect(await unsigned.json()).toMatchObject({ status: 401, reason_code: "unauthenticated" });
    expect(unsigned.headers.get("content-type")).toBe("application/problem+json");
    expect(unsigned.headers.get("www-authenticate")).toBe("Slack-Signature");
  });

  it("twice with one signature is 401", async () => {
    await open({ SLACK_SIGNING_SECRET: SECRET });
    const request = signed(form(CLICK));
    expect([(await fetch(url, request)).status, (await fetch(url, request)).status]).toEqual([200, 401]);
  });

  it("gives the challenge back, and only to Slack", async () => {
    await open({ SLACK_SIGNING_SECRET: SECRET });
    const body = '{"type":"url_verification","challenge":"abc"}';
    const answer = await fetch(url, signed(body, { "content-type": "application/json; charset=utf-8" }));
    expect(await answer.json()).toEqual({ challenge: "abc" });
    expect(answer.headers.get("content-type")).toBe("application/json");
    const unsigned = { method: "POST", headers: { "content-type": "application/json" }, body };
    expect((await fetch(url, unsigned)).status).toBe(401);
  });

  it("of ten mebibytes is 413, and the server goes on", async () => {
    await open({ SLACK_SIGNING_SECRET: SECRET });
    const answer = await fetch(url, signed(form("x".repeat(10_000_000))));
    expect([answer.status, (await answer.json()).reason_code]).toEqual([413, "too_large"]);
    expect((await fetch(url, signed(form(CLICK)))).status).toBe(200);
  });

  it.each(["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])(
    "%s is 405 and names POST",
    async (method) => {
      await open({ SLACK_SIGNING_SECRET: SECRET });
      const answer = await fetch(url, { method });
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
    },
  );

  it.each<[string, Record<string, string>]>([
    ["without Slack", {}],
    [
      "in Socket Mode",
      { SLACK_SIGNING_SECRET: SECRET, SLACK_APP_TOKEN: "xapp-1", SLACK_API_URL: "http://127.0.0.1:1/" },
    ],
  ])("%s is 404, by any method", async (_name, settings) => {
    await open(settings);
    for (const request of [signed(form(CLICK)), { method: "GET" }]) {
      const answer = await fetch(url, request);
      expect([answer.status, (await answer.json()).reason_code]).toEqual([404, "not_found"]);
    }
  });

  it("while Slack's part is not running is 503, so that Slack tries again", async () => {
    await open({ SLACK_SIGNING_SECRET: SECRET }, false);
    const answer = await fetch(url, signed(form(CLICK)));
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
  });
});
