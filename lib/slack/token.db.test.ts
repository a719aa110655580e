import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { install } from "@/lib/ops/slack/install";
import { findWorkspace } from "@/lib/ops/slack/workspace";
import { type House, openTestHouse } from "@/lib/ops/testing-fixtures";
import { newUuid } from "@/lib/runtime/ids";
import { forget } from "@/lib/runtime/remember";
import { SlackAway } from "./away";
import { connect, refusedBy } from "./connection";
import { consentUrl } from "./oauth";
import { freshToken } from "./token";

/** A Slack that gives the next token for the last refresh token, once, and knows the tokens it gave. */
let server: Server;
let calls: string[];
let live: Set<string>;
let refreshes: Set<string>;
let failure: string | null;
let house: House;
let team: string;

beforeEach(async () => {
  [calls, live, refreshes, failure] = [[], new Set(["access-0"]), new Set(["refresh-0"]), null];
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const answer = answerTo(
      request.url ?? "",
      new URLSearchParams(body),
      request.headers.authorization ?? "",
    );
    if (answer === null) return void request.socket.destroy();
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  settings({
    SLACK_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    SLACK_CLIENT_ID: "1.2",
    SLACK_CLIENT_SECRET: "client-secret",
    COUNTERSIGN_ENCRYPTION_KEY: Buffer.alloc(32, 3).toString("base64"),
  });
  house = await openTestHouse();
  team = `T${newUuid().replaceAll("-", "").slice(0, 12).toUpperCase()}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  settings({});
});

const NAMES = ["SLACK_API_URL", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "COUNTERSIGN_ENCRYPTION_KEY"];
function settings(values: Readonly<Record<string, string>>): void {
  for (const name of NAMES) delete process.env[name];
  Object.assign(process.env, values);
  for (const name of ["config", "sealing-keys", "slack-clients", "slack-connection"]) forget(name);
}

function answerTo(path: string, sent: URLSearchParams, authorization: string): object | null {
  calls.push(path.replace("/api/", ""));
  if (path.endsWith("auth.test")) {
    const token = authorization.replace("Bearer ", "") || (sent.get("token") ?? "");
    return live.has(token)
      ? { ok: true, team_id: team, user_id: "UBOT" }
      : { ok: false, error: "token_expired" };
  }
  if (failure === "dropped") return null;
  if (failure !== null) return { ok: false, error: failure };
  if (!refreshes.delete(sent.get("refresh_token") ?? ""))
    return { ok: false, error: "invalid_refresh_token" };
  const next = newUuid().slice(0, 8);
  live.add(`access-${next}`);
  refreshes.add(`refresh-${next}`);
  return { ok: true, access_token: `access-${next}`, refresh_token: `refresh-${next}`, expires_in: 43_200 };
}

const installed = (expiresInSeconds: number) =>
  install(house.person("ana", { role: "admin" }), {
    ...{ team, name: "Acme", botUserId: "UBOT" },
    tokens: { token: "access-0", refreshToken: "refresh-0", expiresInSeconds },
  });
const refreshCount = () => calls.filter((method) => method === "oauth.v2.access").length;
const faultOf = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: unknown) => (error instanceof SlackAway ? error.fault : error),
  );

describe("the token of a workspace", () => {
  it("is used as it is while there is much left", async () => {
    await installed(43_200);
    expect(await freshToken(team)).toBe("access-0");
    expect(refreshCount()).toBe(0);
  });

  it("is used while it lasts, and followed by the next ahead of time, once", async () => {
    await installed(600);
    const tokens = await Promise.all(Array.from({ length: 10 }, () => freshToken(team)));
    expect(tokens).toContain("access-0");
    await expect.poll(() => freshToken(team)).toMatch(/^access-[0-9a-f]{8}$/);
    expect(refreshCount()).toBe(1);
  });

  it("that has ended is waited for by all who need it, and asked for once", async () => {
    await installed(-10);
    const tokens = await Promise.all(Array.from({ length: 10 }, () => freshToken(team)));
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).not.toBe("access-0");
    expect(refreshCount()).toBe(1);
  });

  it("is gone with its workspace when the refresh token is used up", async () => {
    refreshes.clear();
    await installed(-10);
    expect(await faultOf(freshToken(team))).toMatchObject({ code: "invalid_refresh_token" });
    expect(await findWorkspace(team)).toMatchObject({ status: "revoked", error: "invalid_refresh_token" });
    expect(await faultOf(connect(team, house.organisation))).toMatchObject({ kind: "disconnected" });
    expect(refreshCount()).toBe(1);
  });

  it.each(["dropped", "bad_client_secret", "internal_error"])(
    "is not given up for what may be put right: %s",
    async (trouble) => {
      failure = trouble;
      await installed(-10);
      expect(await faultOf(freshToken(team))).toMatchObject({ kind: expect.any(String) });
      expect(await findWorkspace(team)).toMatchObject({ status: "active" });
      failure = null;
      await database()
        .$executeRaw`UPDATE slack_workspace SET refreshing_until = NULL WHERE team_id = ${team}`;
      expect(await freshToken(team)).toMatch(/^access-[0-9a-f]{8}$/);
    },
  );

  it("that Slack calls expired before its time is followed by the next", async () => {
    await installed(43_200);
    live.clear();
    const fault = await refusedBy(team, { kind: "disconnected", code: "token_expired" });
    expect(fault).toEqual({ kind: "ambiguous", code: "token_expired" });
    expect(await freshToken(team)).toMatch(/^access-[0-9a-f]{8}$/);
  });

  it("that was refused because another process has the next one leaves the workspace connected", async () => {
    await installed(43_200);
    const fault = await refusedBy(team, { kind: "disconnected", code: "token_revoked" });
    expect(fault).toEqual({ kind: "ambiguous", code: "token_replaced" });
    expect(await findWorkspace(team)).toMatchObject({ status: "active" });
  });
});

describe("a connection", () => {
  it("is that of the organisation that installed the workspace, and of no other", async () => {
    await installed(43_200);
    expect(await connect(team, house.organisation)).toMatchObject({ team, botUserId: "UBOT" });
    expect(await faultOf(connect(team, "org-other"))).toEqual({
      kind: "disconnected",
      code: "not_connected",
    });
    expect(await faultOf(connect("T0NOBODYS", house.organisation))).toMatchObject({ code: "not_connected" });
  });
});

it("the page of consent stands beside Slack's API and is told where to come back to", () => {
  const url = new URL(consentUrl("the-state"));
  expect(url.pathname).toBe("/oauth/v2/authorize");
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    ...{ client_id: "1.2", state: "the-state" },
    redirect_uri: "http://localhost:3000/api/slack/oauth_redirect",
  });
  expect(url.href).not.toContain("client-secret");
  settings({ SLACK_CLIENT_ID: "1.2", SLACK_CLIENT_SECRET: "s" });
  expect(consentUrl("s")).toMatch(/^https:\/\/slack\.com\/oauth\/v2\/authorize\?/);
});
