import { expect, test } from "@playwright/test";
import { at, createCaller } from "../support/http";
import { type Agent, type Escalated, escalate, readAction } from "../support/organisation";
import {
  cardFor,
  expectHeader,
  expectTold,
  modalOf,
  type SlackHouse,
  withoutLimits,
} from "../support/slack-house";
import { inSlackHouse } from "../support/slack-test";

/** The same over Socket Mode, where Slack reaches the product over links that the product opened. */

test.describe.configure({ timeout: 120_000 });

let house: SlackHouse;
let agent: Agent;
inSlackHouse(
  {
    transport: "socket",
    edit: withoutLimits,
  },
  async (opened) => {
    ({ house, agent } = opened);
    await expect.poll(() => house.slack.links().length, { timeout: 20_000 }).toBeGreaterThan(0);
  },
);

/** Slack warns some ten seconds ahead. */
const SLOWLY = { warningMs: 1_000, graceMs: 1_000 };

const decisionOf = async (held: Escalated) => at((await readAction(agent, held)).body, "request.decision");

test("an approval and a denial with its reason come over a link", async () => {
  const [yes, no] = [await escalate(agent), await escalate(agent)];
  const [first, second] = [await cardFor(house, "U0ANA", yes), await cardFor(house, "U0ANA", no)];
  const click = await house.slack.click(first, "approve", "U0ANA");
  expect(click.status, String(click.complaint)).toBe(200);
  await expectHeader(house, first, /^Approved: /);
  await house.slack.click(second, "deny", "U0ANA");
  const form = await modalOf(house, "U0ANA", "deny");
  const empty = await house.slack.submit(form, { reason: "    " }, "U0ANA");
  expect(empty.body).toMatchObject({ response_action: "errors" });
  await house.slack.submit(form, { reason: "Not this one." }, "U0ANA");
  await expectHeader(house, second, /^Denied: /);
  expect(await decisionOf(no)).toMatchObject({ outcome: "denied", reason: "Not this one." });
});

test("strangers are told in private, and commands are answered", async () => {
  const card = await cardFor(house, "U0ANA", await escalate(agent));
  const before = house.slack.ephemeralsOf("U0ANA").length;
  await house.slack.forge(house.slack.draft.click(card, "approve", "U0ANA"), {
    edit: (payload) => ({ ...payload, user: { id: "U0BO", team_id: "T01" } }),
  });
  await expectTold(house, "U0ANA", { before, words: /not linked yet/ });
  await house.slack.command("/approvals", "", "U0ANA");
  await expectTold(house, "U0ANA", { before: before + 1, words: /waits for you/ });
});

test("no click is lost while Slack replaces the link", async () => {
  const held = await Promise.all(Array.from({ length: 10 }, () => escalate(agent)));
  let replaced = Promise.resolve();
  for (const [index, one] of held.entries()) {
    const card = await cardFor(house, "U0ANA", one);
    if (index % 4 === 0) {
      await replaced;
      const [link] = house.slack.links();
      replaced = link?.refresh(SLOWLY) ?? replaced;
    }
    await house.slack.click(card, "approve", "U0ANA");
    // A link that Slack closes at that very moment may take the acknowledgement with it, but not the click.
    await expect.poll(() => decisionOf(one)).toMatchObject({ outcome: "approved" });
  }
  await replaced;
});

test("after Slack was away the links stand again", async () => {
  house.slack.down();
  house.slack.up();
  await expect.poll(() => house.slack.links().length, { timeout: 30_000 }).toBeGreaterThan(0);
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  await house.slack.click(card, "approve", "U0ANA");
  await expectHeader(house, card, /^Approved: /);
});

test("over HTTP nothing of Slack is taken", async () => {
  const answer = await createCaller(house.product.url).post("/api/slack/events", {
    type: "url_verification",
  });
  expect(answer.status).toBe(404);
});
