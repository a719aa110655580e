import { expect, test } from "@playwright/test";
import { asPerson, withAction } from "../fakes/slack/forgeries";
import { withRoute } from "../support/company";
import { at, type Caller } from "../support/http";
import {
  type Agent,
  type Escalated,
  escalate,
  proposal,
  proposalOn,
  readAction,
  respond,
} from "../support/organisation";
import {
  cardFor,
  expectHeader,
  expectNothingToPress,
  expectRefused,
  expectWords,
  modalOf,
  nowOf,
  ROOM,
  type SlackHouse,
  withAccounts,
  wordsOf,
} from "../support/slack-house";
import { inSlackHouse } from "../support/slack-test";

/** Answers that do not count, or not yet: said in words to whoever gave them, and to nobody else. */

test.describe.configure({ timeout: 120_000 });

const steps = [{ after: "0m", notify: ["person:ana", "person:cy", "channel:payments-room"] }];
let house: SlackHouse;
let agent: Agent;
inSlackHouse(
  {
    edit: (document) =>
      [
        {
          id: "pair",
          deadline: "15m",
          approval: { sets: [{ thresholds: [{ from: ["team:payments"], approve: 2 }] }] },
          steps,
        },
        {
          id: "room",
          deadline: "15m",
          approval: { sets: [{ thresholds: [{ from: ["team:payments"] }] }] },
          steps,
        },
      ].reduce(withRoute, withAccounts({ bo: "U0BO", ed: "U0ED", flo: "T01/U0FLO" })(document)),
  },
  (opened) => {
    ({ house, agent } = opened);
  },
);

const statusOf = async (held: Escalated) => at((await readAction(agent, held)).body, "request.status");
const signedIn = (person: string): Promise<Caller> => house.organisation.person(person);

test("two must approve: the first is counted on both cards, and nobody counts twice", async () => {
  const held = await escalate(agent, proposalOn("pair"));
  const [first, second, room] = await Promise.all(
    ["U0ANA", "U0CY", ROOM].map((place) => cardFor(house, place, held)),
  );
  if (!first || !second || !room) throw new Error("a card is missing");
  await house.slack.click(first, "approve", "U0ANA");
  await expectHeader(house, first, /^Waiting for others/);
  await expectWords(house, second, /1 of 2 approvals.*U0ANA/);
  await expectWords(house, room, /1 of 2 approvals.*U0ANA/);
  expect(await statusOf(held)).toBe("pending");
  await house.slack.click(first, "approve", "U0ANA", { isStale: true });
  expect(await statusOf(held), "the same person again").toBe("pending");
  await house.slack.click(second, "approve", "U0CY");
  for (const card of [first, second, room]) {
    await expectHeader(house, card, /^Approved: /);
    expectNothingToPress(house, nowOf(house, card));
  }
});

test("the owner of the agent may not approve what it asks for, from the form or with a forged click", async () => {
  const held = await escalate(agent, proposalOn("room"));
  const room = await cardFor(house, ROOM, held);
  expect(wordsOf(room), "a room sees no arguments").not.toContain("order-");
  expect(house.slack.actionsOf(room)).toEqual(["review", "open_web"]);
  await house.slack.click(room, "review", "U0BO");
  const form = await modalOf(house, "U0BO", "review");
  expect(JSON.stringify(form.content)).toMatch(/may not approve/);
  await expectRefused(house, "U0BO", /agent is yours.*somebody else must answer/, () =>
    house.slack.forge(house.slack.draft.click(room, "review", "U0BO"), withAction({ action_id: "approve" })),
  );
  expect(await statusOf(held)).toBe("pending");
});

test("whoever may not answer reads why, and decides nothing", async () => {
  const held = await escalate(agent, proposalOn("room"));
  const room = await cardFor(house, ROOM, held);
  await house.slack.click(room, "review", "U0ED");
  const form = await modalOf(house, "U0ED", "review");
  expect(form.content.submit).toBeUndefined();
  const forged = house.slack.draft.click(room, "review", "U0ED");
  await expectRefused(
    house,
    "U0ED",
    /cannot decide this request\. It waits for Ana Example or Cy Example/,
    () => house.slack.forge(forged, withAction({ action_id: "approve" })),
  );
  await expectRefused(house, "U0FLO", /no such request, or it is not for you to see/, () =>
    house.slack.click(room, "review", "U0FLO"),
  );
  expect(await statusOf(held)).toBe("pending");
});

test("a room's copy and another's own card approve nothing, also for somebody who may answer", async () => {
  const held = await escalate(agent, proposalOn("room"));
  const [room, card] = [await cardFor(house, ROOM, held), await cardFor(house, "U0ANA", held)];
  await expectRefused(house, "U0ANA", /not shown whole here/, () =>
    house.slack.forge(house.slack.draft.click(room, "review", "U0ANA"), withAction({ action_id: "approve" })),
  );
  // Slack answers at the address that Ana's click was given.
  await expectRefused(house, "U0ANA", /not a copy of that request/, () =>
    house.slack.forge(house.slack.draft.click(card, "approve", "U0ANA"), asPerson("U0CY")),
  );
  expect(await statusOf(held)).toBe("pending");
});

test("what was decided in the console is not decided again: the late click hears by whom and when", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  const answer = await respond(await signedIn("di"), held, "deny", { reason: "Known fraud." });
  expect(answer.status, answer.text).toBe(200);
  await expectRefused(
    house,
    "U0ANA",
    /already decided: Denied by Di Example in the console, .*did not count/,
    () => house.slack.click(card, "approve", "U0ANA", { isStale: true }),
  );
  await expectHeader(house, card, /^Denied: /);
  expectNothingToPress(house, nowOf(house, card));
});

test("a form that was open when somebody else decided says so", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  await house.slack.click(card, "deny", "U0ANA");
  const form = await modalOf(house, "U0ANA", "deny");
  await respond(await signedIn("di"), held, "approve");
  const sent = await house.slack.submit(form, { reason: "Too late." }, "U0ANA");
  expect(sent.body).toMatchObject({ response_action: "update" });
  const notice = await modalOf(house, "U0ANA", "notice");
  expect(JSON.stringify(notice.content)).toMatch(/already decided: Approved by Di Example/);
  expect(await statusOf(held)).toBe("approved");
  await house.slack.close(notice, "U0ANA", { all: true });
});

test("after the deadline the card says that nobody answered, and a late click is refused", async () => {
  const held = await escalate(agent, proposalOn("room"));
  const cards = await Promise.all(["U0ANA", "U0CY", ROOM].map((place) => cardFor(house, place, held)));
  await house.organisation.advance(16 * 60);
  for (const card of cards) {
    await expectHeader(house, card, /^Denied, no answer: /);
    expectNothingToPress(house, nowOf(house, card));
  }
  const [card] = cards;
  if (!card) throw new Error("no card");
  await expectRefused(house, "U0ANA", /already decided|deadline passed/, () =>
    house.slack.click(card, "approve", "U0ANA", { isStale: true }),
  );
  expect(await statusOf(held)).toBe("denied");
});

test("what the agent withdrew or replaced is over on every copy", async () => {
  const [held, old] = [await escalate(agent), await escalate(agent)];
  const [card, other] = [await cardFor(house, "U0ANA", held), await cardFor(house, "U0ANA", old)];
  const withdrawn = await agent.post(`/api/v1/actions/${held.action}/withdraw`, {
    reason: "the customer cancelled",
  });
  expect(withdrawn.status, withdrawn.text).toBe(200);
  const next = await escalate(agent, proposal({ supersedes: old.action }));
  await expectHeader(house, card, /^Withdrawn: /);
  await expectHeader(house, other, /^Replaced: /);
  for (const one of [card, other]) {
    expectNothingToPress(house, nowOf(house, one));
    await expectRefused(house, "U0ANA", /already decided: (Withdrawn|Replaced)/, () =>
      house.slack.click(one, "approve", "U0ANA", { isStale: true }),
    );
  }
  await house.slack.click(await cardFor(house, "U0ANA", next), "approve", "U0ANA");
  await expect.poll(() => statusOf(next)).toBe("approved");
});
