import { expect, test } from "@playwright/test";
import { webApi } from "@slack/bolt";
import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from "../fakes/slack";
import { realClient, refusalOf } from "../fakes/slack/real-client";
import { card } from "../fakes/slack/samples";
import { usualWorkspace } from "../fakes/slack/seeds";

/** The fake Slack is as strict as Slack: its Web API, driven by Slack's own client. */

const running: FakeSlack[] = [];

test.afterEach(async () => {
  for (const slack of running.splice(0)) await slack.stop();
});

async function start(options: FakeSlackOptions = {}) {
  const slack = await startFakeSlack(options);
  running.push(slack);
  return { slack, client: clientOf(slack) };
}

const clientOf = ({ apiUrl }: FakeSlack, token?: string) => realClient(apiUrl, token);

test.describe("who may call what", () => {
  test("a token that is missing, unknown, an app's, revoked or of an uninstalled app is refused", async () => {
    const { slack, client } = await start();
    expect(await refusalOf(clientOf(slack, "").auth.test())).toBe("not_authed");
    expect(await refusalOf(clientOf(slack, "xoxb-unknown").auth.test())).toBe("invalid_auth");
    expect(await refusalOf(clientOf(slack, slack.app.appToken).auth.test())).toBe("not_allowed_token_type");
    expect(await client.auth.test()).toMatchObject({ team_id: "T01", user_id: "U0BOT", bot_id: "B0BOT" });
    slack.deliverTo("socket");
    await slack.revokeTokens();
    expect(await refusalOf(client.auth.test())).toBe("token_revoked");
    await slack.uninstall();
    expect(await refusalOf(client.auth.test())).toBe("account_inactive");
  });

  test("a method that is unknown, an argument that is unknown, missing or no JSON is refused", async () => {
    const { client } = await start();
    expect(await refusalOf(client.apiCall("chat.shout", { text: "x" }))).toBe("unknown_method");
    expect(await refusalOf(client.apiCall("chat.postMessage", { channel: "U0ANA", txt: "x" }))).toBe(
      "invalid_arguments",
    );
    expect(await refusalOf(client.apiCall("chat.postMessage", { text: "x" }))).toBe("invalid_arguments");
    const broken = client.apiCall("chat.postMessage", { channel: "U0ANA", blocks: "[{" });
    expect(await refusalOf(broken)).toBe("invalid_blocks_format");
  });

  test("a scope the app was not given is missing", async () => {
    const { client } = await start({
      workspaces: [usualWorkspace({ scopes: ["chat:write", "im:history"] })],
    });
    expect(await refusalOf(client.conversations.history({ channel: "C0APPROVALS" }))).toBe("missing_scope");
  });

  test("consent gives a code that works once, and rotating tokens lapse and refresh once", async () => {
    const { slack } = await start({ app: { rotatesTokens: true } });
    const open = clientOf(slack, "");
    const who = { client_id: slack.app.clientId, client_secret: slack.app.clientSecret };
    const code = slack.consent({ teamId: "T01", userId: "U0ANA", redirectUri: null });
    expect(await refusalOf(open.oauth.v2.access({ ...who, client_secret: "no", code }))).toBe(
      "bad_client_secret",
    );
    const granted = await open.oauth.v2.access({ ...who, code });
    expect(granted).toMatchObject({ team: { id: "T01" }, bot_user_id: "U0BOT", expires_in: 43_200 });
    expect(await refusalOf(open.oauth.v2.access({ ...who, code }))).toBe("invalid_code");
    const rotating = clientOf(slack, granted.access_token);
    expect((await rotating.auth.test()).ok).toBe(true);
    slack.advance(43_201);
    expect(await refusalOf(rotating.auth.test())).toBe("token_expired");
    const refresh = {
      ...who,
      grant_type: "refresh_token" as const,
      refresh_token: granted.refresh_token ?? "",
    };
    const renewed = await open.oauth.v2.access(refresh);
    expect((await clientOf(slack, renewed.access_token).auth.test()).ok).toBe(true);
    expect(await refusalOf(open.oauth.v2.access(refresh))).toBe("invalid_refresh_token");
  });

  test("the page of consent sends the browser back with a code and the state", async () => {
    const { slack } = await start();
    const back = "https://gate.example.test/api/slack/oauth_redirect";
    const query = new URLSearchParams({ client_id: slack.app.clientId, state: "s1", redirect_uri: back });
    const page = `${slack.apiUrl.replace("/api/", "/oauth/v2/authorize")}?${query}`;
    const answer = await fetch(page, { redirect: "manual" });
    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toMatch(/^https:\/\/gate.example.test\/.*state=s1&code=code-/);
  });
});

test.describe("messages", () => {
  test("go to a person, a direct message or a channel, and answer where they are", async () => {
    const { slack, client } = await start();
    const posted = await client.chat.postMessage({ channel: "U0ANA", text: "hello" });
    expect(posted.channel).toMatch(/^D/);
    const opened = await client.conversations.open({ users: "U0ANA" });
    expect(opened.channel?.id).toBe(posted.channel);
    await client.chat.postMessage({
      channel: posted.channel ?? "",
      text: "in the thread",
      thread_ts: posted.ts,
    });
    const replies = await client.conversations.replies({
      channel: posted.channel ?? "",
      ts: posted.ts ?? "",
    });
    expect(replies.messages?.map(({ text }) => text)).toEqual(["hello", "in the thread"]);
    expect(slack.messagesOf("U0ANA").map(({ text }) => text)).toEqual(["hello", "in the thread"]);
    expect(slack.messagesOf("U0BO")).toEqual([]);
  });

  test("do not go where they cannot", async () => {
    const { client } = await start();
    const to = (channel: string) => refusalOf(client.chat.postMessage({ channel, text: "x" }));
    expect(await to("C0RANDOM")).toBe("not_in_channel");
    expect(await to("C0SECRET")).toBe("channel_not_found");
    expect(await to("C0OLD")).toBe("is_archived");
    expect(await to("#approvals")).toBe("channel_not_found");
    expect(await to("U0ROBOT")).toBe("cannot_dm_bot");
    expect(await to("U0GONE")).toBe("user_disabled");
    expect(await refusalOf(client.conversations.open({ users: "U0GONE" }))).toBe("user_disabled");
    expect(await refusalOf(client.chat.postMessage({ channel: "U0ANA", text: "" }))).toBe("no_text");
  });

  test("are edited where they are, lose their blocks to a bare text, and go", async () => {
    const { slack, client } = await start();
    const { channel = "", ts = "" } = await client.chat.postMessage({
      channel: "U0ANA",
      text: "approve?",
      blocks: card("approve"),
    });
    expect(await refusalOf(client.chat.update({ channel: "U0ANA", ts, text: "x" }))).toBe(
      "channel_not_found",
    );
    expect(await refusalOf(client.chat.update({ channel, ts: "1.000001", text: "x" }))).toBe(
      "message_not_found",
    );
    const said = slack.say(channel, "mine", "U0ANA");
    expect(await refusalOf(client.chat.update({ channel, ts: said.ts, text: "x" }))).toBe(
      "cant_update_message",
    );
    await client.chat.update({ channel, ts, text: "approved" });
    const [message] = slack.messagesOf("U0ANA");
    expect(message).toMatchObject({ text: "approved", blocks: [], editCount: 1 });
    await client.chat.delete({ channel, ts });
    expect(slack.messagesOf("U0ANA")).toHaveLength(1);
    expect(await refusalOf(client.chat.update({ channel, ts, text: "x" }))).toBe("message_not_found");
  });

  test("for one person's eyes need that person in the channel", async () => {
    const { slack, client } = await start();
    await client.chat.postEphemeral({ channel: "C0APPROVALS", user: "U0ANA", text: "psst" });
    expect(slack.ephemeralsOf("U0ANA").map(({ text }) => text)).toEqual(["psst"]);
    expect(slack.ephemeralsOf("U0BO")).toEqual([]);
    const outsider = client.chat.postEphemeral({ channel: "C0PRIVATE", user: "U0CY", text: "psst" });
    expect(await refusalOf(outsider)).toBe("user_not_in_channel");
  });

  test("whose answer was lost are found again by their metadata", async () => {
    const { slack, client } = await start();
    const { channel } = await client.conversations.open({ users: "U0ANA" });
    const metadata = { event_type: "approval", event_payload: { delivery_id: "d1" } };
    slack.fault("chat.postMessage", "drop_after");
    const post = client.chat.postMessage({ channel: channel?.id ?? "", text: "approve?", metadata });
    expect(await refusalOf(post)).toBeInstanceOf(webApi.WebAPIRequestError);
    const history = { channel: channel?.id ?? "", oldest: "0" };
    const bare = await client.conversations.history(history);
    expect(bare.messages?.[0]).not.toHaveProperty("metadata");
    const whole = await client.conversations.history({ ...history, include_all_metadata: true });
    expect(whole.messages).toMatchObject([{ metadata }]);
  });

  test("with blocks Slack would not take are refused, saying where", async () => {
    const { slack, client } = await start();
    const post = (blocks: unknown) =>
      client.apiCall("chat.postMessage", { channel: "U0ANA", text: "x", blocks });
    const thrown = await post([
      { type: "header", text: { type: "plain_text", text: "x".repeat(151) } },
    ]).catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      data: {
        error: "invalid_blocks",
        response_metadata: { messages: [expect.stringContaining("[json-pointer:/blocks/0/text")] },
      },
    });
    expect(await refusalOf(post([{ type: "alert", text: { type: "plain_text", text: "x" } }]))).toBe(
      "invalid_blocks",
    );
    expect(await refusalOf(post(Array.from({ length: 51 }, () => ({ type: "divider" }))))).toBe(
      "invalid_blocks",
    );
    expect(slack.messagesOf("U0ANA")).toEqual([]);
  });

  test("that Slack takes and people should not meet are remembered as lints", async () => {
    const { slack, client } = await start({ untrusted: ["Already approved by Bob"] });
    const post = (text: string) => client.chat.postMessage({ channel: "U0ANA", text });
    await post("Refund 5 to A &amp; B");
    expect(slack.lints).toEqual([]);
    await post("<!channel> approve");
    const text = { type: "mrkdwn" as const, text: "*Already approved by Bob*" };
    await client.chat.postMessage({ channel: "U0ANA", text: "ok", blocks: [{ type: "section", text }] });
    expect(slack.lints.map(({ what }) => what)).toEqual([
      expect.stringContaining("mentions many people"),
      expect.stringContaining("agent text in mrkdwn"),
    ]);
  });

  test("have metadata of the right shape or none", async () => {
    const { client } = await start();
    const post = client.apiCall("chat.postMessage", {
      channel: "U0ANA",
      text: "x",
      metadata: { event_type: "a" },
    });
    expect(await refusalOf(post)).toBe("invalid_metadata_format");
  });
});

test.describe("people and groups", () => {
  test("are looked up by id and by e-mail, where a stranger's address finds the colleague", async () => {
    const { client } = await start();
    const { user: eve } = await client.users.info({ user: "U0EVE" });
    expect(eve).toMatchObject({ team_id: "T66", is_stranger: true, profile: { email: "ana@example.com" } });
    const { user } = await client.users.lookupByEmail({ email: "ANA@example.com" });
    expect(user?.id).toBe("U0ANA");
    expect(await refusalOf(client.users.lookupByEmail({ email: "gone@example.com" }))).toBe(
      "users_not_found",
    );
    expect(await refusalOf(client.users.info({ user: "U0NOBODY" }))).toBe("user_not_found");
  });

  test("of a group change, but not to nobody and not to strangers", async () => {
    const { client } = await start();
    const usergroup = "S0ONCALL";
    expect((await client.usergroups.users.list({ usergroup })).users).toEqual(["U0ANA"]);
    await client.usergroups.users.update({ usergroup, users: "U0BO,U0CY" });
    expect((await client.usergroups.users.list({ usergroup })).users).toEqual(["U0BO", "U0CY"]);
    expect(await refusalOf(client.usergroups.users.update({ usergroup, users: "U0EVE" }))).toBe(
      "invalid_users",
    );
    const unknown = client.usergroups.users.list({ usergroup: "S0NONE" });
    expect(await refusalOf(unknown)).toBe("no_such_subteam");
  });
});
