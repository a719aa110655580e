import { type BrowserContext, expect } from "@playwright/test";
import { expectAccessible, expectReflow, test } from "../fixtures";
import { edited } from "../support/company";
import { expectSaid, removeUnused } from "../support/editors";
import { at } from "../support/http";
import type { SlackHouse } from "../support/slack-house";
import { inSlackHouse } from "../support/slack-test";

/** User groups on the Slack page and in their editors, and accounts that Slack suggests. */

test.describe.configure({ mode: "serial", timeout: 120_000 });

let house: SlackHouse;
inSlackHouse(
  {
    edit: (document) => ({
      ...document,
      people: document.people.map((one) => (one.id === "bo" ? { ...one, email: "bo@example.com" } : one)),
      schedules: edited(document.schedules, {
        ...{ id: "payments-on-call", name: "Payments on call", slack_group: "S0NONE" },
        layers: [{ rotation: { type: "daily", start: "2026-01-01T00:00", participants: ["cy"] } }],
      }),
      slack_groups: [{ id: "approvers", name: "Approvers", slack: "T01/S0APPROVERS", authority: true }],
    }),
  },
  (opened) => {
    house = opened.house;
  },
);

async function become(context: BrowserContext, person: string): Promise<void> {
  const { headers } = await house.organisation.person(person);
  const cookies = (headers.Cookie ?? "").split("; ").map((pair) => {
    const equals = pair.indexOf("=");
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1), url: house.product.url };
  });
  await context.addCookies(cookies);
}
const pageAt = (path: string) => `${house.product.url}${path}`;

test("each group says what it follows, who is in it, and what is wrong with it", async ({
  page,
  context,
}) => {
  await become(context, "ana");
  await expect
    .poll(async () => JSON.stringify((await house.organisation.operator.get("/api/v1/slack")).body))
    .toMatch(/no_such_subteam.*"people":\["ana"\],"strangers":1/);
  await page.goto(pageAt("/slack"));
  const card = page.getByRole("region", { name: "User groups" });
  const filled = card.getByRole("listitem").filter({ hasText: "Payments on call" });
  await expect(filled).toContainText("On call now, and to be in it: Cy Example.");
  await expect(filled).toContainText("There is no such user group in the workspace");
  const paged = card.getByRole("listitem").filter({ hasText: "Approvers" });
  await expect(paged).toContainText("Lets people decide");
  await expect(paged).toContainText("It pages Ana Example. 1 member has linked no account.");
  await expectAccessible(page, "the page");
  await page.setViewportSize({ width: 390, height: 800 });
  await expectReflow(page, "the page");
});

test("what is wrong with a schedule's group is put right in its editor", async ({
  page,
  context,
  complaints,
}) => {
  complaints.allow(/422/);
  await become(context, "di");
  await page.goto(pageAt("/slack"));
  await page
    .getByRole("region", { name: "User groups" })
    .getByRole("link", { name: "Payments on call" })
    .click();
  await page.goto(pageAt("/schedules/payments-on-call/edit"));
  await page.getByLabel("Slack user group").fill("@payments");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByLabel("Slack user group")).toHaveAccessibleDescription(/must be T…\/S… or S…/);
  await page.getByLabel("Slack user group").fill("S0ONCALL");
  await page.getByRole("button", { name: "Save" }).click();
  await expectSaid(page, "Saved schedule Payments on call: slack group.");
  await expect.poll(() => house.slack.workspace().groups.get("S0ONCALL")?.users).toEqual(["U0CY"]);
});

test("a manager adds, edits and removes a group, and gives none authority", async ({ page, context }) => {
  await become(context, "di");
  await page.goto(pageAt("/slack"));
  await page.getByRole("link", { name: "Add Slack group" }).click();
  await page.getByLabel("Name").fill("Watchers");
  await page.getByLabel("Group id in Slack").fill("S0ONCALL");
  await expect(page.getByText("Being in it lets nobody decide.")).toBeVisible();
  await expectAccessible(page, "the editor");
  await page.getByRole("button", { name: "Add Slack group" }).click();
  await expect(page).toHaveURL(/\/slack$/);
  await expectSaid(page, "Added Slack group Watchers.");
  await page.getByRole("link", { name: "Watchers" }).click();
  await removeUnused(page, "Slack group Watchers");
  await expect(page).toHaveURL(/\/slack$/);
  expect((await house.organisation.operator.get("/api/v1/slack_groups/watchers")).status).toBe(404);
});

test("an admin says whether being in a group lets people decide", async ({ page, context }) => {
  await become(context, "ana");
  await page.goto(pageAt("/slack/groups/approvers"));
  await page.getByLabel("Being in it lets people decide").uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await expectSaid(page, "Saved Slack group Approvers: authority.");
  const { body } = await house.organisation.operator.get("/api/v1/slack_groups/approvers");
  expect(at(body, "authority")).toBe(false);
});

test("an account with somebody's address is suggested when asked for, and linked on an admin's word", async ({
  page,
  context,
}) => {
  await become(context, "ana");
  await page.goto(pageAt("/slack"));
  const card = page.getByRole("region", { name: "Who has linked no account?" });
  await expect(card.getByRole("listitem")).toHaveCount(0);
  await card.getByRole("button", { name: "Ask Slack" }).click();
  const row = card.getByRole("listitem");
  await expect(row).toContainText("Bo Example may be Bo Backup in Acme");
  await expect(card.getByRole("status").first()).toContainText(
    "Asked about 4 people: 1 account has the address",
  );
  await expectAccessible(page, "the suggestion");
  await row.getByRole("button", { name: "Link this account to Bo Example" }).click();
  await expect(row.getByRole("status")).toHaveText("Linked");
  expect(at((await house.organisation.operator.get("/api/v1/people/bo")).body, "slack")).toBe("T01/U0BO");
  await become(context, "di");
  await page.goto(pageAt("/slack"));
  await expect(page.getByRole("region", { name: "User groups" })).toBeVisible();
  await expect(card).toHaveCount(0);
});
