import { expect } from "@playwright/test";
import { become, expectAccessible, test } from "../fixtures";
import { expectSaid, removeUnused } from "../support/editors";
import { newId } from "../support/organisation";
import { callbackUrl, isSigned, type Receiver, startReceiver } from "../support/receiver";

/** Webhooks and rooms, edited in the console: what other systems and whole channels are told. */

let receiver: Receiver;
test.beforeAll(async () => {
  receiver = await startReceiver();
});
test.afterAll(() => receiver.close());

test("a webhook is added, given a secret, tried, told again, and removed", async ({
  page,
  context,
  organisation,
}) => {
  await become(context, organisation, "ana");
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto("/webhooks");
  await expect(page.getByText("There is no webhook yet")).toBeVisible();
  await page.getByRole("link", { name: "Add webhook" }).click();
  const path = `/${newId("hook")}`;
  await page.getByLabel("Id").fill("billing");
  await page.getByLabel("Address").fill(callbackUrl(path));
  await page.getByLabel("Events").fill("decid");
  await page.getByRole("option", { name: /Decided/ }).click();
  await page.getByRole("button", { name: "Add webhook" }).click();
  await expect(page).toHaveURL(/\/webhooks\/billing$/);
  await expect(page.getByText("so nothing is sent", { exact: false })).toBeVisible();

  await page.getByRole("button", { name: "Make a secret…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Make a secret" }).click();
  const secret = (await dialog.getByText(/^whsec_/).textContent()) ?? "";
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  await expect(page.getByText(secret)).toBeHidden();

  await page.getByRole("button", { name: "Send a test" }).click();
  const [call] = await receiver.waitFor(path, 1);
  expect(call && isSigned(secret, call)).toBe(true);
  await expect(page.getByText("Delivered", { exact: true })).toBeVisible();
  await expectAccessible(page, "a webhook with messages");
  await page.getByRole("button", { name: "Send again: Webhook test" }).click();
  await receiver.waitFor(path, 2);
  await expect(page.getByText("2 attempts")).toBeVisible();
  await removeUnused(page, "webhook billing");
});

test("whoever may not change a webhook sees what it was told, and nothing to press", async ({
  page,
  context,
  organisation,
}) => {
  const webhooks = [{ id: "watch", url: callbackUrl("/watch"), events: [] }];
  await organisation.configure({ ...organisation.document, ...{ webhooks } });
  await become(context, organisation, "ed");
  await page.goto("/webhooks/watch");
  await expect(page.getByText("It has been told nothing yet.")).toBeVisible();
  for (const name of ["Make a secret…", "Send a test", "Save"])
    await expect(page.getByRole("button", { name })).toHaveCount(0);
});

test("a room is added with how much is shown there, and a wrong channel is pointed at", async ({
  page,
  context,
  organisation,
  complaints,
}) => {
  complaints.allow(/422/);
  await become(context, organisation, "di");
  await page.goto("/channels/new");
  await page.getByLabel("Name").fill("Payments approvals");
  await page.getByLabel("Channel in Slack").fill("#payments");
  await page.getByRole("button", { name: "Add room" }).click();
  await expect(page.getByText("must be T…/C… or C…").first()).toBeVisible();
  await page.getByLabel("Channel in Slack").fill("C0PAY");
  await page.getByLabel("What is shown there").selectOption("full");
  await page.getByRole("button", { name: "Add room" }).click();
  await expectSaid(page, "Added room Payments approvals.");
  await expect(page.getByText("Shows the arguments")).toBeVisible();
});
