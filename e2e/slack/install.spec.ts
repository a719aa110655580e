import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import type { Client } from "pg";
import { usualWorkspace } from "../fakes/slack/seeds";
import { withDatabase as lookInto } from "../support/database";
import { at, type Caller, createCaller, listAt, textAt } from "../support/http";
import { type Agent, escalate, foundOrganisation, readAction, readRequest } from "../support/organisation";
import { PRODUCT_TOKEN, startProduct } from "../support/product";
import { cardFor, expectHeader, PATIENCE_MS, type SlackHouse } from "../support/slack-house";
import { begin, comeBack, consent, installed } from "../support/slack-install";
import { inSlackHouse } from "../support/slack-test";

/** One organisation, two workspaces: installed by an admin, with tokens that rotate and are never to be seen. */

test.describe.configure({ mode: "serial", timeout: 180_000 });

const T02 = { teamId: "T02" };
const SETTINGS = {
  ...{ SLACK_BOT_TOKEN: "", SLACK_CLIENT_ID: "100.200", SLACK_CLIENT_SECRET: "client-secret-fake" },
  COUNTERSIGN_LOG_LEVEL: "debug",
};
let house: SlackHouse;
let agent: Agent;
let ana: Caller;

inSlackHouse(
  {
    isClean: false,
    workspaces: [
      usualWorkspace({ botTokens: [] }),
      usualWorkspace({ id: "T02", name: "Beta", botTokens: [] }),
    ],
    app: { rotatesTokens: true },
    env: SETTINGS,
    edit: (document) => ({
      ...document,
      people: document.people.map((one) => (one.id === "cy" ? { ...one, slack: "T02/U0CY" } : one)),
      routes: document.routes.map((route) =>
        route.id === "payments"
          ? { ...route, steps: [{ after: "0m", notify: ["person:ana", "person:cy"] }] }
          : route,
      ),
    }),
  },
  async (opened) => {
    ({ house, agent } = opened);
    ana = await house.organisation.person("ana");
  },
);

const withDatabase: <T>(look: (client: Client) => Promise<T>) => Promise<T> = (look) =>
  lookInto(house.dataDir, look);

const statusOf = async (team: string) => {
  const health = await ana.get("/api/v1/slack");
  const found = listAt(health.body, "workspaces").find((one) => at(one, "id") === team);
  return found === undefined ? null : at(found, "status");
};
const callsOf = (grant: string | undefined) =>
  house.slack.calls("oauth.v2.access").filter(({ args }) => args.grant_type === grant);

test("whoever is nobody, no admin or a machine installs nothing", async () => {
  expect((await createCaller(house.product.url).get("/api/slack/install")).status).toBe(401);
  expect((await (await house.organisation.person("bo")).get("/api/slack/install")).status).toBe(403);
  expect((await agent.get("/api/slack/install")).status).toBe(403);
  expect((await house.organisation.operator.get("/api/slack/install")).status).toBe(403);
});

test("before any workspace is connected a page says so, and the next way is used", async () => {
  const held = await escalate(agent);
  await expect
    .poll(async () => JSON.stringify((await readRequest(house.organisation.operator, held)).body), {
      timeout: PATIENCE_MS,
    })
    .toContain("in a workspace that is not connected");
  expect(await house.organisation.pagesOf(held.request)).toEqual(expect.arrayContaining(["ana", "cy"]));
});

test("a state is good once, in the session and browser that began it, and a no is a no", async () => {
  const first = await begin(ana);
  const asked = first.consent.searchParams.get("scope")?.split(",");
  expect(asked).toEqual(expect.arrayContaining(["channels:history", "usergroups:write"]));
  expect(asked).not.toContain("chat:write.public");
  const path = await consent(first.consent, { team: "T01", deny: "1" });
  expect((await comeBack(ana, path, first.cookie)).get("install")).toBe("denied");
  expect((await comeBack(ana, path, first.cookie)).get("install")).toBe("expired");

  const second = await begin(ana);
  const granted = await consent(second.consent, { team: "T01" });
  const again = await house.organisation.person("ana");
  expect((await comeBack(again, granted, second.cookie)).get("install")).toBe("expired");
  expect((await comeBack(ana, granted, null)).get("install")).toBe("expired");
  expect((await comeBack(ana, granted, (await begin(ana)).cookie)).get("install")).toBe("expired");
  expect(await statusOf("T01")).toBeNull();

  const third = await begin(ana);
  const forged = (await consent(third.consent, { team: "T01" })).replace(/code=[^&]+/, "code=made-up");
  expect((await comeBack(ana, forged, third.cookie)).get("install")).toBe("refused");

  const fourth = await begin(ana);
  const late = await consent(fourth.consent, { team: "T01" });
  await withDatabase((client) =>
    client.query(
      "UPDATE slack_install SET expires_at = expires_at - interval '601 seconds' WHERE used_at IS NULL",
    ),
  );
  expect((await comeBack(ana, late, fourth.cookie)).get("install")).toBe("expired");
  expect(await statusOf("T01")).toBeNull();
});

test("two workspaces are installed, and each is used for whoever is there", async () => {
  for (const team of ["T01", "T02"]) {
    const words = await installed(ana, team);
    expect(Object.fromEntries(words)).toEqual({ install: "done", team });
    expect(await statusOf(team)).toBe("active");
  }
  const held = await escalate(agent);
  const anas = await cardFor(house, "U0ANA", held);
  await expect.poll(() => house.slack.messagesOf("U0CY", T02).length, { timeout: PATIENCE_MS }).toBe(1);
  expect(house.slack.messagesOf("U0CY")).toEqual([]);
  expect(house.slack.messagesOf("U0ANA", T02)).toEqual([]);
  const [cys] = house.slack.messagesOf("U0CY", T02);
  if (!cys) throw new Error("there is no card");
  const click = await house.slack.click(cys, "approve", "U0CY");
  expect(click.status, String(click.text)).toBe(200);
  for (const card of [anas, cys]) await expectHeader(house, card, /^Approved: /);
  expect(at((await readAction(agent, held)).body, "request.decision")).toMatchObject({
    decided_by: [{ person: "cy", via: "slack" }],
  });
  expect(house.slack.lints).toEqual([]);
  expect(house.slack.complaints).toEqual([]);
});

test("an answer from the other workspace counts as well", async () => {
  const held = await escalate(agent);
  await expect.poll(() => house.slack.messagesOf("U0ANA").length, { timeout: PATIENCE_MS }).toBe(2);
  const card = house.slack.messagesOf("U0ANA").at(-1);
  if (!card) throw new Error("there is no card");
  expect((await house.slack.click(card, "approve", "U0ANA")).status).toBe(200);
  expect(at((await readAction(agent, held)).body, "request.decision")).toMatchObject({
    decided_by: [{ person: "ana", via: "slack" }],
  });
});

test("another organisation neither takes the workspace nor is anybody in it", async () => {
  const other = await foundOrganisation({
    url: house.product.url,
    token: PRODUCT_TOKEN,
    edit: (document) => ({
      ...document,
      people: document.people.map((one) => ({ ...one, slack: one.id === "ana" ? "T01/U0ANA" : null })),
    }),
  });
  const theirs = await other.person("ana");
  expect((await installed(theirs, "T01")).get("install")).toBe("taken");
  expect((await theirs.delete("/api/v1/slack/workspaces/T01")).status).toBe(404);
  expect(listAt((await theirs.get("/api/v1/slack")).body, "workspaces")).toEqual([]);
  expect((await theirs.post("/api/v1/slack/test-page")).body).toMatchObject({ status: "not_connected" });
  expect(await statusOf("T01")).toBe("active");
});

test("a test page says how it went", async () => {
  const count = house.slack.messagesOf("U0ANA").length;
  expect((await ana.post("/api/v1/slack/test-page")).body).toMatchObject({ status: "sent" });
  expect(house.slack.messagesOf("U0ANA")).toHaveLength(count + 1);
  const bo = await house.organisation.person("bo");
  expect((await bo.post("/api/v1/slack/test-page")).body).toMatchObject({ status: "not_linked" });
  house.slack.fault("chat.postMessage", "restricted_action");
  const refused = await ana.post("/api/v1/slack/test-page");
  expect(refused.body).toMatchObject({
    status: "refused",
    detail: expect.stringContaining("restricted_action"),
  });
  await house.slack.command("/approvals", "mute 1h", "U0ANA");
  expect((await ana.post("/api/v1/slack/test-page")).body).toMatchObject({ status: "muted" });
  await house.slack.command("/approvals", "unmute", "U0ANA");
});

test("no token is to be seen: not in the database, not in what anybody is told, not in the log", async () => {
  const secrets = [...house.slack.world.tokens.keys(), ...house.slack.world.refreshTokens.keys()];
  expect(secrets.length).toBeGreaterThanOrEqual(4);
  const rows = await withDatabase(async (client) => {
    const { rows: tables } = await client.query(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    const all: unknown[] = [];
    for (const { name } of tables)
      all.push((await client.query(`SELECT to_jsonb(t)::text AS row FROM "${name}" t`)).rows);
    // What was signed is encoded, and would hide what it holds.
    const { rows: ledger } = await client.query("SELECT jws FROM ledger_entry");
    const entries = ledger.map(({ jws }) => Buffer.from(jws.split(".")[1], "base64url").toString());
    return JSON.stringify(all) + entries.join();
  });
  const { operator } = house.organisation;
  const told = await Promise.all(
    ["/api/v1/slack", "/api/v1/config", "/api/v1/audit", "/api/health/ready"].map(async (path) => {
      const answer = await operator.get(path);
      return answer.text;
    }),
  );
  const everything = [rows, ...told, house.product.said()].join("\n");
  for (const secret of [...secrets, "client-secret-fake"])
    expect(everything.includes(secret), secret).toBe(false);
  expect(rows.includes('"noun":"slack_workspaces"')).toBe(true);
  expect(statSync(join(house.dataDir, "encryption-key")).mode & 0o777).toBe(0o600);
});

test("tokens that end are followed by the next, once, whoever needs them", async () => {
  const before = callsOf("refresh_token").length;
  await withDatabase((client) =>
    client.query("UPDATE slack_workspace SET token_expires_at = now() - interval '1 minute'"),
  );
  house.slack.advance(44_000);
  const held = await Promise.all([escalate(agent), escalate(agent), escalate(agent)]);
  const count = () =>
    house.slack.messagesOf("U0ANA").filter(({ metadata }) => {
      const about = JSON.stringify(metadata);
      return held.some(({ request }) => about?.includes(request));
    }).length;
  await expect.poll(count, { timeout: PATIENCE_MS }).toBe(3);
  await expect.poll(() => callsOf("refresh_token").length - before, { timeout: PATIENCE_MS }).toBe(2);
  expect(callsOf("refresh_token").map(({ error }) => error)).toEqual([null, null]);
  expect([await statusOf("T01"), await statusOf("T02")]).toEqual(["active", "active"]);
});

test("two processes that need the next token at once ask for it once", async () => {
  const second = await startProduct({
    dataDir: house.dataDir,
    env: {
      ...SETTINGS,
      SLACK_API_URL: house.slack.apiUrl,
      SLACK_SIGNING_SECRET: house.slack.app.signingSecret,
    },
  });
  try {
    const before = callsOf("refresh_token").length;
    await withDatabase((client) =>
      client.query(
        "UPDATE slack_workspace SET token_expires_at = now() - interval '1 minute' WHERE team_id = 'T01'",
      ),
    );
    const there = await house.organisation.person("ana", "session", second.url);
    const sent = [ana, there, ana, there].map((who) => who.post("/api/v1/slack/test-page"));
    for (const { body } of await Promise.all(sent)) expect(body).toMatchObject({ status: "sent" });
    expect(callsOf("refresh_token").length - before).toBe(1);
  } finally {
    await second.stop();
  }
});

test("a restart knows the workspaces", async () => {
  await house.restart();
  expect((await ana.post("/api/v1/slack/test-page")).body).toMatchObject({ status: "sent" });
});

test("revoked tokens, a removed app and an admin who is done with it end it at once", async () => {
  // Slack is answered before its event is looked at.
  await house.slack.revokeTokens();
  await expect.poll(() => statusOf("T01"), { timeout: PATIENCE_MS }).toBe("revoked");
  expect((await ana.post("/api/v1/slack/test-page")).body).toMatchObject({ status: "refused" });
  expect((await installed(ana, "T01")).get("install")).toBe("done");
  expect((await ana.post("/api/v1/slack/test-page")).body).toMatchObject({ status: "sent" });

  await house.slack.uninstall(T02);
  await expect.poll(() => statusOf("T02"), { timeout: PATIENCE_MS }).toBe("uninstalled");

  expect((await ana.delete("/api/v1/slack/workspaces/T01")).status).toBe(204);
  expect((await ana.delete("/api/v1/slack/workspaces/T01")).status).toBe(404);
  await expect.poll(() => house.slack.calls("auth.revoke").length, { timeout: PATIENCE_MS }).toBe(1);
  expect(await statusOf("T01")).toBe("uninstalled");
  const left = await withDatabase((client) =>
    client.query("SELECT team_id FROM slack_workspace WHERE token IS NOT NULL OR refresh_token IS NOT NULL"),
  );
  expect(left.rows).toEqual([]);
  expect((await ana.post("/api/v1/slack/test-page")).body).toMatchObject({ status: "not_connected" });
  expect(textAt((await ana.post("/api/v1/slack/test-page")).body, "detail")).toContain("not connected");
});
