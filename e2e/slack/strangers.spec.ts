import { expect, test } from "@playwright/test";
import type { Forgery } from "../fakes/slack/delivery";
import { asPerson, inTeam, onMessage, withAction, withMetadata } from "../fakes/slack/forgeries";
import { usualWorkspace } from "../fakes/slack/seeds";
import type { Message } from "../fakes/slack/world";
import { withRoute } from "../support/company";
import { at, expectProblem } from "../support/http";
import { type Agent, type Escalated, escalate, proposalOn, readAction } from "../support/organisation";
import {
  cardFor,
  colleagues,
  expectHeader,
  expectRefused,
  modalOf,
  optionOf,
  ROOM,
  type SlackHouse,
  withAccounts,
  wordsOf,
} from "../support/slack-house";
import { inSlackHouse } from "../support/slack-test";

/** Who is nobody in Slack, and what pretends to come from Slack: nothing is decided, and people are told in words. */

test.describe.configure({ timeout: 120_000 });

let house: SlackHouse;
let agent: Agent;
inSlackHouse(
  {
    workspaces: [
      colleagues(),
      usualWorkspace({ id: "T66", name: "Elsewhere", botTokens: ["xoxb-T66-fake"] }),
    ],
    edit: (document) =>
      withRoute(withAccounts({})(document), {
        id: "room",
        deadline: "15m",
        approval: { sets: [{ thresholds: [{ from: ["team:payments"] }] }] },
        steps: [{ after: "0m", notify: ["person:ana", "channel:payments-room"] }],
      }),
  },
  (opened) => {
    ({ house, agent } = opened);
  },
);

const statusOf = async (held: Escalated) => at((await readAction(agent, held)).body, "request.status");
const approve = withAction({ action_id: "approve" });

/** The code at the end of the address in a private answer. */
function codeIn(told: Message): string {
  const code = /\/slack\/link\/([^"/]+)"/.exec(JSON.stringify(told.blocks))?.[1];
  if (code === undefined) throw new Error(`no link in ${wordsOf(told)}`);
  return code;
}

const MINE = "/api/v1/people/me/slack";

test("an account nobody linked is offered a link; linked once, the same click works; unlinked, it is refused", async () => {
  const held = await escalate(agent, proposalOn("room"));
  const room = await cardFor(house, ROOM, held);
  const review = () => house.slack.click(room, "review", "U0DI");
  const told = await expectRefused(house, "U0DI", /not linked yet/, review);
  expect(house.slack.actionsOf(told)).toEqual(["link_account"]);
  const code = codeIn(told);
  const di = await house.organisation.person("di");
  expect((await di.get(`${MINE}/${code}`)).body).toMatchObject({
    account: "di",
    workspace: "Acme",
    linked: null,
  });
  expect((await di.put(MINE, { code })).body).toMatchObject({ slack: "T01/U0DI", workspace: "Acme" });
  expectProblem(await di.put(MINE, { code }), 404, "not_found");
  expectProblem(await di.get(`${MINE}/${code}`), 404, "not_found");

  await review();
  const form = await modalOf(house, "U0DI", "review");
  const flo = await house.organisation.person("flo");
  const other = await expectRefused(house, "U0BO", /not linked yet/, () =>
    house.slack.click(room, "review", "U0BO"),
  );
  expect(codeIn(other)).not.toBe(code);

  expect((await di.delete(MINE)).status).toBe(204);
  const late = await house.slack.submit(form, { decision: "approve" }, "U0DI");
  expect(JSON.stringify(late.body)).toMatch(/not linked yet/);
  await house.slack.close(await modalOf(house, "U0DI", "notice"), "U0DI", { all: true });
  const again = await expectRefused(house, "U0DI", /not linked yet/, review);
  await flo.put(MINE, { code: codeIn(again) });
  expect(await statusOf(held)).toBe("pending");
  await flo.delete(MINE);
});

test("an account that is somebody's is nobody else's", async () => {
  const held = await escalate(agent, proposalOn("room"));
  const room = await cardFor(house, ROOM, held);
  const click = () => house.slack.click(room, "review", "U0DI");
  const [first, second] = [
    await expectRefused(house, "U0DI", /not linked/, click),
    await expectRefused(house, "U0DI", /not linked/, click),
  ];
  const di = await house.organisation.person("di");
  expect((await di.put(MINE, { code: codeIn(first) })).status).toBe(200);
  const flo = await house.organisation.person("flo");
  expectProblem(await flo.put(MINE, { code: codeIn(second) }), 409, "already_exists");
});

for (const [who, words] of [
  ["U0GUEST", /Guests of this workspace cannot decide/],
  ["U0EVE", /belongs to another workspace/],
] as const) {
  test(`${who} is refused in words, and nothing is decided`, async () => {
    const held = await escalate(agent, proposalOn("room"));
    const room = await cardFor(house, ROOM, held);
    await expectRefused(house, who, words, () => house.slack.click(room, "review", who));
    await expectRefused(house, who, words, () =>
      house.slack.forge(house.slack.draft.click(room, "review", who), approve),
    );
    expect(house.slack.viewOf(who)).toBeNull();
    expect(await statusOf(held)).toBe("pending");
  });
}

test("bots, people who left and people of no workspace decide nothing, whatever they sign for", async () => {
  const held = await escalate(agent, proposalOn("room"));
  const card = await cardFor(house, "U0ANA", held);
  // Slack answers at the address that Ana's click was given.
  for (const [forgery, words] of [
    [asPerson("U0ROBOT"), /Bots and workflows cannot/],
    [asPerson("U0GONE"), /deactivated/],
    [asPerson("U0SINGLE"), /Guests/],
    [asPerson("U0NOBODY"), /deactivated/],
    [asPerson("U0ANA", "T66"), /another workspace/],
  ] as const)
    await expectRefused(house, "U0ANA", words, () =>
      house.slack.forge(house.slack.draft.click(card, "approve", "U0ANA"), forgery),
    );
  expect(await statusOf(held)).toBe("pending");
});

test("an account that Slack says is deactivated is refused at once, and may again when it is back", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  expect((await house.slack.changePerson("U0ANA", { deleted: true })).status).toBe(200);
  await expectRefused(house, "U0ANA", /deactivated/, () => house.slack.click(card, "approve", "U0ANA"));
  expect(await statusOf(held)).toBe("pending");
  await house.slack.changePerson("U0ANA", { deleted: false });
  await house.slack.click(card, "approve", "U0ANA");
  await expectHeader(house, card, /^Approved/);
});

test("what is not signed by Slack just now is answered 401, and decides nothing", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  const draft = () => house.slack.draft.click(card, "approve", "U0ANA");
  const forgeries: readonly Forgery[] = [
    { secret: "another secret" },
    { signature: null },
    { signature: "v0=0000" },
    { timestamp: null },
    { skewSeconds: -301 },
    { skewSeconds: 302 },
    { tamper: (body) => `${body}&x=1` },
  ];
  for (const forgery of forgeries) {
    const answer = await house.slack.forge(draft(), forgery);
    expect(answer.status, JSON.stringify(forgery)).toBe(401);
  }
  expect(await statusOf(held)).toBe("pending");
  const honest = await house.slack.click(card, "approve", "U0ANA");
  expect(honest.status).toBe(200);
  await expectHeader(house, card, /^Approved/);
  expect((await house.slack.replay(honest)).status, "the same bytes again").toBe(401);
});

test("a button says where it belongs and nothing more: edited, moved or of another request it decides nothing", async () => {
  const [held, other] = [await escalate(agent), await escalate(agent)];
  const [card, second] = [await cardFor(house, "U0ANA", held), await cardFor(house, "U0ANA", other)];
  const draft = () => house.slack.draft.click(card, "approve", "U0ANA");
  const elsewhere = await cardFor(house, ROOM, await escalate(agent, proposalOn("room")));
  const value = (of: Escalated, digest = of.digest) => JSON.stringify({ r: of.request, d: digest });
  for (const [forgery, words] of [
    [withAction({ value: value(other) }), /not a copy of that request/],
    [withAction({ value: value(held, other.digest) }), /not the one this button was made for/],
    [withAction({ value: JSON.stringify({ r: held.request, d: held.digest, person: "di" }) }), /not a copy/],
    [withAction({ value: "approve" }), /not a copy/],
    [withAction({ value: JSON.stringify({ r: "req_00000000000000000000000000", d: held.digest }) }), /\w/],
    [onMessage(second.channel, second.ts), /not a copy/],
    [onMessage(elsewhere.channel, elsewhere.ts), /not a copy/],
    [onMessage(card.channel, "1.000001"), /not a copy/],
  ] as const) {
    const before = house.slack.ephemeralsOf("U0ANA").length;
    const answer = await house.slack.forge(draft(), forgery);
    expect(answer.status).toBe(200);
    await expect
      .poll(() => house.slack.ephemeralsOf("U0ANA").slice(before).map(wordsOf).join())
      .toMatch(words);
  }
  const stranger = await house.slack.forge(draft(), inTeam("T66"));
  expect(stranger.status).toBeLessThan(500);
  expect([await statusOf(held), await statusOf(other)]).toEqual(["pending", "pending"]);
});

test("a form that claims to be about something else is refused in the form", async () => {
  const [held, other] = [await escalate(agent), await escalate(agent)];
  const card = await cardFor(house, "U0ANA", held);
  await cardFor(house, "U0ANA", other);
  await house.slack.click(card, "deny", "U0ANA");
  const form = await modalOf(house, "U0ANA", "deny");
  const draft = () => house.slack.draft.submit(form, { reason: "No." + "." }, "U0ANA");
  for (const metadata of ["", "{}", JSON.stringify({ r: other.request, d: held.digest })]) {
    const answer = await house.slack.forge(draft(), withMetadata(metadata));
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ response_action: "update" });
  }
  const eve = await house.slack.forge(draft(), asPerson("U0GUEST"));
  expect(JSON.stringify(eve.body)).toMatch(/Guests/);
  expect([await statusOf(held), await statusOf(other)]).toEqual(["pending", "pending"]);
  await house.slack.close(form, "U0ANA", { all: true });
});

test("garbage in the place of a choice, an action or a payload is never an error of ours", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  const more = house.slack.draft.click(card, "more", "U0ANA", { option: optionOf(card, "ask:") });
  const forgeries: readonly Forgery[] = [
    withAction({ selected_option: { value: "handover:req_1:sha256:00" } }),
    withAction({ selected_option: null }),
    withAction({ type: "button", value: null }),
    withAction({ action_id: "no_such_action" }),
    { edit: () => ({ type: "block_actions" }) },
    { edit: () => ({}) },
    { edit: (payload) => ({ ...payload, user: null }) },
    { edit: (payload) => ({ ...payload, container: null }) },
    { edit: (payload) => ({ ...payload, actions: [] }) },
  ];
  for (const [index, forgery] of forgeries.entries()) {
    const answer = await house.slack.forge(more, forgery);
    expect(answer.status, `forgery ${index}: ${answer.text}`).toBeLessThan(500);
    expect(answer.status, `forgery ${index}: ${answer.complaint}`).toBeGreaterThan(0);
  }
  expect(await statusOf(held)).toBe("pending");
});
