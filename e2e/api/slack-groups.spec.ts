import { expect, test } from "@playwright/test";
import { edited } from "../support/company";
import { at } from "../support/http";
import { openSlackHouse, type SlackHouse } from "../support/slack-house";

/** `@payments-on-call` is whoever is on call. */

test.describe.configure({ timeout: 120_000 });

const DAY_S = 86_400;
const rotation = (participants: readonly string[]) => ({
  id: "payments-on-call",
  slack_group: "T01/S0ONCALL",
  layers: [{ rotation: { type: "daily", start: "2026-01-01T00:00", participants } }],
});

let house: SlackHouse;
test.beforeAll(async () => {
  house = await openSlackHouse({
    edit: (document) => ({
      ...document,
      schedules: edited(document.schedules, rotation(["cy"])),
    }),
  });
});
test.afterAll(async () => {
  await house.close();
});
test.afterEach(async ({ browserName: _ }, { status, expectedStatus }) => {
  if (status !== expectedStatus) console.log(house.product.said());
});

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

test("what somebody changes by hand is put right within the hour", async () => {
  await house.slack.changeGroup("S0ONCALL", ["U0BO"]);
  await house.organisation.advance(3_601);
  await expectInGroup("S0ONCALL", ["U0CY"]);
});

test("a group that Slack does not let us fill is said, with Slack's reason, until it can be", async () => {
  const health = async () => at((await house.organisation.operator.get("/api/v1/slack")).body, "groups");
  expect(await health()).toEqual([]);
  house.slack.fault("usergroups.users.update", "permission_denied");
  await override({ type: "replace", person: "cy", with: "ana" });
  const error = "Slack refused: permission_denied";
  await expect.poll(health).toEqual([{ schedule: "payments-on-call", group: "T01/S0ONCALL", error }]);
  await house.organisation.advance(30);
  await expectInGroup("S0ONCALL", ["U0ANA"]);
  await expect.poll(health).toEqual([]);
  expect(house.slack.complaints).toEqual([]);
});
