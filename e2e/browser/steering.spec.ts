import { type BrowserContext, expect, type Page } from "@playwright/test";
import { become, expectAccessible, expectReflow, test } from "../fixtures";
import { at } from "../support/http";
import { type Escalated, escalate, type Organisation, proposal, readRequest } from "../support/organisation";

/** What people do about a request besides answering it, in the console. */

const open = async (page: Page, held: Escalated) => {
  await page.goto(`/requests/${held.request}`);
  await expect(page.getByRole("timer")).toBeVisible();
};
const dialog = (page: Page, name: string) => page.getByRole("dialog", { name });
const menu = (page: Page) => dialog(page, "More actions");
const openMenu = async (page: Page) => {
  await page.getByRole("button", { name: "More actions" }).click();
  await expect(menu(page)).toBeVisible();
};
/** di, whom the route pages first, looks at a new request and opens its menu. */
async function openAsDi(page: Page, context: BrowserContext, organisation: Organisation): Promise<Escalated> {
  await become(context, organisation, "di");
  const held = await escalate(await organisation.agent());
  await open(page, held);
  await openMenu(page);
  return held;
}
const happened = (page: Page) => page.getByRole("region", { name: "What happened" });

test("the menu says what each thing does, and acknowledging and escalating happen at once", async ({
  page,
  context,
  organisation,
}) => {
  await openAsDi(page, context, organisation);
  await expect(menu(page).getByRole("button", { name: "Extend by 5 min" })).toHaveAccessibleDescription(
    "Moves the deadline. 2 extensions left.",
  );
  await expectAccessible(page, "the menu");
  await menu(page).getByRole("button", { name: "Acknowledge" }).click();
  await expect(menu(page)).toBeHidden();
  await expect(happened(page).getByText("Di Example is looking; paging pauses")).toBeVisible();
  await openMenu(page);
  await expect(menu(page).getByRole("button", { name: "You are looking" })).toBeDisabled();
  await menu(page).getByRole("button", { name: "Escalate now" }).click();
  await expect(happened(page).getByText("Step 2: paged Ana Example, asked for by Di Example")).toBeVisible();
  await openMenu(page);
  await expect(menu(page).getByRole("button", { name: "Escalate now" })).toBeDisabled();
});

test("extending says how often it may still be done, until it may not", async ({
  page,
  context,
  organisation,
}) => {
  await openAsDi(page, context, organisation);
  for (const left of ["1 extension left", "No extension is left"]) {
    await menu(page).getByRole("button", { name: "Extend by 5 min" }).click();
    await expect(menu(page)).toBeHidden();
    await openMenu(page);
    await expect(menu(page).getByText(left, { exact: false })).toBeVisible();
  }
  await expect(menu(page).getByRole("button", { name: "Extend by 5 min" })).toBeDisabled();
});

test("reassigning offers those who could answer, says what it does, and is told in the timeline", async ({
  page,
  context,
  organisation,
}) => {
  await openAsDi(page, context, organisation);
  await menu(page).getByRole("button", { name: "Reassign…" }).click();
  const form = dialog(page, "Reassign");
  const field = form.getByRole("combobox", { name: "Hand it to" });
  await expect(field).toBeFocused();
  await form.getByRole("button", { name: "Reassign" }).click();
  await expect(form.getByText("Choose a person.")).toBeVisible();
  await field.click();
  await expect(form.getByRole("option")).toHaveText([/^Ana Example/]);
  await expectAccessible(page, "reassigning");
  await form.getByRole("option", { name: "Ana Example" }).click();
  await expect(
    form.getByText("Ana Example is paged at once, and you are paged and reminded no more."),
  ).toBeVisible();
  await form.getByRole("button", { name: "Reassign" }).click();
  await expect(form).toBeHidden();
  await expect(
    happened(page).getByText("Di Example handed it on to Ana Example, who was paged"),
  ).toBeVisible();
  await expect(page.getByText("Paged: Ana Example.")).toBeVisible();
});

test("a responder is added by the keyboard alone", async ({ page, context, organisation }) => {
  await become(context, organisation, "di");
  const held = await escalate(await organisation.agent());
  await open(page, held);
  const more = page.getByRole("button", { name: "More actions" });
  await more.focus();
  await page.keyboard.press("Enter");
  await expect(menu(page)).toBeVisible();
  await menu(page).getByRole("button", { name: "Add responder…" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Also page" })).toBeFocused();
  await page.keyboard.type("ana");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(happened(page).getByText("Di Example added Ana Example, who was paged")).toBeVisible();
  await expect(dialog(page, "Add a responder")).toBeHidden();
  await expect(more).toBeFocused();
  await expect(page.getByText("Paged: Di Example and Ana Example.")).toBeVisible();
});

test("re-routing shows whom the other route asks, and the page follows", async ({
  page,
  context,
  organisation,
}) => {
  const held = await openAsDi(page, context, organisation);
  await menu(page).getByRole("button", { name: "Re-route…" }).click();
  const form = dialog(page, "Re-route");
  await form.getByRole("combobox", { name: "Send it down" }).fill("gen");
  await form.getByRole("option", { name: "general" }).click();
  await expect(
    form.getByText(/^One of Ana Example or Flo Example.* First it pages Flo Example\.$/),
  ).toBeVisible();
  await expect(form.getByText("The deadline stays", { exact: false })).toBeVisible();
  await expectAccessible(page, "re-routing");
  await form.getByRole("button", { name: "Re-route" }).click();
  await expect(form).toBeHidden();
  await expect(
    happened(page).getByText("Di Example sent it from route payments down route general"),
  ).toBeVisible();
  await expect(page.getByText("You cannot answer this request")).toBeVisible();
  expect(at((await readRequest(organisation.operator, held)).body, "request.route.id")).toBe("general");
});

test("a refusal is said in the dialog, which stays open", async ({
  page,
  context,
  organisation,
  complaints,
}) => {
  complaints.allow(/409/);
  await become(context, organisation, "di");
  const held = await escalate(await organisation.agent());
  await page.route("**/api/v1/stream", (route) => route.abort());
  complaints.allow(/ERR_FAILED/);
  await open(page, held);
  await openMenu(page);
  await menu(page).getByRole("button", { name: "Reassign…" }).click();
  const form = dialog(page, "Reassign");
  await form.getByRole("combobox").fill("ana");
  await form.getByRole("option", { name: "Ana Example" }).click();
  await page.route("**/reassign", (route) =>
    route.fulfill({
      status: 409,
      contentType: "application/problem+json",
      body: JSON.stringify({
        type: "about:blank",
        title: "That person could not answer this request",
        status: 409,
        detail: "Their level was lowered a moment ago.",
        reason_code: "assignee_not_eligible",
      }),
    }),
  );
  await form.getByRole("button", { name: "Reassign" }).click();
  await expect(form.getByRole("alert")).toContainText("Their level was lowered a moment ago.");
});

test("whoever may not answer but manages finds the same, in reach beside the time", async ({
  page,
  context,
  organisation,
}) => {
  await become(context, organisation, "di");
  const held = await escalate(
    await organisation.agent("support-bot"),
    proposal({ surface: "mail.send", tool: "mail.send" }),
  );
  await open(page, held);
  await openMenu(page);
  await expect(menu(page).getByRole("button", { name: "Acknowledge" })).toHaveCount(0);
  await menu(page).getByRole("button", { name: "Add responder…" }).click();
  await page.getByRole("combobox", { name: "Also page" }).click();
  await expect(page.getByRole("option")).toHaveText([/^Ana Example/]);
});

test("on a phone the menu and its forms fit the screen", async ({ page, context, organisation }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openAsDi(page, context, organisation);
  await expectReflow(page, "the menu");
  await menu(page).getByRole("button", { name: "Re-route…" }).click();
  const form = dialog(page, "Re-route");
  await form.getByRole("combobox").click();
  await expect(form.getByRole("option", { name: "general" })).toBeInViewport();
  await expectReflow(page, "re-routing");
});

test("an auditor, and anybody once it is decided, is offered nothing to do", async ({
  page,
  context,
  organisation,
}) => {
  await become(context, organisation, "ed");
  const held = await escalate(await organisation.agent());
  await open(page, held);
  await expect(page.getByRole("button", { name: "More actions" })).toHaveCount(0);
});

test.describe("taking a shift", () => {
  test("puts the reader on call from the page of people, until the time they choose", async ({
    page,
    context,
    organisation,
  }) => {
    await become(context, organisation, "di");
    await page.goto("/people");
    const card = page.getByRole("listitem").filter({ hasText: "payments-on-call" }).first();
    await card.getByRole("button", { name: /^Take the shift until…/ }).click();
    const form = dialog(page, "Take payments-on-call");
    await expectAccessible(page, "taking a shift");
    await form.getByRole("button", { name: "4 hours" }).click();
    await expect(form.getByRole("button", { name: "4 hours" })).toHaveAttribute("aria-pressed", "true");
    await form.getByLabel("Until", { exact: true }).fill("2020-01-01T10:00");
    await expect(form.getByText("That time is past.")).toBeVisible();
    await form.getByRole("button", { name: "1 hour" }).click();
    await form.getByRole("button", { name: "Take the shift", exact: true }).click();
    await expect(form).toBeHidden();
    await expect(card.getByRole("status")).toContainText("You are on call until");
    await expect(card.getByText("Di Example", { exact: true })).toBeVisible();
  });

  test("is not offered to whom the schedule does not name", async ({ page, context, organisation }) => {
    await become(context, organisation, "flo");
    await page.goto("/people");
    await expect(page.getByText("payments-on-call").first()).toBeVisible();
    await expect(page.getByRole("button", { name: /^Take the shift/ })).toHaveCount(0);
  });
});
