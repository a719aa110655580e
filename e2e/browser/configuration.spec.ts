import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { become, expectAccessible, expectLive, expectReflow, test } from "../fixtures";
import { expectSaid } from "../support/editors";
import { at, numberAt, textAt } from "../support/http";
import { foundOrganisation, type Organisation } from "../support/organisation";

const yamlOf = async (organisation: Organisation) =>
  (await organisation.operator.get("/api/v1/config", { Accept: "application/yaml" })).text;
const file = (page: Page) => page.getByLabel("countersign.yaml");
const versionOf = async (organisation: Organisation) =>
  numberAt((await organisation.operator.get("/api/v1/config/versions?limit=1")).body, "versions.0.version");

test("a file is planned, with its effects, and then applied", async ({ page, context }) => {
  // Its own: other tests know the team by the name it gets here.
  const organisation = await foundOrganisation();
  await become(context, organisation, "di");
  await page.goto("/configuration");
  const yaml = await yamlOf(organisation);
  await file(page).fill(yaml);
  await page.getByRole("button", { name: "Plan" }).click();
  await expect(page.getByText("nothing would change")).toBeVisible();
  await file(page).fill(yaml.replace("Payments", "Payments desk"));
  await page.getByRole("button", { name: "Plan" }).click();
  const plan = page.getByRole("region", { name: "The plan" });
  await expect(plan).toContainText("team Payments");
  await plan.getByText("1 field in detail").click();
  await expect(plan).toContainText("Payments desk");
  await expectAccessible(page, "a plan");
  await plan.getByRole("button", { name: "Apply" }).click();
  await expectSaid(page, /^Applied: this is version \d+ now/);
  expect(textAt((await organisation.operator.get("/api/v1/teams/payments")).body, "name")).toBe(
    "Payments desk",
  );
});

test("what is wrong with a file is said with its line and column, one click away", async ({
  page,
  context,
  organisation,
  complaints,
}) => {
  complaints.allow(/4(00|22)/);
  await become(context, organisation, "di");
  await page.goto("/configuration");
  const yaml = await yamlOf(organisation);
  const lines = yaml.replace("role: manager", "role: manger").split("\n");
  const wrong = lines.findIndex((line) => line.includes("manger")) + 1;
  await file(page).fill(lines.join("\n"));
  await page.getByRole("button", { name: "Plan" }).click();
  await page.getByRole("button", { name: new RegExp(`^Line ${wrong}, column`) }).click();
  await expect(file(page)).toBeFocused();
  expect(await page.evaluate(() => window.getSelection()?.toString())).toContain("manger");
  await expect(page.getByText(/did you mean manager/)).toBeVisible();
});

test("the document is exported as YAML that changes nothing when it is applied", async ({
  page,
  context,
  organisation,
}) => {
  await become(context, organisation, "di");
  await page.goto("/configuration");
  await expectLive(page);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export YAML" }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe("countersign.yaml");
  expect(readFileSync(await saved.path(), "utf8")).toBe(await yamlOf(organisation));
});

test("any two versions are compared, and an earlier one restored, by keyboard alone", async ({
  page,
  context,
  organisation,
}) => {
  const before = await versionOf(organisation);
  await organisation.operator.post("/api/v1/teams", { id: "passing", name: "Passing", members: ["bo"] });
  await organisation.operator.put("/api/v1/teams/passing", {
    id: "passing",
    name: "Passing",
    members: ["cy"],
  });
  await become(context, organisation, "di");
  await page.goto("/configuration");
  await expectLive(page);
  await page.getByRole("combobox", { name: "Compare" }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.type(`Version ${before}`);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: `Version ${before + 2}` })).toBeVisible();
  await expect(page.getByRole("region", { name: `Against version ${before}` })).toContainText("team Passing");

  await page.goto(`/configuration/versions/${before}`);
  await expectLive(page);
  await page.getByRole("button", { name: "Restore…" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("team Passing").first()).toBeVisible();
  await dialog.getByRole("button", { name: "Restore", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expectSaid(page, `Restored version ${before}, as version ${before + 3}.`);
  expect((await organisation.operator.get("/api/v1/teams/passing")).status).toBe(404);
});

test("what is wrong with the configuration in force leads to the thing, and drift from its file is said", async ({
  page,
  context,
}) => {
  const organisation = await foundOrganisation();
  const { body } = await organisation.operator.get("/api/v1/config");
  const teams = at(body, "teams");
  const routes = at(body, "routes");
  await organisation.operator.put("/api/v1/config?source=countersign.yaml", {
    ...Object(body),
    routes: [
      ...(Array.isArray(routes) ? routes : []),
      {
        id: "impossible",
        when: "surface == 'mail.send'",
        approval: { sets: [{ thresholds: [{ from: ["team:ops"], approve: 9 }] }] },
        steps: [{ after: "0m", notify: ["person:flo"] }],
      },
    ],
  });
  await organisation.operator.post("/api/v1/teams", { id: "drifting" });
  expect(Array.isArray(teams)).toBe(true);
  await become(context, organisation, "di");
  await page.goto("/configuration");
  await expect(page.getByText("It is no longer what countersign.yaml says")).toBeVisible();
  await expect(page.getByText(/the console has changed .*team drifting/)).toBeVisible();
  await expect(page.getByRole("region", { name: "What is wrong with it" })).toContainText("route impossible");
  await expectAccessible(page, "the configuration");
});

test("on a phone the configuration fits, and an auditor reads it without changing it", async ({
  browser,
  organisation,
}) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 } });
  await become(context, organisation, "ed");
  const page = await context.newPage();
  await page.goto("/configuration");
  await expect(page.getByText("Only managers and admins change it.")).toBeVisible();
  await expectReflow(page, "the configuration");
  await page
    .getByRole("link", { name: /^Version/ })
    .first()
    .click();
  await expectReflow(page, "a version");
  await expect(page.getByRole("button", { name: "Restore…" })).toBeHidden();
  await context.close();
});
