import { expect, test } from "@playwright/test";
import type { webApi } from "@slack/bolt";
import { type FakeSlack, startFakeSlack } from "../fakes/slack";
import { asPerson, inTeam, onMessage, withAction, withMetadata } from "../fakes/slack/forgeries";
import { realClient } from "../fakes/slack/real-client";
import { card, form } from "../fakes/slack/samples";
import { usualWorkspace } from "../fakes/slack/seeds";
import { startTinyApp, type TinyApp } from "../fakes/slack/tiny-app";

/** Forgers, replays and another workspace: what the fake sends is what the forger wanted, to the byte. */

let slack: FakeSlack;
let app: TinyApp;
let client: webApi.WebClient;

test.beforeEach(async () => {
  app = await startTinyApp(() => slack.app.signingSecret);
  const other = {
    id: "T66",
    name: "Elsewhere",
    people: [{ id: "U0EVE", name: "eve", email: "ana@example.com" }],
  };
  slack = await startFakeSlack({ productUrl: app.url, workspaces: [usualWorkspace(), other] });
  client = realClient(slack.apiUrl);
});

test.afterEach(async () => {
  await slack.stop();
  await app.stop();
});

async function page() {
  await client.chat.postMessage({ channel: "U0ANA", text: "approve?", blocks: card("approve") });
  const message = slack.messagesOf("U0ANA").at(-1);
  if (!message) throw new Error("nothing was posted");
  return message;
}

test("a replay is the same request again", async () => {
  const honest = await slack.click(await page(), "approve", "U0ANA");
  await slack.replay(honest);
  expect(app.heard).toHaveLength(2);
  expect(app.heard[1]).toEqual(app.heard[0]);
});

test("a wrong secret, an old or a future clock, nothing signed and a changed body are no signatures", async () => {
  const message = await page();
  const isSigned = async (...[forgery]: [Parameters<FakeSlack["forge"]>[1]]) => {
    await slack.forge(slack.draft.click(message, "approve", "U0ANA"), forgery);
    return app.heard.at(-1)?.isSigned;
  };
  expect(await isSigned({ secret: "another" })).toBe(false);
  expect(await isSigned({ skewSeconds: -301 })).toBe(false);
  expect(await isSigned({ skewSeconds: 310 })).toBe(false);
  expect(await isSigned({ signature: null })).toBe(false);
  expect(await isSigned({ timestamp: null })).toBe(false);
  expect(await isSigned({ tamper: (body) => body.replace("U0ANA", "U0EVE") })).toBe(false);
  expect(await isSigned({ contentType: "application/x-www-form-urlencoded; charset=utf-8" })).toBe(true);
  slack.app.signingSecret = "the next one";
  expect(await isSigned({})).toBe(true);
  slack.advance(3600);
  expect(await isSigned({})).toBe(true);
});

test("a click is signed with another person, team, message or value in it", async () => {
  const message = await page();
  const forged = async (...[forgery]: [Parameters<FakeSlack["forge"]>[1]]) => {
    await slack.forge(slack.draft.click(message, "approve", "U0ANA"), forgery);
    expect(app.heard.at(-1)?.isSigned).toBe(true);
    return app.heard.at(-1)?.payload;
  };
  expect(await forged(asPerson("U0EVE", "T66"))).toMatchObject({ user: { id: "U0EVE", team_id: "T66" } });
  expect(await forged(inTeam("T66"))).toMatchObject({ team: { id: "T66" } });
  expect(await forged(onMessage("C0RANDOM", "1.000001"))).toMatchObject({
    container: { channel_id: "C0RANDOM", message_ts: "1.000001" },
    message: { ts: "1.000001" },
  });
  expect(await forged(withAction({ value: "other" }))).toMatchObject({ actions: [{ value: "other" }] });
});

test("a form is sent with another form's metadata in it, and nothing becomes of the one that is open", async () => {
  await slack.click(await page(), "approve", "U0ANA");
  await client.views.open({ trigger_id: String(app.heard[0]?.payload.trigger_id), view: form("Deny") });
  const view = slack.viewOf("U0ANA");
  if (!view) throw new Error("no form is open");
  await slack.forge(
    slack.draft.submit(view, { reason: "because" }, "U0ANA"),
    withMetadata("another request"),
  );
  expect(app.heard.at(-1)?.payload).toMatchObject({ view: { private_metadata: "another request" } });
  expect(slack.viewOf("U0ANA")?.id).toBe(view.id);
});

test("whatever Slack asks besides: whether the address is the app's, and whether it still listens", async () => {
  const challenge = { type: "url_verification", challenge: "c1", token: slack.app.verificationToken };
  app.answerNext({ json: { challenge: "c1" } });
  const answered = await slack.forge(slack.draft.event({ type: "any" }), { edit: () => challenge });
  expect(answered).toMatchObject({ status: 200, body: { challenge: "c1" } });
  await slack.forge(slack.draft.command("/approvals", "", "U0ANA"), { edit: () => ({ ssl_check: "1" }) });
  expect(app.heard.at(-1)?.payload).toEqual({ ssl_check: "1" });
});

test("two workspaces have their own tokens, people and messages", async () => {
  const elsewhere = realClient(slack.apiUrl, "xoxb-T66-fake");
  expect((await elsewhere.auth.test()).team_id).toBe("T66");
  expect((await elsewhere.users.lookupByEmail({ email: "ana@example.com" })).user?.id).toBe("U0EVE");
  await expect(elsewhere.chat.postMessage({ channel: "U0ANA", text: "x" })).rejects.toThrow(
    "channel_not_found",
  );
  await elsewhere.chat.postMessage({ channel: "U0EVE", text: "approve?", blocks: card("approve") });
  const [message] = slack.messagesOf("U0EVE", { teamId: "T66" });
  if (!message) throw new Error("nothing was posted");
  await slack.click(message, "approve", "U0EVE");
  expect(app.heard.at(-1)?.payload).toMatchObject({
    team: { id: "T66" },
    user: { id: "U0EVE", team_id: "T66" },
  });
  await slack.uninstall({ teamId: "T66" });
  await expect(elsewhere.auth.test()).rejects.toThrow("account_inactive");
  expect((await client.auth.test()).ok).toBe(true);
});
