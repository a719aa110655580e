import { expect, type Page } from "@playwright/test";
import { become, expectLive, test } from "../fixtures";
import { textAt } from "../support/http";
import { claim, type Escalated, escalate, proposal, readAction, respond } from "../support/organisation";

const open = async (page: Page, held: Escalated) => {
  await page.goto(`/requests/${held.request}`);
  await expect(page.getByRole("timer")).toBeVisible();
};
const row = (page: Page, held: Escalated) => page.locator(`a[data-request="${held.request}"]`);
const approveButton = (page: Page) => page.getByRole("button", { name: "Approve…" });
const denyButton = (page: Page) => page.getByRole("button", { name: "Deny", exact: true });
const confirmation = (page: Page) => page.getByRole("alertdialog", { name: "Countersign this action?" });

test.describe("the queue", () => {
  test("a request appears by itself, is counted in the title, and leaves when somebody else answers", async ({
    page,
    context,
    organisation,
  }) => {
    await become(context, organisation, "di");
    await page.goto("/queue");
    await expectLive(page);
    const before = Number(/^\((\d+)\)/.exec(await page.title())?.[1] ?? 0);
    const held = await escalate(await organisation.agent());
    await expect(row(page, held)).toBeVisible();
    await expect(row(page, held).getByRole("timer")).toContainText(/\d+:\d\d/);
    await expect(page).toHaveTitle(new RegExp(`^\\(${before + 1}\\) Queue`));
    await respond(await organisation.person("ana"), held, "deny");
    await expect(row(page, held)).toBeHidden();
    await page.getByRole("button", { name: "Decided" }).click();
    await expect(row(page, held)).toContainText("Denied by Ana Example");
  });

  test("the soonest deadline comes first", async ({ page, context, organisation }) => {
    await become(context, organisation, "di");
    const agent = await organisation.agent();
    const later = await escalate(agent, proposal({ deadline_seconds: 800 }));
    const sooner = await escalate(agent, proposal({ deadline_seconds: 400 }));
    await page.goto("/queue");
    await expect(row(page, sooner)).toBeVisible();
    const order = await page
      .locator("a[data-request]")
      .evaluateAll((links) => links.map((link) => link.getAttribute("data-request")));
    expect(order.indexOf(sooner.request)).toBeLessThan(order.indexOf(later.request));
  });

  test("filters stand in the address and survive a reload", async ({ page, context, organisation }) => {
    await become(context, organisation, "di");
    const held = await escalate(await organisation.agent());
    await page.goto("/queue");
    await page.getByRole("searchbox", { name: "Search requests" }).fill("nothing is called this");
    await expect(page).toHaveURL(/q=nothing/);
    await expect(page.getByText("No request matches these filters")).toBeVisible();
    await page.reload();
    await expect(page.getByText("No request matches these filters")).toBeVisible();
    await page.getByRole("button", { name: "Clear the filters" }).click();
    await expect(row(page, held)).toBeVisible();
  });

  test("a row that is decided while it has the focus stays in place and says so", async ({
    page,
    context,
    organisation,
  }) => {
    await become(context, organisation, "di");
    const held = await escalate(await organisation.agent());
    await page.goto("/queue");
    await row(page, held).focus();
    await respond(await organisation.person("ana"), held, "approve");
    await expect(row(page, held)).toContainText("No longer waiting");
    await expect(row(page, held)).toBeFocused();
  });
});

test.describe("one request", () => {
  test("a denial is one step, carries its reason to the agent, and is shown as the person's own", async ({
    page,
    context,
    organisation,
  }) => {
    await become(context, organisation, "di");
    const agent = await organisation.agent();
    const held = await escalate(agent);
    await open(page, held);
    await page.getByLabel(/^Reason/).fill("Not during the freeze.");
    await denyButton(page).click();
    await expect(page.getByText("The server recorded your denial.")).toBeVisible();
    await expect(page.getByText("DENY", { exact: true })).toBeVisible();
    await expect(page.getByText("Denied by Di Example").first()).toBeVisible();
    const answer = await readAction(agent, held);
    expect(textAt(answer.body, "request.decision.reason")).toBe("Not during the freeze.");
  });

  test("an approval is opened, read and confirmed, and then followed until the agent has done it", async ({
    page,
    context,
    organisation,
  }) => {
    await become(context, organisation, "di");
    const agent = await organisation.agent();
    const held = await escalate(agent);
    await open(page, held);
    await approveButton(page).click();
    const dialog = confirmation(page);
    await expect(dialog.getByText(held.digest.slice(7, 11))).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Go back" })).toBeFocused();
    await dialog.getByRole("button", { name: "Approve" }).click();
    await expect(page.getByText("PERMIT", { exact: true })).toBeVisible();
    await expect(page.getByText("Waiting for the agent to pick it up")).toBeVisible();
    await claim(agent, held);
    await expect(page.getByText("Waiting for what happened")).toBeVisible();
    await agent.post(`/api/v1/actions/${held.action}/outcome`, { status: "succeeded" });
    await expect(page.getByText("Carried out")).toBeVisible();
  });

  test("Enter never approves, and going back approves nothing", async ({ page, context, organisation }) => {
    await become(context, organisation, "di");
    const held = await escalate(await organisation.agent());
    await open(page, held);
    await approveButton(page).click();
    const confirm = confirmation(page).getByRole("button", { name: "Approve" });
    await confirm.focus();
    await page.keyboard.press("Enter");
    await expect(confirm).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(confirmation(page)).toBeHidden();
    await expect(denyButton(page)).toBeEnabled();
    expect(
      textAt((await organisation.operator.get(`/api/v1/requests/${held.request}`)).body, "request.status"),
    ).toBe("pending");
  });

  test("the keyboard alone is enough, from the queue to the approval", async ({
    page,
    context,
    organisation,
  }) => {
    await become(context, organisation, "di");
    const held = await escalate(await organisation.agent(), proposal({ deadline_seconds: 60 }));
    await page.goto("/queue");
    await expect(row(page, held)).toBeVisible();
    await expectLive(page);
    // The page hears keys once it has come alive, a moment after it shows; a person would press again too.
    await expect(async () => {
      await page.keyboard.press("j");
      await expect(row(page, held)).toBeFocused({ timeout: 1_000 });
    }).toPass();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(held.request));
    await expect(approveButton(page)).toBeEnabled();
    await page.keyboard.press("d");
    await expect(page.getByLabel(/^Reason/)).toBeFocused();
    await page.keyboard.press("Tab");
    await expect(denyButton(page)).toBeFocused();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await expect(confirmation(page).getByRole("button", { name: "Go back" })).toBeFocused();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await expect(page.getByText("PERMIT", { exact: true })).toBeVisible();
  });

  test("a deadline that passes is shown as silence, never as a person's no", async ({
    page,
    context,
    organisation,
  }) => {
    await become(context, organisation, "di");
    const held = await escalate(await organisation.agent(), proposal({ deadline_seconds: 30 }));
    await open(page, held);
    await organisation.advance(31);
    await expect(page.getByText("SILENCE", { exact: true })).toBeVisible();
    await expect(page.getByText("No person said no", { exact: false })).toBeVisible();
    await expect(page.getByRole("article").getByText("Denied by")).toHaveCount(0);
    await expect(approveButton(page)).toBeHidden();
  });

  test("whoever is second learns who was first, and where", async ({
    page,
    context,
    organisation,
    complaints,
  }) => {
    complaints.allow(/409|ERR_FAILED/);
    await become(context, organisation, "di");
    const held = await escalate(await organisation.agent());
    // A console that has not heard yet: its live connection is down, and so is the poll behind it.
    await page.route("**/api/v1/stream", (route) => route.abort());
    await open(page, held);
    const deaf = /\/api\/v1\/requests(\?|\/[^/]+$)/;
    await page.route(deaf, (route) =>
      route.request().method() === "GET" ? route.abort() : route.continue(),
    );
    await respond(await organisation.person("ana"), held, "approve");
    await denyButton(page).click();
    await page.unroute(deaf);
    const refusal = page.getByRole("alert").filter({ hasText: "already been decided" });
    await expect(refusal).toContainText("Approved by Ana Example in the console");
    await expect(refusal).toContainText("Your answer did not count");
  });

  test("arguments longer than a screen must be opened before approving; denying need not wait", async ({
    page,
    context,
    organisation,
  }) => {
    await become(context, organisation, "di");
    const recipients = Array.from({ length: 120 }, (_, index) => `person-${index}@example.test`);
    const held = await escalate(
      await organisation.agent(),
      proposal({ arguments: { amount_cents: 25_000, recipients } }),
    );
    await open(page, held);
    await expect(approveButton(page)).toBeDisabled();
    await expect(denyButton(page)).toBeEnabled();
    await page.getByRole("button", { name: /^Show all/ }).click();
    await expect(page.getByText("person-119@example.test").first()).toBeVisible();
    await expect(approveButton(page)).toBeEnabled();
  });

  test("hidden characters are drawn, in the arguments and in the agent's words", async ({
    page,
    context,
    organisation,
  }) => {
    await become(context, organisation, "di");
    const held = await escalate(
      await organisation.agent(),
      proposal({
        arguments: { amount_cents: 25_000, to: "acc\u202Eount" },
        explanation: { title: "Refund", why: "zero\u200Bwidth" },
      }),
    );
    await open(page, held);
    await expect(page.locator("#arguments").getByText("U+202E").first()).toBeVisible();
    await expect(page.getByText("U+200B")).toBeVisible();
    await expect(page.getByText("Agent says, not verified").first()).toBeVisible();
  });

  test("the agent's owner is told why they cannot approve, and may still deny", async ({
    page,
    context,
    organisation,
  }) => {
    await become(context, organisation, "bo");
    const held = await escalate(await organisation.agent());
    await open(page, held);
    await expect(page.getByText("You may deny but not approve.", { exact: false })).toBeVisible();
    await expect(approveButton(page)).toBeDisabled();
    await denyButton(page).click();
    await expect(page.getByText("The server recorded your denial.")).toBeVisible();
  });

  test("somebody else's request is not found", async ({ page, context, organisation, complaints }) => {
    complaints.allow(/404/);
    await become(context, organisation, "flo");
    const held = await escalate(await organisation.agent());
    const response = await page.goto(`/requests/${held.request}`);
    expect(response?.status()).toBe(404);
    await expect(page.getByRole("heading", { name: "There is no such request" })).toBeVisible();
  });

  test("looking, more time and a comment are recorded and move the deadline only when asked to", async ({
    page,
    context,
    organisation,
  }) => {
    await become(context, organisation, "di");
    const held = await escalate(await organisation.agent());
    await open(page, held);
    await page.getByRole("button", { name: "I’m looking" }).click();
    await expect(
      page.getByText("Di Example is looking; paging pauses until", { exact: false }),
    ).toBeVisible();
    await page.getByRole("button", { name: "Add 5 min" }).click();
    await expect(page.getByText("Di Example added 5 min to the deadline")).toBeVisible();
    await page.getByLabel("Comment for the others who look at this").fill("Checking with the bank.");
    await page.getByRole("button", { name: "Comment" }).click();
    await expect(page.locator("bdi", { hasText: "Checking with the bank." })).toBeVisible();
  });
});
