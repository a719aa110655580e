import { expect, test } from "@playwright/test";
import { at, listAt } from "../support/http";
import {
  type Agent,
  escalate,
  foundOrganisation,
  proposal,
  readAction,
  respond,
} from "../support/organisation";
import { PRODUCT_TOKEN } from "../support/product";
import {
  cardFor,
  cardsAbout,
  colleagues,
  expectHeader,
  expectTold,
  inSlack,
  modalOf,
  ROOM,
  type SlackHouse,
  slackFirst,
  withAccounts,
  withoutLimits,
  wordsOf,
} from "../support/slack-house";
import { inSlackHouse } from "../support/slack-test";

/** One's own queue in Slack: App Home, and `/approvals`. */

test.describe.configure({ timeout: 120_000 });

let house: SlackHouse;
let agent: Agent;
inSlackHouse(
  {
    workspaces: [colleagues([{ id: "U0NEW", name: "new" }])],
    edit: (document) => slackFirst(withoutLimits(withAccounts({ di: "U0DI" })(document))),
  },
  (opened) => {
    ({ house, agent } = opened);
  },
);

const PATIENCE = { timeout: 30_000 };
const homeText = (user: string) => JSON.stringify(house.slack.homeOf(user)?.content ?? null);
function home(user: string) {
  const view = house.slack.homeOf(user);
  if (!view) throw new Error("no home");
  return view;
}
const told = (user: string, before: number, words: RegExp) => expectTold(house, user, { before, words });

async function ask(text: string, user: string, words: RegExp): Promise<void> {
  const before = house.slack.ephemeralsOf(user).length;
  const answer = await house.slack.command("/approvals", text, user);
  expect(answer.status).toBe(200);
  await told(user, before, words);
}

test("an empty queue says so, and fills and empties as requests come and go", async () => {
  await house.slack.openHome("U0ANA");
  await expect.poll(() => homeText("U0ANA"), PATIENCE).toMatch(/Nothing waits for you/);
  const held = await escalate(agent);
  await expect.poll(() => homeText("U0ANA"), PATIENCE).toMatch(/1 waiting for you/);
  await house.slack.click(home("U0ANA"), "review", "U0ANA");
  const form = await modalOf(house, "U0ANA", "review");
  await house.slack.submit(form, { decision: "deny", reason: "Not this one." }, "U0ANA");
  await expect.poll(() => homeText("U0ANA"), PATIENCE).toMatch(/Nothing waits for you/);
  expect(at((await readAction(agent, held)).body, "request.decision")).toMatchObject({
    outcome: "denied",
    decided_by: [{ person: "ana", via: "slack" }],
  });
});

test("a manager stops an agent with a word, and nobody else does", async () => {
  const held = await escalate(agent);
  const status = async () => at((await readAction(agent, held)).body, "request.status");
  await ask("freeze agent support-bot", "U0DI", /For managers/);
  await ask("freeze agent nobody because it loops", "U0DI", /There is no agent nobody/);
  await ask("freeze agent support-bot because it loops", "U0CY", /Only managers/);
  const { status: before } = await agent.post("/api/v1/actions", proposal());
  expect(before).toBe(202);
  await ask(
    "freeze agent support-bot Because it loops",
    "U0DI",
    /agent support-bot is frozen.*agents\/support-bot/,
  );
  const after = await agent.post("/api/v1/actions", proposal());
  expect(at(after.body, "ruling")).toMatchObject({ verdict: "block", reason_code: "agent_frozen" });
  expect(listAt((await house.organisation.operator.get("/api/v1/freezes")).body, "freezes")).toMatchObject([
    { kind: "agent", id: "support-bot", reason: "Because it loops", by: "person:di" },
  ]);
  expect(await status()).toBe("pending");
  await ask("kill agent support-bot for good", "U0DI", /2 requests were withdrawn/);
  expect(await status()).toBe("denied");
  const thawed = await house.organisation.operator.post("/api/v1/agents/support-bot/thaw", {});
  expect(thawed.status, thawed.text).toBe(200);
});

test("the command lists, says who is on call, and explains itself", async () => {
  await ask("", "U0ANA", /Nothing|No request/);
  const held = await escalate(agent);
  await ask("list", "U0ANA", /1 request waits for you/);
  await ask("on-call", "U0ANA", /payments-on-call|Payments/i);
  await ask("dance", "U0ANA", /\/approvals lists what waits/);
  await ask("mute forever", "U0ANA", /\/approvals lists what waits/);
  await ask("", "U0NEW", /not linked yet/);
  await ask("", "U0GUEST", /Guests/);
  expect((await respond(await house.organisation.person("di"), held, "approve")).status).toBe(200);
});

test("whoever muted Slack is paged another way at once, and in Slack again afterwards", async () => {
  await ask("mute 2h", "U0ANA", /does not page you until/);
  const held = await escalate(agent);
  await expect
    .poll(
      async () =>
        (await house.organisation.deliveries()).filter(
          ({ channel, person, requests }) =>
            channel === "web" && person === "ana" && requests.includes(held.request),
        ).length,
      PATIENCE,
    )
    .toBeGreaterThan(0);
  expect(cardsAbout(house, "U0ANA", held)).toEqual([]);
  await ask("unmute", "U0ANA", /pages you again/);
  const next = await escalate(agent);
  await expect.poll(() => cardsAbout(house, "U0ANA", next).length, PATIENCE).toBe(1);
  const di = await house.organisation.person("di");
  for (const one of [held, next]) expect((await respond(di, one, "approve")).status).toBe(200);
});

test("a home without a link offers one, and shows the queue once it is used; a guest's shows nothing", async () => {
  await house.slack.openHome("U0NEW");
  await expect.poll(() => homeText("U0NEW"), PATIENCE).toMatch(/not linked yet/);
  const code = /\/slack\/link\/([^"/]+)"/.exec(homeText("U0NEW"))?.[1];
  const bo = await house.organisation.person("bo");
  const linked = await bo.put("/api/v1/people/me/slack", { code });
  expect(linked.status, linked.text).toBe(200);
  await expect.poll(() => homeText("U0NEW"), PATIENCE).toMatch(/Nothing waits for you|waiting for you/);
  await bo.delete("/api/v1/people/me/slack");
  await expect.poll(() => homeText("U0NEW"), PATIENCE).toMatch(/not linked yet/);
  await house.slack.openHome("U0GUEST");
  await expect.poll(() => homeText("U0GUEST"), PATIENCE).toMatch(/Guests/);
});

test("a long queue is turned page by page, and a page that is gone becomes the last there is", async () => {
  const held = await Promise.all(Array.from({ length: 40 }, () => escalate(agent)));
  await house.slack.openHome("U0DI");
  await expect.poll(() => homeText("U0DI"), PATIENCE).toMatch(/40 waiting for you/);
  const rows = () => homeText("U0DI").split('"action_id":"review"').length - 1;
  expect(rows()).toBe(15);
  const seen = new Set<string>();
  for (const [turn, page, count] of [
    ["page_next", "Page 2 of 3", 15],
    ["page_next", "Page 3 of 3", 10],
    ["page_prev", "Page 2 of 3", 15],
  ] as const) {
    for (const [id] of homeText("U0DI").matchAll(/req_[0-9A-Za-z]+/g)) seen.add(id);
    await house.slack.click(home("U0DI"), turn, "U0DI");
    await expect.poll(() => homeText("U0DI"), PATIENCE).toContain(page);
    expect(rows()).toBe(count);
  }
  expect(seen.size).toBe(40);
  const di = await house.organisation.person("di");
  await Promise.all(held.slice(0, 30).map((one) => respond(di, one, "approve")));
  await expect.poll(() => homeText("U0DI"), PATIENCE).toMatch(/10 waiting for you/);
  expect(rows()).toBe(10);
  await house.organisation.advance(3_600);
  await expect.poll(() => homeText("U0DI"), PATIENCE).toMatch(/Nothing waits for you/);
});

test("one account is somebody in two organisations: each request is answered as whoever they are there", async () => {
  const { url } = house.product;
  const second = await foundOrganisation({ url, token: PRODUCT_TOKEN, edit: inSlack });
  const [here, there] = [await escalate(agent), await escalate(await second.agent())];
  await ask("list", "U0ANA", /2 requests wait for you/);
  await house.slack.openHome("U0ANA");
  await expect.poll(() => homeText("U0ANA"), PATIENCE).toMatch(/2 waiting for you/);
  for (const held of [there, here]) {
    const card = await cardFor(house, "U0ANA", held);
    await house.slack.click(card, "approve", "U0ANA");
    await expectHeader(house, card, /^Approved: /);
  }
  await expect.poll(() => homeText("U0ANA"), PATIENCE).toMatch(/Nothing waits for you/);
});

test("a room is told nothing by the command that others can see", async () => {
  const before = house.slack.messagesIn(ROOM).length;
  await house.slack.command("/approvals", "list", "U0ANA", { channel: ROOM });
  expect(house.slack.messagesIn(ROOM)).toHaveLength(before);
  expect(house.slack.ephemeralsOf("U0ANA").map(wordsOf).at(-1)).toMatch(/for you/);
});
