import { expect } from "@playwright/test";
import { become, expectAccessible, expectLive, expectReflow, test } from "../fixtures";
import { expectConflict, expectInUse, expectSaid, keepMine, removeUnused } from "../support/editors";
import { at } from "../support/http";

test("a team is added, edited and removed", async ({ page, context, organisation }) => {
  await become(context, organisation, "di");
  await page.goto("/teams");
  await page.getByRole("link", { name: "Add team" }).click();
  await page.getByLabel("Name").fill("Fraud desk");
  await expect(page.getByLabel("Id")).toHaveValue("fraud-desk");
  await page.getByRole("combobox", { name: "Members" }).fill("cy");
  await page.getByRole("option", { name: "Cy Example" }).click();
  await page.getByRole("button", { name: "Add team" }).click();
  await expect(page).toHaveURL(/\/teams$/);
  await expectSaid(page, "Added team Fraud desk.");

  await page.getByRole("link", { name: "Fraud desk" }).click();
  await page.getByRole("combobox", { name: "Members" }).fill("flo");
  await page.getByRole("option", { name: "Flo Example" }).click();
  await page.getByRole("button", { name: "Remove Cy Example" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expectSaid(page, "Saved team Fraud desk: members.");
  const { body } = await organisation.operator.get("/api/v1/teams/fraud-desk");
  expect(at(body, "members")).toEqual(["flo"]);

  await page.getByRole("link", { name: "Fraud desk" }).click();
  await removeUnused(page, "team Fraud desk");
  expect((await organisation.operator.get("/api/v1/teams/fraud-desk")).status).toBe(404);
});

test("by keyboard alone", async ({ page, context, organisation }) => {
  await become(context, organisation, "di");
  await page.goto("/teams/new");
  await expectLive(page);
  await page.getByLabel("Name").focus();
  await page.keyboard.type("Night shift");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("combobox", { name: "Members" })).toBeFocused();
  await page.keyboard.type("exam");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Remove Bo Example" })).toBeVisible();
  await page.keyboard.press("Backspace");
  await expect(page.getByRole("button", { name: "Remove Bo Example" })).toBeHidden();
  await page.keyboard.type("flo");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expectSaid(page, "Added team Night shift.");
});

test("what the server refuses stands at its field, and nothing typed is lost", async ({
  page,
  context,
  organisation,
  complaints,
}) => {
  complaints.allow(/4(09|12|22)/);
  await become(context, organisation, "di");
  await page.goto("/teams/new");
  await page.getByLabel("Name").fill("Wrong");
  await page.getByLabel("Id").fill("Not an id");
  await page.getByRole("button", { name: "Add team" }).click();
  const alert = page.getByRole("alert").filter({ hasText: "Not saved" });
  await expect(alert).toBeFocused();
  await alert.getByRole("button", { name: "Id" }).click();
  await expect(page.getByLabel("Id")).toBeFocused();
  await expect(page.getByLabel("Id")).toHaveAccessibleDescription(/starting with a letter or digit/);
  await expect(page.getByLabel("Name")).toHaveValue("Wrong");
  await expectAccessible(page, "a refused save");
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Stay" }).click();
  await expect(page.getByLabel("Name")).toHaveValue("Wrong");
});

test("a team that somebody else saved meanwhile is not written over unasked", async ({
  page,
  context,
  organisation,
  complaints,
}) => {
  complaints.allow(/412/);
  await become(context, organisation, "di");
  await organisation.operator.post("/api/v1/teams", { id: "contested", members: ["bo"] });
  await page.goto("/teams/contested");
  await page.getByLabel("Name").fill("Mine");
  await organisation.operator.put("/api/v1/teams/contested", { id: "contested", members: ["cy"] });
  await page.getByRole("button", { name: "Save" }).click();
  await expectConflict(page);
  await keepMine(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expectSaid(page, "Saved team Mine: members and name.");
});

test("a team in use says who names it instead of going", async ({
  page,
  context,
  organisation,
  complaints,
}) => {
  complaints.allow(/422/);
  await become(context, organisation, "di");
  await page.goto("/teams/payments");
  await expectInUse(page, "route payments: approval");
});

test("a member reads a team and is told why it cannot be changed", async ({
  page,
  context,
  organisation,
}) => {
  await become(context, organisation, "cy");
  await page.goto("/teams/payments");
  await expect(page.getByText("Only managers and admins change it.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save" })).toBeHidden();
});

test("on a phone everything else is behind More", async ({ browser, organisation }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  await become(context, organisation, "di");
  const page = await context.newPage();
  await page.goto("/queue");
  await page.getByRole("button", { name: "More" }).click();
  await expectAccessible(page, "more");
  await page.getByRole("dialog").getByRole("link", { name: "Teams" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Teams" })).toBeVisible();
  await expect(page.getByRole("dialog")).toBeHidden();
  await page.goto("/teams/payments");
  await expectReflow(page, "the team editor");
  await context.close();
});
