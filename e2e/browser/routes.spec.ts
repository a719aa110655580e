import { expect, type Page } from "@playwright/test";
import { become, test } from "../fixtures";
import { type CompanyDocument, edited } from "../support/company";
import { expectConflict, expectInUse, expectSaid, keepMine, removeUnused } from "../support/editors";
import { at, listAt } from "../support/http";
import { tabTo } from "../support/keyboard";
import { foundOrganisation, newId, type Organisation } from "../support/organisation";

/** Routes in the console: written by mouse and by keyboard, and what the API then says. */

const save = (page: Page) => page.getByRole("button", { name: /^(Create|Save) the route$/ });
const step = (page: Page, number: number) => page.getByRole("combobox", { name: `Step ${number} pages` });
const clock = (page: Page) => page.getByRole("region", { name: "What would happen now" });

const choose = async (page: Page, number: number, typed: string, option: RegExp | string) => {
  await step(page, number).fill(typed);
  await page.getByRole("option", { name: option }).first().click();
};
const routeNamed = async (organisation: Organisation, name: string) =>
  listAt((await organisation.operator.get("/api/v1/routes?limit=200")).body, "routes").find(
    (route) => at(route, "name") === name,
  );
/** A new route starts with the schedule its writer is on call for: whose turn it is must not depend on the week. */
const onCallAlone =
  (person: string) =>
  (document: CompanyDocument): CompanyDocument => ({
    ...document,
    schedules: edited(document.schedules, {
      id: "payments-on-call",
      layers: [{ rotation: { type: "weekly", start: "2026-11-02T09:00", participants: [person] } }],
    }),
  });

test.describe("writing a route", () => {
  test("two steps and a 10-minute deadline by mouse are exactly what the API then shows", async ({
    page,
    context,
  }) => {
    const organisation = await foundOrganisation({ edit: onCallAlone("di") });
    await become(context, organisation, "di");
    const name = newId("Refunds");
    await page.goto("/routes");
    await page.getByRole("link", { name: "New route" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "New route" })).toBeVisible();
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByRole("button", { name: "Remove The payments-on-call schedule", exact: true }).click();
    await choose(page, 1, "di", /^Di Example/);
    await page.getByRole("button", { name: "Add a step" }).click();
    await choose(page, 2, "ana", /^Ana Example/);
    await page.getByLabel("Deadline", { exact: true }).fill("10 min");
    await expect(clock(page)).toContainText("If nobody answers: denied at T+10 min.");
    await expect(clock(page)).toContainText("Step 2 pages Ana Example");
    await save(page).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await expectSaid(page, `Added route ${name}`);
    expect(await routeNamed(organisation, name)).toMatchObject({
      id: name.toLowerCase(),
      name,
      deadline: "10m",
      steps: [
        { after: "0m", notify: ["person:di"] },
        { after: "5m", notify: ["person:ana"] },
      ],
      approval: { sets: [{ thresholds: [{ approve: 1, deny: 1, level: 1 }] }] },
      repeat: 0,
    });
  });

  test("the same by the keyboard alone", async ({ page, context, organisation }) => {
    await become(context, organisation, "di");
    const name = newId("Keys");
    await page.goto("/routes/new");
    await expect(clock(page)).toContainText("If nobody answers");
    const press = (...keys: string[]) =>
      keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
    await tabTo(page.getByLabel("Name", { exact: true }));
    await page.keyboard.type(name);
    await tabTo(step(page, 1));
    await press("Backspace");
    await page.keyboard.type("di ex");
    await press("Enter", "Escape");
    await tabTo(page.getByRole("button", { name: "Add a step" }));
    await press("Enter");
    await expect(step(page, 2)).toBeFocused();
    await page.keyboard.type("ana ex");
    await press("ArrowDown", "ArrowUp", "Enter", "Escape");
    await tabTo(page.getByLabel("Deadline", { exact: true }));
    await press("ControlOrMeta+A");
    await page.keyboard.type("10");
    await press("Enter");
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    expect(await routeNamed(organisation, name)).toMatchObject({
      deadline: "10m",
      steps: [
        { after: "0m", notify: ["person:di"] },
        { after: "5m", notify: ["person:ana"] },
      ],
    });
  });

  test("what is wrong is said beside it while it is written, and saving says it again", async ({
    page,
    context,
    organisation,
    complaints,
  }) => {
    complaints.allow(/422/);
    await become(context, organisation, "di");
    await page.goto("/routes/payments/edit");
    await page.getByLabel("Step 2 comes after").fill("20m");
    await expect(page.getByText("Never reached: it comes after the deadline.")).toBeVisible();
    await expect(clock(page)).toContainText("Step 2 is never reached");
    await page.getByRole("radio", { name: /condition/ }).check();
    const condition = page.getByLabel("Condition", { exact: true });
    await condition.fill("surfac == 'payments.refund'");
    await expect(page.getByText(/did you mean surface\?/)).toBeVisible();
    await expect(condition).toHaveAttribute("aria-invalid", "true");
    await save(page).click();
    await expect(page.getByRole("alert").filter({ hasText: "Not saved" })).toContainText(
      "did you mean surface",
    );
    await condition.fill("surface == 'payments.refund'");
    await expect(condition).not.toHaveAttribute("aria-invalid");
    await page.getByLabel("Step 2 comes after").fill("6m");
    await save(page).click();
    await expectSaid(page, /Saved route payments.*keep the version they were opened under/);
    expect(at((await organisation.operator.get("/api/v1/routes/payments")).body, "steps.1.after")).toBe("6m");
  });

  test("the rule explains itself, and says who could approve and who cannot", async ({
    page,
    context,
    organisation,
  }) => {
    await become(context, organisation, "di");
    await page.goto("/routes/payments/edit");
    const rule = page.locator("[data-rule-sentence]");
    await expect(rule).toHaveText("One of Payments at level 2 or above; the agent’s owner cannot.");
    await page.getByRole("button", { name: "Also require somebody else" }).click();
    await page.getByRole("checkbox", { name: "Whoever this route pages, requirement 2" }).uncheck();
    await page.getByRole("combobox", { name: "Answers are taken from, requirement 2" }).fill("ops");
    await page
      .getByRole("option", { name: /Operations/ })
      .first()
      .click();
    await expect(rule).toHaveText(
      "One of Payments at level 2 or above, and one of Operations; nobody twice; the agent’s owner cannot.",
    );
    await page.getByLabel("As if asked by").selectOption("support-bot");
    await expect(page.getByText("Bo Example cannot: the agent is theirs.")).toBeVisible();
    await expect(page.getByText("Could approve now:").locator("..")).toContainText(
      "Ana Example, Di Example and Flo Example",
    );
  });

  test("somebody who saved meanwhile is not written over unseen", async ({
    page,
    context,
    organisation,
    complaints,
  }) => {
    complaints.allow(/412/);
    await become(context, organisation, "di");
    await page.goto("/routes/general/edit");
    await expect(clock(page)).toContainText("If nobody answers");
    const theirs = (await organisation.operator.get("/api/v1/routes/general")).body;
    const saved = await organisation.operator.put("/api/v1/routes/general", {
      ...Object(theirs),
      deadline: "12m",
    });
    expect(saved.status, saved.text).toBe(200);
    await page.getByLabel("Deadline", { exact: true }).fill("9m");
    await save(page).click();
    await expectConflict(page);
    expect(at((await organisation.operator.get("/api/v1/routes/general")).body, "deadline")).toBe("12m");
    await keepMine(page);
    await save(page).click();
    await expectSaid(page, "Saved route general");
    expect(at((await organisation.operator.get("/api/v1/routes/general")).body, "deadline")).toBe("9m");
  });

  test("a copy starts from another, and deleting says what still sends requests there", async ({
    page,
    context,
    organisation,
    complaints,
  }) => {
    complaints.allow(/422/);
    await become(context, organisation, "di");
    await page.goto("/routes/payments");
    await page.getByRole("link", { name: "Copy" }).click();
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("payments (copy)");
    const name = newId("Copied");
    await page.getByLabel("Name", { exact: true }).fill(name);
    await save(page).click();
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await removeUnused(page, `route ${name}`);
    await expect(page).toHaveURL(/\/routes$/);
    expect(await routeNamed(organisation, name)).toBeUndefined();
    await page.goto("/routes/payments");
    await expectInUse(page, "refund-large");
  });

  test("is not for members, who may read", async ({ page, context, organisation }) => {
    await become(context, organisation, "cy");
    await page.goto("/routes/payments");
    await expect(page.getByText("If nobody answers: denied at T+15 min.")).toBeVisible();
    await expect(page.getByRole("link", { name: "Edit" })).toHaveCount(0);
    await page.goto("/routes/new");
    await expect(page.getByText("Only managers and admins change this")).toBeVisible();
  });
});
