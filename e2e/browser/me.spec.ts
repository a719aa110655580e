import { expect } from "@playwright/test";
import { become, expectAccessible, expectLive, expectReflow, test } from "../fixtures";
import { expectSaid } from "../support/editors";
import { escalate } from "../support/organisation";

/** People about themselves: being away, and being reached. */

const WINDOWS = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;

test("somebody goes away by keyboard, another signs on their behalf, and they take it back", async ({
  page,
  context,
  organisation,
}) => {
  await become(context, organisation, "di");
  await page.goto("/queue");
  await page.getByRole("link", { name: "Away and contact" }).click();
  await expectLive(page);
  await page.getByLabel("Who stands in").selectOption({ label: "Cy Example" });
  await page.getByLabel("Reason").fill("Holiday");
  await page.getByLabel("Reason").press("Enter");
  await expectSaid(page, "Cy Example stands in for you.");
  const absences = page.getByRole("list", { name: "Your absences" });
  await expect(absences.getByRole("listitem")).toContainText("Cy Example stands in for you now");

  const held = await escalate(await organisation.agent());
  const browser = context.browser();
  const theirs = await browser?.newContext();
  if (!theirs) throw new Error("there is no browser");
  await become(theirs, organisation, "cy");
  const desk = await theirs.newPage();
  await desk.goto(`/requests/${held.request}`);
  await expect(desk.getByText("You answer on behalf of Di Example")).toBeVisible();
  const cy = await organisation.person("cy");
  await cy.post(`/api/v1/requests/${held.request}/responses`, { verdict: "approve", digest: held.digest });
  await desk.reload();
  await expect(desk.getByText("Cy Example on behalf of Di Example").first()).toBeVisible();
  await expect(desk.getByText("Cy Example for Di Example (out of office)")).toBeVisible();
  await theirs.close();

  await page.getByRole("button", { name: "End now: Cy Example" }).press("Enter");
  await expect(page.getByText("You are here, and no absence is planned.")).toBeVisible();
});

test("an absence that makes no sense is refused beside its field", async ({
  page,
  context,
  organisation,
}) => {
  await become(context, organisation, "flo");
  await page.goto("/me");
  await expectLive(page);
  await page.getByLabel("Until").fill("2020-01-01T10:00");
  await page.getByRole("button", { name: "Lend my authority" }).click();
  await expect(page.getByLabel("Who stands in")).toHaveAccessibleDescription(/Choose who/);
  await expect(page.getByLabel("Until")).toHaveAccessibleDescription(/past/);
});

test("somebody says how they are reached, and it is kept", async ({ page, context, organisation }) => {
  await become(context, organisation, "flo");
  await page.goto("/me");
  await expectLive(page);
  await page.getByRole("button", { name: "Add a way: usually by" }).click();
  await page.getByRole("group", { name: "Usually by" }).getByLabel("After").fill("2m");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expectSaid(page, "Saved.");
  await page.reload();
  await expect(page.getByRole("group", { name: "Usually by" }).getByLabel("After")).toHaveValue("2m");
});

for (const viewport of WINDOWS) {
  test(`the page reads well and is accessible at ${viewport.width}`, async ({
    page,
    context,
    organisation,
  }) => {
    await page.setViewportSize(viewport);
    await become(context, organisation, "ana");
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto("/me");
      await expectLive(page);
      await expectAccessible(page, `${viewport.width} ${colorScheme}`);
      await expectReflow(page, `${viewport.width} ${colorScheme}`);
      await page.screenshot({
        path: test.info().outputPath(`me-${viewport.width}-${colorScheme}.png`),
        fullPage: true,
      });
    }
  });
}
