import { expect, test } from "@playwright/test";
import { ratelimited } from "../fakes/slack/faults";
import { at, type Caller, createCaller, listAt, textAt } from "../support/http";
import { type Agent, escalate, foundOrganisation } from "../support/organisation";
import { PRODUCT_TOKEN } from "../support/product";
import { cardFor, colleagues, expectHeader, type SlackHouse } from "../support/slack-house";
import { inSlackHouse } from "../support/slack-test";

/** Whose account it may be, by the e-mail address: asked when an admin asks, linked when an admin says so. */

test.describe.configure({ mode: "serial", timeout: 120_000 });

/** Bo's is a member's; di's a guest's, ed's a bot's, flo's of somebody who left; gus shares hers, and eve's is a stranger's. */
const ADDRESSES: Readonly<Record<string, string>> = {
  ...{ bo: "BO@example.com", di: "guest@elsewhere.example", ed: "robot@example.com" },
  ...{
    flo: "gone@example.com",
    gus: "hal@example.com",
    hal: "HAL@example.com",
    eve: "eve@elsewhere.example",
  },
};
const SUGGESTIONS = "/api/v1/slack/suggestions";
const BO = {
  person: "bo",
  email: "BO@example.com",
  slack: "T01/U0BO",
  account: "Bo Backup",
  workspace: "Acme",
};

let house: SlackHouse;
let agent: Agent;
let ana: Caller;
inSlackHouse(
  {
    workspaces: [
      colleagues([
        { id: "U0HAL", name: "hal", email: "hal@example.com" },
        { id: "U0BOT2", name: "bot2", email: "robot@example.com", isBot: true },
        { id: "U0EVE2", name: "eve2", email: "eve@elsewhere.example", teamId: "T66", isStranger: true },
      ]),
    ],
    edit: (document) => ({
      ...document,
      people: [
        ...document.people,
        ...["gus", "hal", "eve"].map((id) => ({ id, name: id, role: "member", level: 1 })),
      ].map((one) => ({ ...one, email: ADDRESSES[one.id] ?? `${one.id}@acme.test` })),
    }),
  },
  async (opened) => {
    ({ house, agent } = opened);
    ana = await house.organisation.person("ana");
  },
);

const lookups = () => house.slack.calls("users.lookupByEmail").length;
const accept = (person: string, slack: string, as: Caller = ana) =>
  as.put(`${SUGGESTIONS}/${person}`, { slack });
const slackOf = async (person: string) =>
  at((await house.organisation.operator.get(`/api/v1/people/${person}`)).body, "slack");

test("nobody but an admin asks or accepts, and Slack is not asked for them", async () => {
  for (const [caller, status] of [
    [createCaller(house.product.url), 401],
    [await house.organisation.person("di"), 403],
    [await house.organisation.person("ed"), 403],
    [house.organisation.operator, 403],
    [agent, 403],
  ] as const) {
    expect((await caller.post(SUGGESTIONS, {})).status).toBe(status);
    expect((await accept("bo", "T01/U0BO", caller)).status).toBe(status);
  }
  expect(lookups()).toBe(0);
});

test("full members alone are suggested, nobody is linked by it, and nothing is asked unasked", async () => {
  await ana.get("/api/v1/slack");
  expect(lookups()).toBe(0);
  const { status, body } = await ana.post(SUGGESTIONS, {});
  expect(status).toBe(200);
  // Gus and Hal share an address: whose it is, it does not say.
  expect(body).toEqual({ suggestions: [BO], asked: 5, next: null, error: null });
  expect(lookups()).toBe(5);
  expect(await slackOf("bo")).toBeNull();
});

test("what was not suggested is not accepted, whatever is sent", async () => {
  for (const [person, slack] of [
    ["di", "T01/U0GUEST"],
    ["ed", "T01/U0BOT2"],
    ["flo", "T01/U0GONE"],
    ["eve", "T01/U0EVE2"],
    ["hal", "T01/U0HAL"],
    ["bo", "T01/U0DI"],
    ["bo", "T66/U0BO"],
    ["ana", "T01/U0BO"],
  ] as const) {
    const answer = await accept(person, slack);
    expect([409, 503], `${person} ${slack}`).toContain(answer.status);
  }
  expect((await accept("nobody", "T01/U0BO")).status).toBe(404);
  expect((await accept("bo", "U0BO")).status).toBe(422);
  expect((await ana.put(`${SUGGESTIONS}/bo`, { slack: "T01/U0BO", role: "admin" })).status).toBe(422);
  expect(await slackOf("bo")).toBeNull();
  expect(await slackOf("di")).toBeNull();
});

test("an admin's word links it, as the record says, and then it answers", async () => {
  expect((await accept("bo", "T01/U0BO")).status).toBe(204);
  expect(await slackOf("bo")).toBe("T01/U0BO");
  const { body } = await house.organisation.operator.get("/api/v1/audit?limit=1");
  const [, payload = ""] = textAt(body, "entries.0.receipt").split(".");
  expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({
    ...{ kind: "configuration", change: "changed", noun: "people", id: "bo" },
    by: { kind: "person", id: "ana" },
  });
  expect((await accept("bo", "T01/U0BO")).status).toBe(409);
  expect((await ana.post(SUGGESTIONS, {})).body).toMatchObject({ suggestions: [], asked: 4 });
  const card = await cardFor(house, "U0ANA", await escalate(agent));
  await house.slack.click(card, "approve", "U0ANA");
  await expectHeader(house, card, /^Approved: /);
});

test("an account that somebody else has is not suggested", async () => {
  await house.slack.changePerson("U0ANA", { email: "eve@elsewhere.example" });
  expect((await ana.post(SUGGESTIONS, {})).body).toMatchObject({ suggestions: [] });
  expect(await accept("eve", "T01/U0ANA")).toMatchObject({ status: 409 });
  expect(await slackOf("eve")).toBeNull();
});

test("a Slack that asks to wait, lacks the scope or is silent is said, and the next call goes on there", async () => {
  house.slack.fault("users.lookupByEmail", ratelimited(7));
  const { body } = await ana.post(SUGGESTIONS, {});
  expect(body).toMatchObject({ suggestions: [], asked: 0, error: "Slack asks us to wait 7 s" });
  house.slack.fault("users.lookupByEmail", "missing_scope");
  expect(textAt((await ana.post(SUGGESTIONS, {})).body, "error")).toBe("Slack refused: missing_scope");
  expect((await ana.post(SUGGESTIONS, { after: "di" })).body).toMatchObject({
    asked: 3,
    next: null,
    error: null,
  });
});

test("another organisation is suggested its own people, and accepts nothing for ours", async () => {
  const other = await foundOrganisation({
    url: house.product.url,
    token: PRODUCT_TOKEN,
    edit: (document) => ({
      ...document,
      people: document.people.map((one) => ({
        ...one,
        email: one.id === "cy" ? "cy@example.com" : one.email,
      })),
    }),
  });
  const theirs = await other.person("ana");
  expect(listAt((await theirs.post(SUGGESTIONS, {})).body, "suggestions")).toMatchObject([{ person: "cy" }]);
  expect((await accept("gus", "T01/U0HAL", theirs)).status).toBe(404);
});
