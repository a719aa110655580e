import { expect } from "@playwright/test";
import { become, expectAccessible, expectReflow, test } from "../fixtures";
import { listAt, textAt } from "../support/http";
import type { Organisation } from "../support/organisation";

/** The order in which routes take requests, and an action tried out before anybody depends on them. */

const order = async (organisation: Organisation) =>
  listAt((await organisation.operator.get("/api/v1/routes?limit=200")).body, "routes").map((route) =>
    textAt(route, "id"),
  );

test.describe("the order of the routes", () => {
  test("is changed by buttons, said aloud, and saved when asked", async ({ page, context, organisation }) => {
    await become(context, organisation, "di");
    const before = await order(organisation);
    const [first = "", second = ""] = before;
    await page.goto("/routes");
    const down = page.getByRole("button", { name: `Move ${first} down` });
    await down.focus();
    await page.keyboard.press("Enter");
    await expect(
      page.getByRole("status").filter({ hasText: `${first} is now 2 of ${before.length}.` }),
    ).toBeAttached();
    expect(await order(organisation)).toEqual(before);
    await page.getByRole("button", { name: "Save the order" }).click();
    await expect(page.getByText("The order is saved.")).toBeAttached();
    expect((await order(organisation)).slice(0, 2)).toEqual([second, first]);
  });

  test("is changed by dragging", async ({ page, context, organisation }) => {
    await become(context, organisation, "di");
    const before = await order(organisation);
    await page.goto("/routes");
    const cards = page.getByRole("article");
    await cards.nth(1).locator("[data-drag-handle]").dragTo(cards.nth(0));
    await page.getByRole("button", { name: "Save the order" }).click();
    await expect(page.getByText("The order is saved.")).toBeAttached();
    expect((await order(organisation)).slice(0, 2)).toEqual([before[1], before[0]]);
  });
});

test.describe("trying an action", () => {
  test("says the ruling, the route, who is paged when and who may approve; the address says it again", async ({
    page,
    context,
    organisation,
  }) => {
    await become(context, organisation, "di");
    await page.goto("/simulate");
    await page.getByLabel("Agent", { exact: true }).selectOption("support-bot");
    await page.getByLabel("Surface", { exact: true }).selectOption("payments.refund");
    await page.getByLabel("Arguments").fill('{ "amount_cents": 30000 }');
    await page.getByLabel("Date and time").fill("2026-12-01T10:00");
    await page.getByRole("button", { name: "Simulate" }).click();
    const result = page.getByRole("region", { name: "What would happen" });
    await expect(result).toContainText("Held for a person");
    await expect(result).toContainText("refund-large");
    await expect(result).toContainText("Step 1 pages Di Example");
    await expect(result).toContainText("Bo Example cannot: the agent is theirs.");
    const address = page.url();
    await page.goto("/queue");
    await page.goto(address);
    await expect(result).toContainText("Held for a person");
    await expect(page.getByLabel("Arguments")).toHaveValue('{ "amount_cents": 30000 }');
  });

  test("points at what is wrong with the arguments, as JSON and as the surface wants them", async ({
    page,
    context,
    organisation,
    complaints,
  }) => {
    complaints.allow(/422/);
    await become(context, organisation, "di");
    await page.goto("/simulate?surface=payments.refund");
    await page.getByLabel("Arguments").fill('{ "amount_cents": }');
    await page.getByRole("button", { name: "Simulate" }).click();
    await expect(page.getByText(/Line 1, column 19/)).toBeVisible();
    await page.getByLabel("Arguments").fill('{ "amount_cents": "many" }');
    await page.getByRole("button", { name: "Simulate" }).click();
    await expect(page.getByText(/amount_cents .*integer/)).toBeVisible();
  });

  test("an action that nobody is asked about says so", async ({ page, context, organisation }) => {
    await become(context, organisation, "di");
    await page.goto("/simulate?tool=docs.read");
    await expect(page.getByText("Allowed at once", { exact: true })).toBeVisible();
    await expect(page.getByText("Nobody is asked.")).toBeVisible();
  });
});

for (const [colorScheme, width] of [
  ["light", 390],
  ["dark", 1280],
] as const) {
  test(`the editor with everything unfolded is accessible and fits: ${colorScheme}, ${width} px`, async ({
    browser,
    organisation,
  }) => {
    const viewport = { width, height: 800 };
    const context = await browser.newContext({ colorScheme, viewport, reducedMotion: "reduce" });
    await become(context, organisation, "di");
    const page = await context.newPage();
    for (const path of ["/routes/payments/edit", "/simulate?route=payments"]) {
      await page.goto(path);
      await expect(page.getByText("If nobody answers: denied", { exact: false }).first()).toBeVisible();
      await page.locator("main details").evaluateAll((folded) => {
        for (const details of folded) details.setAttribute("open", "");
      });
      await expectAccessible(page, path);
      await expectReflow(page, path);
    }
    await context.close();
  });
}
