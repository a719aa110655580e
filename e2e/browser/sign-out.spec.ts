import { expect, type Page } from "@playwright/test";
import { become, expectLive, test } from "../fixtures";
import { escalate } from "../support/organisation";

/** Signing out while the console still talks to the server: nothing is asked that would be refused. */

test("what was being read is taken back, not refused", async ({ page, context, organisation }) => {
  await become(context, organisation, "di");
  let letGo = () => {};
  const isOut = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route("**/api/v1/requests?**", async (route) => {
    await isOut;
    await route.continue().catch(() => {});
  });
  await page.goto("/queue");
  await expectLive(page);
  await signOutSlowly(page, async () => letGo());
});

test("what happens meanwhile is not asked about", async ({ page, context, organisation }) => {
  await become(context, organisation, "ana");
  const agent = await organisation.agent();
  await page.goto("/queue");
  await expectLive(page);
  await signOutSlowly(page, async () => void (await escalate(agent)));
});

/** As long as the live stream takes to tell, and whoever hears it to ask. */
const A_WHILE_MS = 1_500;

/** The session has ended on the server, and the page does not know it yet. */
async function signOutSlowly(page: Page, meanwhile: () => Promise<void>): Promise<void> {
  const refused: string[] = [];
  page.on("response", (response) => {
    if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`);
  });
  await page.route("**/api/auth/signout", async (route) => {
    const response = await route.fetch();
    await meanwhile();
    await new Promise((resolve) => setTimeout(resolve, A_WHILE_MS));
    await route.fulfill({ response });
  });
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  expect(refused).toEqual([]);
}
