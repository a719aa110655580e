import { expect, test } from "@playwright/test";
import { at } from "../support/http";
import { type Agent, claim, escalate, readAction } from "../support/organisation";
import { cardFor, expectHeader, headerOf, type SlackHouse } from "../support/slack-house";
import { inSlackHouse } from "../support/slack-test";

/** Answering where one is: a page in Slack, a click, and the agent goes on. */

test.describe.configure({ timeout: 120_000 });

let house: SlackHouse;
let agent: Agent;
inSlackHouse({}, (opened) => {
  ({ house, agent } = opened);
});

test("whoever is paged sees all of it, approves with a click, and the agent claims it", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  expect(headerOf(card)).toMatch(/^Approval needed: /);
  expect(JSON.stringify(card.blocks)).toContain("25000");
  expect(house.slack.actionsOf(card)).toEqual(["approve", "deny", "acknowledge", "more"]);
  const click = await house.slack.click(card, "approve", "U0ANA");
  expect(click.status, String(click.text)).toBe(200);
  await expectHeader(house, card, /^Approved: /);
  expect(house.slack.actionsOf(house.slack.now(card) ?? card)).not.toContain("approve");
  const action = await readAction(agent, held);
  expect(at(action.body, "request.decision")).toMatchObject({
    outcome: "approved",
    decided_by: [{ person: "ana", via: "slack" }],
  });
  expect((await claim(agent, held)).status).toBe(200);
  expect(house.slack.lints).toEqual([]);
  expect(house.slack.complaints).toEqual([]);
});
