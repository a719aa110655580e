import { expect, test } from "@playwright/test";
import { ratelimited } from "../fakes/slack/faults";
import { usualWorkspace } from "../fakes/slack/seeds";
import { type CompanyDocument, edited, withRoute } from "../support/company";
import { at, type Caller, listAt } from "../support/http";
import {
  type Agent,
  escalate,
  foundOrganisation,
  type Organisation,
  proposalOn,
} from "../support/organisation";
import { PRODUCT_TOKEN } from "../support/product";
import { cardFor, PATIENCE_MS, type SlackHouse } from "../support/slack-house";
import { installed } from "../support/slack-install";
import { inSlackHouse } from "../support/slack-test";

/** User groups where somebody forges, where workspaces are of two organisations, and where a group is very large or empty. */

test.describe.configure({ timeout: 120_000 });

const T02 = { teamId: "T02" };
const MANY = Array.from({ length: 500 }, (_, index) => ({ id: `U1M${index}`, name: `m${index}` }));
const workspace = (id: string, name: string) => {
  const usual = usualWorkspace({ id, name, botTokens: [] });
  return { ...usual, people: [...(usual.people ?? []), ...MANY] };
};

const routeTo = (group: string) => ({
  id: `to-${group}`,
  approval: { sets: [{ thresholds: [{ from: ["person:ana"] }] }], assurance: "slack" },
  steps: [
    { after: "0m", notify: [`group:${group}`] },
    { after: "5m", notify: ["person:ana"] },
  ],
});

/** Ours are in T01; of what they name one group is in T02, which is somebody else's. */
const ours = (document: CompanyDocument): CompanyDocument =>
  ["crowd", "theirs"].map(routeTo).reduce(withRoute, {
    ...document,
    people: document.people.map((one) => (one.id === "bo" ? { ...one, slack: "T02/U0BO" } : one)),
    slack_groups: [
      { id: "crowd", slack: "T01/S0APPROVERS" },
      { id: "theirs", slack: "T02/S0APPROVERS" },
    ],
  });

let house: SlackHouse;
let agent: Agent;
let ana: Caller;
let other: Organisation;
inSlackHouse(
  {
    workspaces: [workspace("T01", "Acme"), workspace("T02", "Beta")],
    env: { SLACK_BOT_TOKEN: "", SLACK_CLIENT_ID: "100.200", SLACK_CLIENT_SECRET: "client-secret-fake" },
    edit: ours,
  },
  async (opened) => {
    ({ house, agent } = opened);
    ana = await house.organisation.person("ana");
    await installed(ana, "T01");
    other = await foundOrganisation({
      url: house.product.url,
      token: PRODUCT_TOKEN,
      edit: (document) => ({
        ...document,
        people: document.people.map((one) => ({ ...one, slack: one.id === "bo" ? "T02/U0BO" : null })),
        slack_groups: [{ id: "crowd", slack: "S0APPROVERS" }],
      }),
    });
    await installed(await other.person("ana"), "T02");
    await house.organisation.configure(edit("crowd read again"));
    await other.configure({
      ...other.document,
      slack_groups: [{ id: "crowd", slack: "S0APPROVERS", name: "Crowd" }],
    });
  },
);

/** Any change has the groups read again, now that their workspaces are there. */
const edit = (name: string): CompanyDocument => ({
  ...house.organisation.document,
  slack_groups: edited(house.organisation.document.slack_groups ?? [], { id: "crowd", name }),
});

const groupOf = async (id: string, organisation: Organisation = house.organisation) =>
  listAt((await organisation.operator.get("/api/v1/slack")).body, "groups").find(
    (one) => at(one, "id") === id,
  );
const expectGroup = (id: string, group: Readonly<Record<string, unknown>>, organisation?: Organisation) =>
  expect.poll(() => groupOf(id, organisation), { timeout: PATIENCE_MS }).toMatchObject(group);
const reads = (group: string) =>
  house.slack.calls("usergroups.users.list").filter(({ args }) => args.usergroup === group).length;

test("a group of a workspace of another organisation does not exist, and theirs is not ours", async () => {
  await expectGroup("crowd", { people: ["ana"], strangers: 1, error: null });
  await expectGroup("crowd", { people: ["bo"], strangers: 1, error: null }, other);
  await expectGroup("theirs", {
    ...{ people: [], strangers: 0 },
    error: "that Slack workspace is not connected",
  });
  // Bo is in it, and has an account in that workspace: not for us.
  const held = await escalate(agent, proposalOn("to-theirs"));
  await cardFor(house, "U0ANA", held);
  expect(await house.organisation.pagesOf(held.request)).toEqual(["ana"]);
});

test("what Slack tells of one workspace moves nobody in another", async () => {
  const before = house.slack.calls("usergroups.users.list").length;
  await house.slack.changeGroup("S0APPROVERS", ["U0ANA"], T02);
  await expectGroup("crowd", { people: [], strangers: 1 }, other);
  await expectGroup("crowd", { people: ["ana"], strangers: 1 });
  // They looked, and looked once more or not; we did not look at all.
  const teams = house.slack
    .calls("usergroups.users.list")
    .slice(before)
    .map(({ token }) => house.slack.world.tokens.get(token)?.teamId);
  expect(new Set(teams)).toEqual(new Set(["T02"]));
});

test("an event that Slack did not sign, signed long ago, or that names no workspace of ours changes nothing", async () => {
  const group = house.slack.workspace().groups.get("S0APPROVERS");
  if (!group) throw new Error("there is no group");
  const said = {
    type: "subteam_members_changed",
    subteam_id: "S0APPROVERS",
    team_id: "T01",
    added_users: ["U0CY"],
  };
  const draft = () => house.slack.draft.event(said);
  const before = reads("S0APPROVERS");
  expect((await house.slack.forge(draft(), { secret: "guessed" })).status).toBe(401);
  expect((await house.slack.forge(draft(), { skewSeconds: -301 })).status).toBe(401);
  const honest = await house.slack.forge(draft());
  expect(honest.status).toBe(200);
  // What an event says of members is not believed: Slack is asked, and says what was so before.
  await expect.poll(() => reads("S0APPROVERS"), { timeout: PATIENCE_MS }).toBe(before + 1);
  await expectGroup("crowd", { people: ["ana"], strangers: 1 });
  expect((await house.slack.replay(honest)).status).toBe(401);
  const nameless = { ...said, subteam_id: { $ne: 1 } };
  expect((await house.slack.forge(house.slack.draft.event(nameless))).status).toBe(200);
  await expectGroup("crowd", { people: ["ana"], strangers: 1 });
});

test("a group of five hundred pages whoever of them is linked, and emptied it is skipped at once", async () => {
  await house.slack.changeGroup("S0APPROVERS", ["U0ANA", ...MANY.slice(0, 499).map(({ id }) => id)]);
  await expectGroup("crowd", { people: ["ana"], strangers: 499, error: null });
  const held = await escalate(agent, proposalOn("to-crowd"));
  await cardFor(house, "U0ANA", held);
  expect(await house.organisation.pagesOf(held.request)).toEqual(["ana"]);
  await house.slack.changeGroup("S0APPROVERS", []);
  await expectGroup("crowd", { people: [], strangers: 0, error: null });
  const skipped = await escalate(agent, proposalOn("to-crowd"));
  await cardFor(house, "U0ANA", skipped);
});

test("a Slack that asks to wait is said while it lasts, and its last word counts meanwhile", async () => {
  await house.slack.changeGroup("S0APPROVERS", ["U0ANA", "U0CY"]);
  await expectGroup("crowd", { people: ["ana", "cy"] });
  house.slack.fault("usergroups.users.list", ratelimited(3));
  await house.slack.changeGroup("S0APPROVERS", ["U0CY"]);
  await expectGroup("crowd", { people: ["ana", "cy"], error: "Slack asks us to wait 3 s" });
  await house.organisation.advance(6);
  await expectGroup("crowd", { people: ["cy"], error: null });
});
