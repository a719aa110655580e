import { expect, test } from "@playwright/test";
import type { webApi } from "@slack/bolt";
import { type FakeSlack, startFakeSlack } from "../fakes/slack";
import { realClient } from "../fakes/slack/real-client";
import { card, form, label } from "../fakes/slack/samples";
import { startTinyApp, type TinyApp } from "../fakes/slack/tiny-app";

/** People in the fake Slack press what is there, and the app hears of it in signed requests. */

let slack: FakeSlack;
let app: TinyApp;
let client: webApi.WebClient;

test.beforeEach(async () => {
  app = await startTinyApp(() => slack.app.signingSecret);
  slack = await startFakeSlack({ productUrl: app.url, retryMs: [0, 10, 10] });
  client = realClient(slack.apiUrl);
});

test.afterEach(async () => {
  await slack.stop();
  await app.stop();
});

async function page(to = "U0ANA", ...ids: readonly string[]) {
  await client.chat.postMessage({ channel: to, text: "approve?", blocks: card(...ids, "approve") });
  const message = slack.messagesOf(to).at(-1);
  if (!message) throw new Error("nothing was posted");
  return message;
}

const heard = () => app.heard.at(-1)?.payload ?? {};

async function openForm() {
  await slack.click(await page(), "approve", "U0ANA");
  await client.views.open({ trigger_id: String(heard().trigger_id), view: form("Deny") });
  const view = slack.viewOf("U0ANA");
  if (!view) throw new Error("no form is open");
  return view;
}

test("a click is signed and says who, where, on what and how to answer", async () => {
  const message = await page();
  const delivery = await slack.click(message, "approve", "U0ANA");
  expect(delivery).toMatchObject({ status: 200, text: "", complaint: null, attemptCount: 1 });
  expect(app.heard[0]?.isSigned).toBe(true);
  expect(heard()).toMatchObject({
    type: "block_actions",
    user: { id: "U0ANA", team_id: "T01" },
    team: { id: "T01" },
    container: { type: "message", channel_id: message.channel, message_ts: message.ts },
    message: { ts: message.ts, text: "approve?" },
    actions: [{ type: "button", action_id: "approve", value: "approve:1", block_id: "decide" }],
    response_url: expect.stringContaining("/actions/T01/"),
    trigger_id: expect.any(String),
  });
  await slack.choose(message, "more", "ask", "U0ANA");
  expect(heard()).toMatchObject({ actions: [{ type: "overflow", selected_option: { value: "ask" } }] });
});

test("nobody presses what is not there, what they do not see, or what is one of several", async () => {
  const message = await page();
  await expect(slack.click(message, "deny", "U0ANA")).rejects.toThrow("0 controls are deny");
  await expect(slack.click(message, "approve", "U0BO")).rejects.toThrow("does not see");
  await expect(slack.choose(message, "more", "fly", "U0ANA")).rejects.toThrow("no option");
  await client.chat.update({ channel: message.channel, ts: message.ts, text: "approved" });
  await expect(slack.click(message, "approve", "U0ANA")).rejects.toThrow("0 controls are approve");
  expect((await slack.click(message, "approve", "U0ANA", { isStale: true })).status).toBe(200);
  await client.chat.delete({ channel: message.channel, ts: message.ts });
  await expect(slack.click(message, "approve", "U0ANA")).rejects.toThrow("not there any more");
});

test("an ephemeral message is named in the container only", async () => {
  await client.chat.postEphemeral({
    channel: "C0APPROVALS",
    user: "U0ANA",
    text: "psst",
    blocks: card("link"),
  });
  const [message] = slack.ephemeralsOf("U0ANA");
  if (!message) throw new Error("nothing was shown");
  await slack.click(message, "link", "U0ANA");
  expect(heard()).toMatchObject({ container: { is_ephemeral: true, message_ts: message.ts } });
  expect(heard()).not.toHaveProperty("message");
});

test("a trigger opens one form, within three seconds", async () => {
  const message = await page();
  await slack.click(message, "approve", "U0ANA");
  const first = { trigger_id: String(heard().trigger_id), view: form("Deny") };
  await client.views.open(first);
  expect(slack.viewOf("U0ANA")?.content).toMatchObject({ callback_id: "deny" });
  await expect(client.views.open(first)).rejects.toThrow("exchanged_trigger_id");
  await slack.click(message, "approve", "U0ANA");
  slack.advance(4);
  const late = client.views.open({ trigger_id: String(heard().trigger_id), view: form("Deny") });
  await expect(late).rejects.toThrow("expired_trigger_id");
  await expect(client.views.open({ trigger_id: "made-up", view: form("Deny") })).rejects.toThrow(
    "invalid_trigger_id",
  );
});

test("a form Slack would not take opens nothing and leaves the trigger as it was", async () => {
  await slack.click(await page(), "approve", "U0ANA");
  const trigger_id = String(heard().trigger_id);
  const long = client.views.open({ trigger_id, view: form("A title of more than 24 characters") });
  await expect(long).rejects.toThrow("invalid_arguments");
  const { submit: _, ...unsendable } = form("Deny");
  await expect(client.views.open({ trigger_id, view: unsendable })).rejects.toThrow("invalid_arguments");
  expect(slack.viewOf("U0ANA")).toBeNull();
  expect((await client.views.open({ trigger_id, view: form("Deny") })).ok).toBe(true);
});

test("a response_url answers five times, for thirty minutes, and replaces unless told not to", async () => {
  const message = await page();
  await slack.click(message, "approve", "U0ANA");
  const url = String(heard().response_url);
  const respond = async (body: object, to = url) =>
    (await fetch(to, { method: "POST", body: JSON.stringify(body) })).status;
  expect(await respond({ text: "only you", replace_original: false })).toBe(200);
  expect(slack.ephemeralsOf("U0ANA").map(({ text }) => text)).toEqual(["only you"]);
  expect(await respond({ text: "done" })).toBe(200);
  expect(slack.now(message)).toMatchObject({ text: "done", blocks: [] });
  expect(await respond({ text: "" })).toBe(400);
  expect(await respond({ text: "all", response_type: "in_channel", replace_original: false })).toBe(200);
  expect(await respond({ delete_original: true })).toBe(200);
  expect(slack.now(message)).toBeNull();
  expect(await respond({ text: "fifth", replace_original: false })).toBe(200);
  expect(await respond({ text: "sixth", replace_original: false })).toBe(404);
  await slack.command("/approvals", "", "U0ANA");
  slack.advance(30 * 60 + 1);
  expect(await respond({ text: "late" }, String(heard().response_url))).toBe(404);
});

test("a form is sent as filled in, and the acknowledgement decides what becomes of it", async () => {
  const view = await openForm();
  await expect(slack.submit(view, {}, "U0ANA")).rejects.toThrow("the form wants reason");
  await expect(slack.submit(view, { reason: "no" }, "U0ANA")).rejects.toThrow("do not fit");
  await expect(slack.submit(view, { reason: "bad", kind: "other" }, "U0ANA")).rejects.toThrow("no option");
  await expect(slack.submit(view, { reason: "bad" }, "U0BO")).rejects.toThrow("does not see");

  app.answerNext({ json: { response_action: "errors", errors: { reason: "say more" } } });
  await slack.submit(view, { reason: "bad", kind: "risky" }, "U0ANA");
  expect(heard()).toMatchObject({
    type: "view_submission",
    view: {
      id: view.id,
      callback_id: "deny",
      state: {
        values: { reason: { v: { value: "bad" } }, kind: { v: { selected_option: { value: "risky" } } } },
      },
    },
  });
  expect(slack.viewOf("U0ANA")?.errors).toEqual({ reason: "say more" });

  app.answerNext({ json: { response_action: "update", view: form("Again") } });
  await slack.submit(view, { reason: "because" }, "U0ANA");
  expect(slack.viewOf("U0ANA")).toMatchObject({
    id: view.id,
    content: { title: { text: "Again" } },
    errors: {},
  });

  app.answerNext({ json: { response_action: "push", view: form("On top") } });
  await slack.submit(view, {}, "U0ANA");
  const top = slack.viewOf("U0ANA");
  expect(top).toMatchObject({ rootId: view.id, previousId: view.id });
  if (!top) throw new Error("nothing is on top");
  await slack.close(top, "U0ANA");
  expect(heard()).toMatchObject({ type: "view_closed", is_cleared: false });
  expect(slack.viewOf("U0ANA")?.id).toBe(view.id);

  app.answerNext({ json: { response_action: "clear" } });
  await slack.submit(view, {}, "U0ANA");
  expect(slack.viewOf("U0ANA")).toBeNull();
  expect(slack.complaints).toEqual([]);
});

test("a button in a form tells what is typed so far, and its trigger puts a form on top, of three at most", async () => {
  let view = await openForm();
  for (const title of ["Second", "Third", "Fourth"]) {
    await slack.click(view, "more", "U0ANA", { values: { reason: "because" } });
    expect(heard()).toMatchObject({
      container: { type: "view", view_id: view.id },
      view: { state: { values: { reason: { v: { value: "because" } } } } },
    });
    expect(heard()).not.toHaveProperty("response_url");
    const pushed = client.views.push({ trigger_id: String(heard().trigger_id), view: form(title) });
    if (title === "Fourth") await expect(pushed).rejects.toThrow("push_limit_reached");
    else await pushed;
    view = slack.viewOf("U0ANA") ?? view;
  }
  await client.views.update({ view_id: view.id, view: form("Updated"), hash: view.hash });
  const stale = client.views.update({ view_id: view.id, view: form("Stale"), hash: view.hash });
  await expect(stale).rejects.toThrow("hash_conflict");
  expect(slack.viewOf("U0ANA")?.content).toMatchObject({ title: { text: "Updated" } });
});

test("an acknowledgement Slack could not use is a complaint, and the form stays", async () => {
  const view = await openForm();
  app.answerNext({ json: { response_action: "errors", errors: { nothing: "?" } } }, { status: 500 });
  const wrong = await slack.submit(view, { reason: "because" }, "U0ANA");
  expect(wrong.complaint).toContain("invalid_errors");
  const failed = await slack.submit(view, {}, "U0ANA");
  expect(failed.complaint).toContain("500");
  expect(slack.viewOf("U0ANA")?.id).toBe(view.id);
});

test("the home tab is published over an old one only by who knows the old one", async () => {
  const home = (title: string) => ({
    type: "home" as const,
    blocks: [{ type: "header" as const, text: label(title) }],
  });
  await slack.openHome("U0ANA");
  expect(heard()).toMatchObject({ type: "event_callback", event: { type: "app_home_opened", tab: "home" } });
  const first = await client.views.publish({ user_id: "U0ANA", view: home("one") });
  await client.views.publish({ user_id: "U0ANA", view: home("two"), hash: first.view?.hash ?? "" });
  const stale = client.views.publish({ user_id: "U0ANA", view: home("three"), hash: first.view?.hash ?? "" });
  await expect(stale).rejects.toThrow("hash_conflict");
  expect(slack.homeOf("U0ANA")?.content).toMatchObject({ blocks: [{ text: { text: "two" } }] });
});

test("a command is a form of fields, and may be answered right away", async () => {
  app.answerNext({ json: { text: "nothing waits for you" } });
  await slack.command("/approvals", "list", "U0ANA");
  expect(app.heard[0]).toMatchObject({
    isSigned: true,
    payload: { command: "/approvals", text: "list", user_id: "U0ANA", team_id: "T01" },
  });
  expect(slack.ephemeralsOf("U0ANA").map(({ text }) => text)).toEqual(["nothing waits for you"]);
});

test("an event nobody took is sent again, signed anew, saying so; one that was taken is not", async () => {
  app.answerNext({ status: 500 }, { status: 500 });
  const delivery = await slack.changePerson("U0ANA", { deleted: true });
  expect(delivery).toMatchObject({ status: 200, attemptCount: 3 });
  expect(app.heard.map(({ headers }) => headers["x-slack-retry-num"])).toEqual([undefined, "1", "2"]);
  expect(app.heard.every(({ isSigned }) => isSigned)).toBe(true);
  expect(new Set(app.heard.map(({ payload }) => payload.event_id)).size).toBe(1);
  expect(heard()).toMatchObject({ event: { type: "user_change", user: { id: "U0ANA", deleted: true } } });
});

test("a group changed through the API or by a person is told to the app", async () => {
  await client.usergroups.users.update({ usergroup: "S0ONCALL", users: "U0BO" });
  await expect.poll(() => app.heard.length).toBe(1);
  expect(heard()).toMatchObject({
    event: { type: "subteam_members_changed", added_users: ["U0BO"], removed_users: ["U0ANA"] },
  });
  await slack.changeGroup("S0APPROVERS", ["U0CY"]);
  expect(heard()).toMatchObject({ event: { subteam_id: "S0APPROVERS", added_users: ["U0CY"] } });
});

test("nobody answering for three seconds is seen by the person", async () => {
  const message = await page();
  app.answerNext(null);
  const delivery = await slack.click(message, "approve", "U0ANA");
  expect(delivery).toMatchObject({ status: 0, complaint: expect.stringContaining("did not answer") });
  expect(delivery.ackMs).toBeGreaterThanOrEqual(2900);
});
