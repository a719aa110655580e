import { expect, test } from "@playwright/test";
import { type CompanyDocument, edited, withRoute } from "../support/company";
import { at, invalidPaths, listAt } from "../support/http";
import { type Agent, escalate, proposalOn, readAction } from "../support/organisation";
import { expectHeader, type SlackHouse } from "../support/slack-house";
import { inSlackHouse } from "../support/slack-test";

/** `@payments-on-call` is whoever is on call; and a group that a route names is whoever Slack says is in it. */

test.describe.configure({ timeout: 120_000 });

const DAY_S = 86_400;
const rotation = (participants: readonly string[]) => ({
  id: "payments-on-call",
  slack_group: "T01/S0ONCALL",
  layers: [{ rotation: { type: "daily", start: "2026-01-01T00:00", participants } }],
});

const APPROVERS = { id: "approvers", slack: "T01/S0APPROVERS", authority: true };
const step = (after: string, ...notify: readonly string[]) => ({ after, notify });
const approval = (...from: readonly string[]) => ({ assurance: "slack", sets: [{ thresholds: [{ from }] }] });

/** Ana and Bo are in the group, and Bo has linked no account. Nobody is in a group that is not there. */
const inGroups = (document: CompanyDocument): CompanyDocument =>
  [
    { id: "grouped", approval: approval("group:approvers"), steps: [step("0m", "group:approvers")] },
    {
      id: "ghostly",
      approval: approval("person:cy"),
      steps: [step("0m", "group:ghosts"), step("5m", "person:cy")],
    },
  ].reduce(withRoute, {
    ...document,
    slack_groups: [APPROVERS, { id: "ghosts", slack: "S0GHOSTS" }],
  });

let house: SlackHouse;
let agent: Agent;
inSlackHouse(
  {
    edit: (document) => inGroups({ ...document, schedules: edited(document.schedules, rotation(["cy"])) }),
  },
  (opened) => {
    ({ house, agent } = opened);
  },
);

const inGroup = (id: string) => [...(house.slack.workspace().groups.get(id)?.users ?? [])].sort();
const expectInGroup = (id: string, users: readonly string[]) =>
  expect.poll(() => inGroup(id), { timeout: 20_000 }).toEqual(users);
const updates = () => house.slack.calls("usergroups.users.update").length;
const override = async (more: object) => {
  const now = await house.organisation.advance(0);
  const answer = await house.organisation.operator.post("/api/v1/overrides", {
    schedule: "payments-on-call",
    start: new Date(now - 1_000).toISOString(),
    end: new Date(now + 1_800_000).toISOString(),
    ...more,
  });
  expect(answer.status, answer.text).toBe(201);
};

test("the group is whoever is on call, and is left alone while that is so", async () => {
  await expectInGroup("S0ONCALL", ["U0CY"]);
  const before = updates();
  await house.organisation.advance(DAY_S);
  expect(inGroup("S0ONCALL")).toEqual(["U0CY"]);
  expect(updates()).toBe(before);
});

test("who stands in is in the group at once, and is out of it when that ends", async () => {
  await override({ type: "replace", person: "cy", with: "ana" });
  await expectInGroup("S0ONCALL", ["U0ANA"]);
  await house.organisation.advance(1_801);
  await expectInGroup("S0ONCALL", ["U0CY"]);
});

test("when nobody on call has an account, the group stays as it is", async () => {
  const before = updates();
  await override({ type: "replace", person: "cy", with: "flo" });
  await house.organisation.advance(0);
  expect(inGroup("S0ONCALL")).toEqual(["U0CY"]);
  expect(updates()).toBe(before);
  await house.organisation.advance(1_801);
});

test("what somebody changes by hand is put right: at once, or within the hour where Slack did not say so", async () => {
  await house.slack.changeGroup("S0ONCALL", ["U0BO"]);
  await expectInGroup("S0ONCALL", ["U0CY"]);
  const group = house.slack.workspace().groups.get("S0ONCALL");
  if (!group) throw new Error("there is no group");
  group.users = ["U0BO"];
  await house.organisation.advance(3_601);
  await expectInGroup("S0ONCALL", ["U0CY"]);
});

test("a group that Slack does not let us fill is said, with Slack's reason, until it can be", async () => {
  const health = async () =>
    listAt((await house.organisation.operator.get("/api/v1/slack")).body, "groups").find(
      (one) => at(one, "schedule") === "payments-on-call",
    );
  const filled = {
    ...{ group: "T01/S0ONCALL", name: "payments-on-call", schedule: "payments-on-call", id: null },
    ...{ authority: false, strangers: 0 },
  };
  expect(await health()).toEqual({ ...filled, people: ["cy"], error: null });
  house.slack.fault("usergroups.users.update", "permission_denied");
  await override({ type: "replace", person: "cy", with: "ana" });
  const error = "Slack refused: permission_denied";
  await expect.poll(health).toMatchObject({ ...filled, error });
  await house.organisation.advance(30);
  await expectInGroup("S0ONCALL", ["U0ANA"]);
  await expect.poll(health).toMatchObject({ error: null });
  expect(house.slack.complaints).toEqual([]);
});

/** Whom the route would page now. */
const wouldPage = async (route: string) => {
  const input = { action: { tool: `on.${route}` } };
  const { body } = await house.organisation.operator.post("/api/v1/routes/preview", input);
  return at(body, "steps.0.people");
};
const expectToPage = (route: string, people: readonly string[]) =>
  expect.poll(() => wouldPage(route), { timeout: 20_000 }).toEqual(people);

test("a group as a target pages those of its members who have linked an account, and they answer", async () => {
  await expectToPage("grouped", ["ana"]);
  const held = await escalate(agent, proposalOn("grouped"));
  await expect.poll(() => house.slack.messagesOf("U0ANA").length, { timeout: 20_000 }).toBe(1);
  expect(house.slack.messagesOf("U0BO")).toEqual([]);
  const [card] = house.slack.messagesOf("U0ANA");
  if (!card) throw new Error("there is no card");
  expect((await house.slack.click(card, "approve", "U0ANA")).status).toBe(200);
  await expectHeader(house, card, /^Approved: /);
  const action = await readAction(agent, held);
  expect(at(action.body, "request.decision.decided_by")).toMatchObject([{ person: "ana", via: "slack" }]);
});

test("who is put into the group is paged at once, and who is taken out is not", async () => {
  await house.slack.changeGroup("S0APPROVERS", ["U0CY", "U0BO"]);
  await expectToPage("grouped", ["cy"]);
  await house.slack.changeGroup("S0APPROVERS", ["U0CY", "U0ANA"]);
  await expectToPage("grouped", ["ana", "cy"]);
});

test("a change that Slack did not tell of is found within the hour", async () => {
  const group = house.slack.workspace().groups.get("S0APPROVERS");
  if (!group) throw new Error("there is no group");
  group.users = ["U0CY"];
  await house.organisation.advance(3_601);
  await expectToPage("grouped", ["cy"]);
});

test("a group that is not there is nobody: its step is skipped at once", async () => {
  const held = await escalate(agent, proposalOn("ghostly"));
  await house.organisation.advance(0);
  expect(new Set(await house.organisation.pagesOf(held.request))).toEqual(new Set(["cy"]));
});

test("a group decides only where its entry says so, and the refusal says what to set", async () => {
  const { operator } = house.organisation;
  const { body } = await operator.get("/api/v1/config");
  const groups = listAt(body, "slack_groups").map((one) => ({ ...Object(one), authority: false }));
  const answer = await operator.put("/api/v1/config", { ...Object(body), slack_groups: groups });
  const routes = listAt(body, "routes").map((one) => at(one, "id"));
  const path = `/routes/${routes.indexOf("grouped")}/approval/sets/0/thresholds/0/from/0`;
  expect(invalidPaths(answer)).toEqual([path]);
  expect(answer.text).toContain("set authority: true on slack_groups/approvers, as an admin");
  expect(house.slack.complaints).toEqual([]);
  expect(house.slack.lints).toEqual([]);
});
