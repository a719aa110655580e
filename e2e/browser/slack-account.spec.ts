import { expect } from "@playwright/test";
import { become, expectAccessible, expectLive, expectReflow, test } from "../fixtures";
import { edited } from "../support/company";

/** Slack in the console, as far as it goes without Slack: linking, one's own account, and the connection. */

test("a stranger with a link from Slack signs in first, and is back at it", async ({ page }) => {
  await page.goto("/slack/link/made-up");
  await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);
  await page.getByRole("listitem").getByRole("button").first().click();
  await expect(page).toHaveURL(/\/slack\/link\/made-up$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This link does not work any more");
});

test("a code that is unknown, used or old says so, what to do, and changes nothing", async ({
  page,
  context,
  organisation,
}) => {
  await become(context, organisation, "flo");
  await page.goto("/slack/link/made-up");
  await expect(page.getByText("Press the button in Slack again")).toBeVisible();
  await expect(page.getByRole("button", { name: "Link it" })).toHaveCount(0);
  await page.getByRole("link", { name: "Your Slack account" }).click();
  await expect(page).toHaveURL(/\/me$/);
  await expect(page.getByRole("region", { name: "Slack" })).toContainText("No account is linked to you");
});

test("somebody sees their Slack account, ends the link after being asked, and it is gone", async ({
  page,
  context,
  organisation,
}) => {
  const { document } = organisation;
  await organisation.configure({
    ...document,
    people: edited(document.people, { id: "flo", slack: "T01/U0FLO" }),
  });
  await become(context, organisation, "flo");
  await page.goto("/me");
  await expectLive(page);
  const card = page.getByRole("region", { name: "Slack" });
  await expect(card).toContainText("Linked to T01/U0FLO");
  await card.getByRole("button", { name: "End the link…" }).click();
  const dialog = page.getByRole("dialog", { name: "End the link to your Slack account?" });
  await expectAccessible(page, "the question");
  await dialog.getByRole("button", { name: "Keep it" }).click();
  await expect(card).toContainText("Linked to T01/U0FLO");
  await card.getByRole("button", { name: "End the link…" }).click();
  await dialog.getByRole("button", { name: "End the link" }).click();
  await expect(card.getByRole("status")).toHaveText(/^The link is ended/);
  await expect(card).toContainText("No account is linked to you");
  const flo = await organisation.person("flo");
  expect((await flo.get("/api/v1/people/me/slack")).body).toMatchObject({ slack: null });
});

test("two people with one Slack account are refused at the field, and the other is named", async ({
  page,
  context,
  organisation,
  complaints,
}) => {
  complaints.allow(/422/);
  const { document } = organisation;
  await organisation.configure({
    ...document,
    people: edited(document.people, { id: "bo", slack: "T01/U0BO" }),
  });
  await become(context, organisation, "ana");
  await page.goto("/people/cy");
  await page.getByLabel("Slack id").fill("U0BO");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByLabel("Slack id")).toHaveAccessibleDescription(/Slack account of Bo Example \(bo\)/);
});

test("the page says what to set where Slack is not set up, on a phone too", async ({
  page,
  context,
  organisation,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await become(context, organisation, "ana");
  await page.goto("/queue");
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Slack" }).click();
  await expect(page.getByText("This house does not speak to Slack yet")).toBeVisible();
  const settings = page.getByRole("list", { name: "Settings of the process" });
  for (const name of ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"])
    await expect(settings.getByRole("listitem").filter({ hasText: name })).toContainText("Not set");
  await expectReflow(page, "/slack");
});

test("an admin takes the manifest of the transport they choose", async ({ page, context, organisation }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await become(context, organisation, "ana");
  await page.goto("/slack");
  await expectLive(page);
  const manifest = page.getByRole("region", { name: "The manifest", exact: true });
  await expect(manifest).toContainText('"socket_mode_enabled": true');
  await page.getByRole("radio", { name: /^HTTP/ }).check();
  await expect(page.getByText("Slack cannot call http://localhost")).toBeVisible();
  await page.getByRole("button", { name: "Copy the manifest" }).click();
  await expect(page.getByRole("button", { name: "Copied the manifest" })).toBeVisible();
  const copied: unknown = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
  const ana = await organisation.person("ana");
  expect((await ana.get("/api/v1/slack/manifest?transport=http")).body).toEqual(copied);
  const link = page.getByRole("link", { name: "Make the app in Slack" });
  expect(await link.getAttribute("href")).toMatch(
    /^https:\/\/api\.slack\.com\/apps\?new_app=1&manifest_json=%7B/,
  );
});

test("an auditor reads how the connection is and is not offered the app", async ({
  page,
  context,
  organisation,
}) => {
  await become(context, organisation, "ed");
  await page.goto("/slack");
  await expectLive(page);
  await expect(page.getByText("Admins find here what the Slack app is made of.")).toBeVisible();
  await expect(page.getByRole("region", { name: "The manifest", exact: true })).toHaveCount(0);
});

test("a member has no part in the connection", async ({ page, context, organisation }) => {
  await become(context, organisation, "cy");
  await page.goto("/slack");
  await expect(page.getByText("Members do not read this")).toBeVisible();
});

test("a test page that cannot be sent says why, on a phone too", async ({ page, context, organisation }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  // An auditor is never paged, and may find out as well as anybody whether the way is there.
  for (const person of ["ana", "ed"]) {
    await become(context, organisation, person);
    await page.goto("/slack");
    await expectLive(page);
    const card = page.getByRole("region", { name: "Does a page reach you?" });
    await card.getByRole("button", { name: "Send me a test page" }).click();
    await expect(card.getByRole("status")).toHaveText(/^It was not sent\. Slack is not set up here\.$/);
  }
  await expectReflow(page, "/slack");
  await expectAccessible(page, "the answer");
});

test("coming back from Slack with a no says what to do, on a phone too", async ({
  page,
  context,
  organisation,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await become(context, organisation, "ana");
  await page.goto("/slack?install=denied");
  await expectLive(page);
  const said = page.getByRole("status").filter({ hasText: "Nothing was installed: Slack was told no" });
  await expect(said).toContainText("Press Install into a workspace again and choose Allow.");
  await expectReflow(page, "/slack?install=denied");
  await expectAccessible(page, "what became of it");
  // Where nothing can be installed, nobody is sent to Slack.
  await expect(page.getByRole("link", { name: "Install into a workspace" })).toHaveCount(0);
  for (const address of ["/slack?install=done&team=T0MADEUP", "/slack?install=made-up"]) {
    await page.goto(address);
    await expectLive(page);
    await expect(page.getByText(/Nothing was installed|is installed into/)).toHaveCount(0);
  }
});
