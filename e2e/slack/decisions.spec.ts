import { expect, test } from "@playwright/test";
import { withAction } from "../fakes/slack/forgeries";
import { withRoute } from "../support/company";
import { at, textAt } from "../support/http";
import {
  type Agent,
  type Escalated,
  escalate,
  proposal,
  proposalOn,
  readAction,
} from "../support/organisation";
import {
  cardFor,
  expectHeader,
  expectNothingToPress,
  expectRefused,
  expectWords,
  modalOf,
  nowOf,
  optionOf,
  type SlackHouse,
  wordsOf,
} from "../support/slack-house";
import { inSlackHouse } from "../support/slack-test";

/** Everything a responder can answer in Slack, and that it counts as it does in the console. */

test.describe.configure({ timeout: 120_000 });

let house: SlackHouse;
let agent: Agent;
inSlackHouse(
  {
    edit: (document) =>
      withRoute(document, {
        id: "strong",
        deadline: "15m",
        approval: { sets: [{ thresholds: [{ from: ["person:ana"] }] }], assurance: "passkey" },
        steps: [{ after: "0m", notify: ["person:ana"] }],
      }),
  },
  (opened) => {
    ({ house, agent } = opened);
  },
);

const decisionOf = async (held: Escalated) => at((await readAction(agent, held)).body, "request.decision");

test("a denial wants a reason, keeps what was typed, and tells the agent and the card why", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  await house.slack.click(card, "deny", "U0ANA");
  const form = await modalOf(house, "U0ANA", "deny");
  const empty = await house.slack.submit(form, { kind: "too_risky", reason: "    " }, "U0ANA");
  expect(empty.body).toMatchObject({
    response_action: "errors",
    errors: { reason: expect.stringMatching(/say why/) },
  });
  expect(await decisionOf(held)).toBeNull();
  const again = await modalOf(house, "U0ANA", "deny");
  const sent = await house.slack.submit(again, { reason: "Refunded on 19 Nov, see 4471." }, "U0ANA");
  expect(sent.body).toEqual({ response_action: "clear" });
  expect(house.slack.viewOf("U0ANA")).toBeNull();
  expect(await decisionOf(held)).toMatchObject({
    outcome: "denied",
    reason: "Refunded on 19 Nov, see 4471.",
    reason_code: "too_risky",
    decided_by: [{ person: "ana", via: "slack" }],
  });
  await expectHeader(house, card, /^Denied: /);
  expect(wordsOf(nowOf(house, card))).toMatch(/"user_id":"U0ANA".*Refunded on 19 Nov, see 4471\./);
  expectNothingToPress(house, nowOf(house, card));
});

test("what a message cannot show whole is approved from the form that does, and not in one click", async () => {
  const note = `${"line ".repeat(4_000)}THE-END`;
  const held = await escalate(
    agent,
    proposal({ arguments: { order: "long", amount_cents: 25_000, currency: "USD", note } }),
  );
  const card = await cardFor(house, "U0ANA", held);
  expect(house.slack.actionsOf(card)).toEqual(["review", "deny", "acknowledge", "more"]);
  await expectRefused(house, "U0ANA", /not shown whole here/, () =>
    house.slack.forge(house.slack.draft.click(card, "review", "U0ANA"), withAction({ action_id: "approve" })),
  );
  expect(await decisionOf(held)).toBeNull();
  await house.slack.click(card, "review", "U0ANA");
  const form = await modalOf(house, "U0ANA", "review");
  expect(JSON.stringify(form.content)).toContain("THE-END");
  const sent = await house.slack.submit(form, { decision: "approve" }, "U0ANA");
  expect(sent.body).toEqual({ response_action: "clear" });
  await expectHeader(house, card, /^Approved: /);
  expect(await decisionOf(held)).toMatchObject({ outcome: "approved" });
});

test("a denial from the form of everything wants a reason as well", async () => {
  const held = await escalate(
    agent,
    proposal({ arguments: { amount_cents: 25_000, note: "x".repeat(15_000) } }),
  );
  const card = await cardFor(house, "U0ANA", held);
  await house.slack.click(card, "review", "U0ANA");
  const form = await modalOf(house, "U0ANA", "review");
  const refused = await house.slack.submit(form, { decision: "deny" }, "U0ANA");
  expect(refused.body).toMatchObject({ response_action: "errors", errors: { reason: expect.any(String) } });
  await house.slack.submit(form, { reason: "Too long to be true." }, "U0ANA");
  await expectHeader(house, card, /^Denied: /);
  expect(await decisionOf(held)).toMatchObject({ outcome: "denied", reason: "Too long to be true." });
});

test("what asks for a stronger sign-in is approved in the console only, and denied right here", async () => {
  const held = await escalate(agent, proposalOn("strong"));
  const card = await cardFor(house, "U0ANA", held);
  expect(house.slack.actionsOf(card)).toContain("open_approve");
  expect(house.slack.actionsOf(card)).not.toContain("approve");
  expect(JSON.stringify(card.blocks)).toMatch(/requests\/[^"]+\?intent=approve/);
  const told = await expectRefused(house, "U0ANA", /stronger sign-in/, () =>
    house.slack.forge(house.slack.draft.click(card, "deny", "U0ANA"), withAction({ action_id: "approve" })),
  );
  expect(house.slack.actionsOf(told)).toEqual(["open_approve"]);
  expect(await decisionOf(held)).toBeNull();
  await house.slack.click(card, "deny", "U0ANA");
  await house.slack.submit(await modalOf(house, "U0ANA", "deny"), { reason: "Not today." }, "U0ANA");
  await expectHeader(house, card, /^Denied: /);
});

test("whoever acknowledges is seen to be looking", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  expect((await house.slack.click(card, "acknowledge", "U0ANA")).status).toBe(200);
  await expectWords(house, card, /You are looking/);
  expect(house.slack.actionsOf(nowOf(house, card))).not.toContain("acknowledge");
  expect(house.slack.actionsOf(nowOf(house, card))).toContain("approve");
});

test("handing over pages the other, who approves, and both cards say so", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  await house.slack.choose(card, "more", optionOf(card, "handover:"), "U0ANA");
  const form = await modalOf(house, "U0ANA", "handover");
  const sent = await house.slack.submit(form, { person: "cy" }, "U0ANA");
  expect(sent.body).toEqual({ response_action: "clear" });
  const theirs = await cardFor(house, "U0CY", held);
  await expectHeader(house, card, /^Handed over/);
  await house.slack.click(theirs, "approve", "U0CY");
  await expectHeader(house, card, /^Approved: /);
  await expectHeader(house, theirs, /^Approved: /);
  expect(await decisionOf(held)).toMatchObject({ decided_by: [{ person: "cy" }] });
});

test("a question asked in Slack reaches the agent, and its answer the card", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  await house.slack.choose(card, "more", optionOf(card, "ask:"), "U0ANA");
  await house.slack.submit(await modalOf(house, "U0ANA", "ask"), { question: "Which invoice?" }, "U0ANA");
  const action = await readAction(agent, held);
  expect(at(action.body, "request.questions.0.text")).toBe("Which invoice?");
  await expectWords(house, card, /Which invoice\?/);
  const answer = { question: textAt(action.body, "request.questions.0.id"), text: "Number 8812." };
  expect((await agent.post(`/api/v1/actions/${held.action}/answers`, answer)).status).toBe(200);
  await expectWords(house, card, /not verified.*Number 8812/);
  expect(house.slack.actionsOf(nowOf(house, card))).toContain("approve");
});

test("reminders stand below the card, and lose their button when it is over", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  await house.organisation.advance(8 * 60);
  await expect.poll(() => house.slack.thread(card).length, { timeout: 20_000 }).toBe(2);
  const [, note] = house.slack.thread(card);
  if (!note) throw new Error("no reminder");
  expect(wordsOf(note)).toMatch(/7 minutes left/);
  expect(house.slack.actionsOf(note)).toEqual(["review"]);
  await house.slack.click(note, "review", "U0ANA");
  await house.slack.submit(await modalOf(house, "U0ANA", "review"), { decision: "approve" }, "U0ANA");
  await expectHeader(house, card, /^Approved: /);
  await expect.poll(() => house.slack.actionsOf(nowOf(house, note)), { timeout: 20_000 }).toEqual([]);
});
