import { expect, test } from "@playwright/test";
import { ratelimited } from "../fakes/slack/faults";
import type { Message } from "../fakes/slack/world";
import { withRoute } from "../support/company";
import { at, listAt } from "../support/http";
import {
  type Agent,
  type Escalated,
  escalate,
  proposal,
  proposalOn,
  readAction,
  readRequest,
  respond,
} from "../support/organisation";
import {
  cardFor,
  cardsAbout,
  expectHeader,
  expectNothingToPress,
  headerOf,
  modalOf,
  nowOf,
  ROOM,
  type SlackHouse,
  withAccounts,
  wordsOf,
} from "../support/slack-house";
import { inSlackHouse } from "../support/slack-test";

/** Whatever happens to a request, and whatever goes wrong with Slack meanwhile: every copy ends up saying what is true. */

test.describe.configure({ timeout: 180_000 });

let house: SlackHouse;
let agent: Agent;
inSlackHouse(
  {
    edit: (document) =>
      withRoute(withAccounts({})(document), {
        id: "room",
        deadline: "15m",
        approval: { sets: [{ thresholds: [{ from: ["team:payments"] }] }] },
        steps: [
          { after: "0m", notify: ["person:ana", "channel:payments-room"] },
          { after: "5m", notify: ["person:cy", "channel:payments-room"] },
        ],
      }),
  },
  (opened) => {
    ({ house, agent } = opened);
  },
);

const statusOf = async (held: Escalated) => at((await readAction(agent, held)).body, "request.status");
const PATIENCE = { timeout: 40_000 };

async function pagedInRoom(): Promise<{ readonly held: Escalated; readonly copies: readonly Message[] }> {
  const held = await escalate(agent, proposalOn("room"));
  return { held, copies: [await cardFor(house, "U0ANA", held), await cardFor(house, ROOM, held)] };
}

/** The product knows that its page is there. */
const expectHandedOver = (held: Escalated): Promise<void> =>
  expect
    .poll(async () => {
      const request = await readRequest(house.organisation.operator, held);
      return listAt(request.body, "request.steps.0.deliveries");
    }, PATIENCE)
    .toContainEqual(expect.objectContaining({ channel: "slack", status: "sent" }));

async function expectOver(copies: readonly Message[], header: RegExp): Promise<void> {
  for (const copy of copies) {
    await expect.poll(() => headerOf(nowOf(house, copy)), PATIENCE).toMatch(header);
    expectNothingToPress(house, nowOf(house, copy));
  }
}

const OUTCOMES: readonly (readonly [
  string,
  RegExp,
  (of: Escalated, copies: readonly Message[]) => Promise<void>,
])[] = [
  [
    "an approval from the room",
    /^Approved: /,
    async (_, [, room]) => {
      if (!room) throw new Error("no room");
      await house.slack.click(room, "review", "U0ANA");
      await house.slack.submit(await modalOf(house, "U0ANA", "review"), { decision: "approve" }, "U0ANA");
    },
  ],
  [
    "a denial in the console",
    /^Denied: /,
    async (held) => {
      const answer = await respond(await house.organisation.person("di"), held, "deny", { reason: "No." });
      expect(answer.status).toBe(200);
    },
  ],
  [
    "a withdrawal",
    /^Withdrawn: /,
    async (held) => {
      await agent.post(`/api/v1/actions/${held.action}/withdraw`, {});
    },
  ],
  [
    "the deadline",
    /^Denied, no answer: /,
    async () => {
      await house.organisation.advance(16 * 60);
    },
  ],
];

for (const [what, header, happen] of OUTCOMES) {
  test(`${what} is on every copy`, async () => {
    const { held, copies } = await pagedInRoom();
    for (const room of copies.slice(1)) expect(wordsOf(room)).not.toContain("order-");
    await happen(held, copies);
    await expectOver(copies, header);
  });
}

test("an escalation is told below the room's card, and the first one asked sees whom it passed to", async () => {
  const { held, copies } = await pagedInRoom();
  const [first, room] = copies;
  if (!first || !room) throw new Error("no copies");
  await house.organisation.advance(5 * 60 + 1);
  const second = await cardFor(house, "U0CY", held);
  expect(headerOf(second)).toMatch(/^Escalated to you: /);
  await expectHeader(house, first, /^Escalated: /);
  await expect.poll(() => house.slack.thread(room).map(wordsOf).join(), PATIENCE).toMatch(/Escalated to/);
  await house.slack.click(second, "approve", "U0CY");
  await expectOver([first, second, room], /^Approved: /);
  for (const note of house.slack.thread(room)) expectNothingToPress(house, nowOf(house, note));
});

test("a process that is killed right after the decision leaves no button behind", async () => {
  const { held, copies } = await pagedInRoom();
  house.slack.fault("chat.update", "hang", { times: 2 });
  const answer = await respond(await house.organisation.person("di"), held, "approve");
  expect(answer.status).toBe(200);
  await house.restart();
  await expectOver(copies, /^Approved: /);
});

for (const fault of ["drop_after", "http_500_after", "hang_after", "drop_before", "html_200"]) {
  test(`a page whose posting ends in ${fault} is one message`, async () => {
    house.slack.fault("chat.postMessage", fault);
    const held = await escalate(agent);
    await expect
      .poll(() => house.slack.calls("chat.postMessage").at(-1)?.fault ?? null, PATIENCE)
      .toBe(fault);
    const card = await cardFor(house, "U0ANA", held);
    await expectHandedOver(held);
    expect(cardsAbout(house, "U0ANA", held)).toHaveLength(1);
    await house.slack.click(card, "approve", "U0ANA");
    await expectOver([card], /^Approved: /);
  });
}

test("a page that Slack asks to wait with comes later, once", async () => {
  house.slack.fault("chat.postMessage", ratelimited(2));
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  await house.slack.click(card, "approve", "U0ANA");
  await expectOver([card], /^Approved: /);
});

test("a card that was deleted is told anew how it ended, once", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  const gone = house.slack.workspace().messages.find(({ ts }) => ts === card.ts);
  if (!gone) throw new Error("no message");
  gone.isDeleted = true;
  expect((await respond(await house.organisation.person("di"), held, "deny", { reason: "No." })).status).toBe(
    200,
  );
  const told = await cardFor(house, "U0ANA", held);
  expect(headerOf(told)).toMatch(/^Denied: /);
  expectNothingToPress(house, told);
});

test("Slack being away delays neither a decision nor a deadline, and nothing stale is left when it is back", async () => {
  const [decided, expiring] = [await pagedInRoom(), await pagedInRoom()];
  house.slack.down();
  const di = await house.organisation.person("di");
  const unpaged = await escalate(agent);
  expect((await respond(di, decided.held, "approve")).status).toBe(200);
  await house.organisation.advance(14 * 60);
  await house.organisation.advance(61);
  expect(await statusOf(expiring.held)).toBe("denied");
  expect(await statusOf(unpaged)).toBe("denied");
  house.slack.up();
  await expectOver(decided.copies, /^Approved: /);
  await expectOver(expiring.copies, /^Denied, no answer: /);
  expect(cardsAbout(house, "U0ANA", unpaged), "nobody is paged about what is over").toEqual([]);
});

test("a request opened while Slack is away is paged when it is back, once", async () => {
  house.slack.down("http_503");
  const held = await escalate(agent, proposal());
  await expect
    .poll(async () => JSON.stringify((await house.organisation.operator.get("/api/v1/slack")).body), PATIENCE)
    .toMatch(new RegExp(`${held.request}.*Slack did not answer`));
  house.slack.up();
  const card = await cardFor(house, "U0ANA", held);
  await house.slack.click(card, "approve", "U0ANA");
  await expectOver([card], /^Approved: /);
});
