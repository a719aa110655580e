import { expect, test } from "@playwright/test";
import { at, listAt } from "../support/http";
import { type Agent, type Escalated, escalate, readRequest } from "../support/organisation";
import {
  cardFor,
  cardsAbout,
  expectHeader,
  type SlackHouse,
  slackFirst,
  wordsOf,
} from "../support/slack-house";
import { inSlackHouse } from "../support/slack-test";

/** What Slack refuses for good is seen on the request, and the person's next way to be reached is used at once. */

test.describe.configure({ timeout: 120_000 });

let house: SlackHouse;
let agent: Agent;
inSlackHouse(
  {
    at: "test",
    edit: slackFirst,
  },
  (opened) => {
    ({ house, agent } = opened);
  },
);

const deliveriesOf = async (held: Escalated) =>
  listAt((await readRequest(house.organisation.operator, held)).body, "request.steps.0.deliveries");

const webPages = async (held: Escalated) =>
  (await house.organisation.deliveries()).filter(
    ({ channel, person, requests }) =>
      channel === "web" && person === "ana" && requests.includes(held.request),
  );

/** The page failed with these words, and the console's, due in ten minutes, came at once. */
async function expectMovedOn(held: Escalated, words: RegExp): Promise<void> {
  await expect
    .poll(() => deliveriesOf(held), { timeout: 20_000 })
    .toContainEqual(
      expect.objectContaining({ person: "ana", channel: "slack", error: expect.stringMatching(words) }),
    );
  await expect.poll(async () => (await webPages(held)).length, { timeout: 20_000 }).toBeGreaterThan(0);
  expect(cardsAbout(house, "U0ANA", held)).toEqual([]);
}

/** In the order in which a first page makes these calls; a conversation that is gone is opened anew. */
const REFUSALS = [
  ["users.info", "user_not_found"],
  ["conversations.open", "user_disabled"],
  ["chat.postMessage", "channel_not_found"],
  ["chat.postMessage", "is_archived"],
  ["chat.postMessage", "user_disabled"],
  ["chat.postMessage", "missing_scope"],
] as const;

test("a page that Slack refuses is failed with its reason, and followed by the next way at once", async () => {
  for (const [method, code] of REFUSALS) {
    await test.step(`${method} ${code}`, async () => {
      house.slack.fault(method, code);
      await expectMovedOn(
        await escalate(agent),
        code === "user_not_found" ? /deactivated/ : new RegExp(code),
      );
    });
  }
  const health = await house.organisation.operator.get("/api/v1/slack");
  expect(listAt(health.body, "failures")).toHaveLength(REFUSALS.length);
  await cardFor(house, "U0ANA", await escalate(agent));
});

test("somebody whom Slack deactivated is paged elsewhere at once", async () => {
  await house.slack.changePerson("U0ANA", { deleted: true });
  await expectMovedOn(await escalate(agent), /deactivated/);
});

test("blocks that Slack does not take are said in one plain sentence, with the way to the request", async () => {
  house.slack.fault("chat.postMessage", "invalid_blocks");
  const held = await escalate(agent);
  await expect
    .poll(() => house.slack.messagesOf("U0ANA").map(wordsOf).join(), { timeout: 20_000 })
    .toMatch(new RegExp(`Approval needed.*See it in the console: http://[^/]+/requests/${held.request}`));
  await expect
    .poll(() => deliveriesOf(held))
    .toContainEqual(expect.objectContaining({ channel: "slack", status: "sent" }));
});

for (const [what, end, status] of [
  ["the token is revoked", () => house.slack.revokeTokens(), "revoked"],
  ["the app is taken out", () => house.slack.uninstall(), "uninstalled"],
] as const) {
  test(`while ${what} pages fail in words, nothing is decided by a click, and it works again by itself`, async () => {
    const before = await escalate(agent);
    const card = await cardFor(house, "U0ANA", before);
    await end();
    const workspace = async () =>
      at((await house.organisation.operator.get("/api/v1/slack")).body, "workspace.status");
    await expect.poll(workspace).toBe(status);
    await house.slack.forge(house.slack.draft.click(card, "approve", "U0ANA"));
    expect(at((await readRequest(house.organisation.operator, before)).body, "request.status")).toBe(
      "pending",
    );
    await expectMovedOn(await escalate(agent), /does not take our token/);

    house.slack.workspace().isInstalled = true;
    for (const token of house.slack.world.tokens.values()) token.isRevoked = false;
    const after = await escalate(agent);
    const again = await cardFor(house, "U0ANA", after);
    await expect.poll(workspace).toBe("active");
    await house.slack.click(again, "approve", "U0ANA");
    await expectHeader(house, again, /^Approved/);
    await house.slack.click(card, "approve", "U0ANA");
    await expectHeader(house, card, /^Approved/);
  });
}

test("a Slack that does not answer at a click decides nothing for somebody it has not vouched for", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  house.slack.fault("users.info", "internal_error", { times: 9 });
  const unknown = await house.slack.forge(house.slack.draft.click(card, "approve", "U0ANA"), {
    edit: (payload) => ({ ...payload, user: { id: "U0BO", team_id: "T01" } }),
  });
  expect(unknown.status).toBe(200);
  await expect
    .poll(() => house.slack.ephemeralsOf("U0ANA").map(wordsOf).join())
    .toMatch(/could not do that just now\. Nothing was decided/);
  await house.slack.click(card, "approve", "U0ANA");
  await expectHeader(house, card, /^Approved/);
});

test("a form that Slack does not open is made up for by the way to the console", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  house.slack.fault("views.open", "expired_trigger_id");
  await house.slack.click(card, "deny", "U0ANA");
  await expect
    .poll(() => house.slack.ephemeralsOf("U0ANA").map(wordsOf).join())
    .toMatch(/could not open the form/);
});

test("where the click cannot be answered any more, the conversation is used", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  const click = house.slack.draft.click(card, "approve", "U0ANA");
  for (const url of house.slack.world.responseUrls.values()) url.useCount = 5;
  await house.slack.forge(click, {
    edit: (payload) => ({ ...payload, user: { id: "U0GUEST", team_id: "T01" } }),
  });
  await expect.poll(() => house.slack.calls("chat.postEphemeral").length, { timeout: 20_000 }).toBe(1);
  expect(at((await readRequest(house.organisation.operator, held)).body, "request.status")).toBe("pending");
});
