import { expect, test } from "@playwright/test";
import type { Message } from "../fakes/slack/world";
import { withRoute } from "../support/company";
import { type Agent, type Escalated, escalate, proposalOn, respond } from "../support/organisation";
import {
  cardFor,
  cardsAbout,
  expectHeader,
  expectNothingToPress,
  modalOf,
  nowOf,
  PATIENCE_MS,
  ROOM,
  type SlackHouse,
  withAccounts,
  wordsOf,
} from "../support/slack-house";
import { inSlackHouse } from "../support/slack-test";

/** Shared places: what stands there once stands there once, and shows as much as the configuration says. */

test.describe.configure({ timeout: 120_000 });

const FINANCE = "C0PRIVATE";
const routeTo = (id: string, ...places: readonly string[]) => ({
  ...{ id, deadline: "15m", approval: { sets: [{ thresholds: [{ from: ["team:payments"] }] }] } },
  steps: [
    { after: "0m", notify: ["person:ana", ...places] },
    { after: "5m", notify: ["person:cy", ...places] },
  ],
});

let house: SlackHouse;
let agent: Agent;
inSlackHouse(
  {
    edit: (document) => {
      const { channels, ...rest } = withAccounts({})(document);
      const finance = { id: "finance", type: "slack", slack: FINANCE, details: "full" };
      return [
        routeTo("room", "channel:payments-room"),
        routeTo("rooms", "channel:payments-room", "channel:finance"),
      ].reduce(withRoute, { ...rest, channels: [...channels, finance] });
    },
  },
  (opened) => {
    ({ house, agent } = opened);
  },
);

async function pagedIn(place: string, route: string) {
  const held = await escalate(agent, proposalOn(route));
  return { held, mine: await cardFor(house, "U0ANA", held), room: await cardFor(house, place, held) };
}

async function expectOver(copies: readonly Message[], header: RegExp): Promise<void> {
  for (const copy of copies) {
    await expectHeader(house, copy, header);
    expectNothingToPress(house, nowOf(house, copy));
  }
}

const approveElsewhere = async (held: Escalated) =>
  respond(await house.organisation.person("di"), held, "approve");

for (const [place, route] of [
  [ROOM, "room"],
  [FINANCE, "rooms"],
] as const) {
  test(`a posting in ${place} whose end nobody knows is one message there, and converges`, async () => {
    const before = house.slack.calls("conversations.history").length;
    house.slack.fault("chat.postMessage", "drop_after", { times: 3 });
    const { held, mine, room } = await pagedIn(place, route);
    await expect
      .poll(() => house.slack.calls("conversations.history").length, { timeout: PATIENCE_MS })
      .toBeGreaterThan(before + 1);
    expect((await approveElsewhere(held)).status).toBe(200);
    await expectOver([mine, room], /^Approved: /);
    for (const one of ["U0ANA", place]) expect(cardsAbout(house, one, held)).toHaveLength(1);
    expect(house.slack.calls("conversations.history").map(({ error }) => error)).not.toContain(
      "missing_scope",
    );
  });
}

test("two pages about one request are two: the second, in doubt, is not taken for the first", async () => {
  const { held, room } = await pagedIn(ROOM, "room");
  // Cy's page and the room's note: neither happened, and of neither that is known.
  house.slack.fault("chat.postMessage", "drop_before", { times: 2 });
  await house.organisation.advance(5 * 60 + 1);
  await cardFor(house, "U0CY", held);
  await expect
    .poll(() => house.slack.thread(room).map(wordsOf).join(), { timeout: PATIENCE_MS })
    .toMatch(/Escalated to/);
  expect(house.slack.thread(room).filter(({ threadTs }) => threadTs !== null)).toHaveLength(1);
  expect(cardsAbout(house, ROOM, held)).toHaveLength(1);
});

test("a room with all details shows the arguments, and approves nothing in one click either", async () => {
  const { held, room: full } = await pagedIn(FINANCE, "rooms");
  const summary = await cardFor(house, ROOM, held);
  expect(wordsOf(summary)).not.toContain("order-");
  expect(wordsOf(full)).toContain("order-");
  expect(house.slack.actionsOf(full)).not.toContain("approve");
  await house.slack.click(full, "review", "U0ANA");
  await house.slack.submit(await modalOf(house, "U0ANA", "review"), { decision: "approve" }, "U0ANA");
  await expectOver([summary, full], /^Approved: /);
});
