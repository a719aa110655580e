import { expect, test } from "@playwright/test";
import { App, LogLevel } from "@slack/bolt";
import { WebSocket } from "ws";
import { type FakeSlack, startFakeSlack } from "../fakes/slack";
import { ratelimited } from "../fakes/slack/faults";
import { isObject, type Json, parseJson } from "../fakes/slack/json";
import { realClient } from "../fakes/slack/real-client";
import { card, form } from "../fakes/slack/samples";

/** The fake Slack's links: Socket Mode, with what goes wrong on it. */

let slack: FakeSlack;
const open: WebSocket[] = [];

test.beforeEach(async () => {
  slack = await startFakeSlack({ transport: "socket", retryMs: [0, 10, 10] });
});

test.afterEach(async () => {
  for (const link of open.splice(0)) link.terminate();
  await slack.stop();
});

const clientOf = (token: string) => realClient(slack.apiUrl, token);
const newUrl = async () => String((await clientOf(slack.app.appToken).apps.connections.open({})).url);

/** A link of an app that acknowledges everything, or nothing. */
async function openLink({ acknowledges = true, url = "" } = {}) {
  const frames: Json[] = [];
  const link = new WebSocket(url || (await newUrl()));
  open.push(link);
  link.on("message", (data) => {
    const frame = parseJson(String(data));
    if (!isObject(frame)) return;
    frames.push(frame);
    if (acknowledges && frame.envelope_id) link.send(JSON.stringify({ envelope_id: frame.envelope_id }));
  });
  const closed = new Promise<void>((resolve) => link.on("close", () => resolve()));
  await new Promise((resolve, reject) => {
    link.on("message", resolve);
    link.on("error", reject);
  });
  expect(frames[0]?.type).toBe("hello");
  return { frames, link, closed, types: () => frames.map(({ type }) => type) };
}

test("a link is opened with an app's token, and its address works once", async () => {
  await expect(clientOf("xoxb-T01-fake").apps.connections.open({})).rejects.toThrow("not_allowed_token_type");
  const url = await newUrl();
  const { frames } = await openLink({ url });
  expect(frames[0]).toMatchObject({ num_connections: 1, connection_info: { app_id: slack.app.id } });
  await expect(openLink({ url })).rejects.toThrow("401");
});

test("an envelope goes to any one link, and a second acknowledgement is a complaint", async () => {
  const [one, two] = [await openLink(), await openLink()];
  for (let count = 0; count < 4; count += 1) {
    const delivery = await slack.command("/approvals", "", "U0ANA");
    expect(delivery).toMatchObject({ status: 200, body: null });
  }
  const commands = ({ frames }: typeof one) => frames.filter(({ type }) => type === "slash_commands");
  expect([commands(one).length, commands(two).length]).toEqual([2, 2]);
  expect(commands(one)[0]).toMatchObject({
    accepts_response_payload: true,
    payload: { command: "/approvals" },
  });
  one.link.send(JSON.stringify({ envelope_id: commands(one)[0]?.envelope_id }));
  await expect.poll(() => slack.complaints.length).toBe(1);
});

test("an acknowledgement may carry an answer, but not to an event", async () => {
  const { link } = await openLink({ acknowledges: false });
  link.on("message", (data) => {
    const frame = parseJson(String(data));
    if (isObject(frame) && frame.envelope_id)
      link.send(JSON.stringify({ envelope_id: frame.envelope_id, payload: { text: "nothing" } }));
  });
  await slack.command("/approvals", "", "U0ANA");
  expect(slack.ephemeralsOf("U0ANA").map(({ text }) => text)).toEqual(["nothing"]);
  await slack.openHome("U0ANA");
  expect(slack.complaints).toEqual([expect.stringContaining("an event was answered")]);
});

test("a forger and a replay come over a link, too", async () => {
  const { frames } = await openLink();
  const draft = slack.draft.command("/approvals", "", "U0ANA");
  await slack.forge(draft, { edit: (payload) => ({ ...payload, user_id: "U0EVE" }) });
  expect(frames.at(-1)).toMatchObject({ payload: { user_id: "U0EVE" } });
  const honest = await slack.command("/approvals", "", "U0ANA");
  await slack.replay(honest);
  expect(frames.at(-1)).toEqual(frames.at(-2));
});

test("a refresh warns, asks, and ends the link; envelopes reach the old one until then", async () => {
  const old = await openLink();
  const refreshed = slack.links()[0]?.refresh({ warningMs: 50, graceMs: 50 });
  expect((await slack.openHome("U0ANA")).status).toBe(200);
  await Promise.all([refreshed, old.closed]);
  const reasons = old.frames.filter(({ type }) => type === "disconnect").map(({ reason }) => reason);
  expect(reasons).toEqual(["warning", "refresh_requested"]);
  await expect.poll(() => slack.links().length).toBe(0);
});

test("a half-open link takes envelopes and answers neither them nor pings", async () => {
  const { link } = await openLink();
  const pongs: number[] = [];
  link.on("pong", () => pongs.push(1));
  link.ping();
  await expect.poll(() => pongs.length).toBe(1);
  slack.links()[0]?.fallSilent();
  link.ping();
  const delivery = await slack.command("/approvals", "", "U0ANA");
  expect(delivery).toMatchObject({ status: 0, complaint: expect.stringContaining("nobody acknowledged") });
  expect(pongs).toHaveLength(1);
  expect(slack.links()).toHaveLength(1);
});

test("a link that breaks before the acknowledgement loses a click, but not an event", async () => {
  const one = await openLink({ acknowledges: false });
  slack.links()[0]?.dropOnNext();
  expect((await slack.command("/approvals", "", "U0ANA")).complaint).toContain("broke before");
  await one.closed;
  await openLink({ acknowledges: false });
  const last = await openLink();
  for (const link of slack.links().slice(0, 1)) link.dropOnNext();
  expect(await slack.openHome("U0ANA")).toMatchObject({ status: 200 });
  expect(last.types()).toContain("events_api");
});

test("ten links are enough, and opening one fails in every way asked for", async () => {
  for (let count = 0; count < 10; count += 1) await openLink();
  await expect(openLink()).rejects.toThrow("hello");
  slack.fault("apps.connections.open", "http_500");
  await expect(newUrl()).rejects.toThrow("500");
  slack.fault("apps.connections.open", "invalid_auth");
  await expect(newUrl()).rejects.toThrow("invalid_auth");
  slack.fault("apps.connections.open", ratelimited(3));
  await expect(newUrl()).rejects.toThrow(/rate/i);
  slack.fault("link", "drop_before");
  await expect(openLink()).rejects.toThrow("503");
  slack.down();
  await expect.poll(() => slack.links().length).toBe(0);
  await expect(newUrl()).rejects.toThrow();
});

test("Slack's own framework links up, hears a click and a form, and links up again", async () => {
  const app = new App({
    token: "xoxb-T01-fake",
    appToken: slack.app.appToken,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  app.action("deny", async ({ ack, body, client }) => {
    await ack();
    if ("trigger_id" in body) await client.views.open({ trigger_id: body.trigger_id, view: form("Deny") });
  });
  app.view("deny", ({ ack }) => ack({ response_action: "errors", errors: { reason: "say more" } }));
  await app.start();
  await app.client.chat.postMessage({
    channel: "U0ANA",
    text: "approve?",
    blocks: card("deny"),
  });
  const [message] = slack.messagesOf("U0ANA");
  if (!message) throw new Error("nothing was posted");
  expect((await slack.click(message, "deny", "U0ANA")).status).toBe(200);
  await expect.poll(() => slack.viewOf("U0ANA")).not.toBeNull();
  const view = slack.viewOf("U0ANA");
  if (!view) throw new Error("no form is open");
  await slack.submit(view, { reason: "because" }, "U0ANA");
  expect(slack.viewOf("U0ANA")?.errors).toEqual({ reason: "say more" });
  const [old] = slack.links();
  await old?.refresh({ warningMs: 10, graceMs: 10 });
  await expect
    .poll(() => slack.links().filter((link) => link.id !== old?.id && link.isOpen()).length, {
      timeout: 15_000,
    })
    .toBe(1);
  expect((await slack.click(message, "deny", "U0ANA")).status).toBe(200);
  await app.stop();
});
