import { expect, type Locator } from "@playwright/test";
import { become, expectLive, expectReflow, test } from "../fixtures";
import { listAt } from "../support/http";
import { tabTo } from "../support/keyboard";
import { foundOrganisation, type Organisation } from "../support/organisation";

/** Overrides written in the form: what a refusal says and keeps, and that no mouse is needed. Each in its own company. */

const overridesOf = async ({ operator }: Organisation) =>
  listAt((await operator.get("/api/v1/overrides")).body, "overrides");

/** Flo instead of Ana on a winter morning in Madrid. */
const written = {
  "Instead of": "ana",
  "Is on call": "flo",
  From: "2031-02-05T09:00",
  Until: "2031-02-05T17:00",
} as const;
const override = {
  schedule: "payments-on-call",
  type: "replace",
  person: "ana",
  with: "flo",
  start: "2031-02-05T08:00:00.000Z",
  end: "2031-02-05T16:00:00.000Z",
};

async function write(form: Locator): Promise<void> {
  await form.getByLabel("Instead of").selectOption(written["Instead of"]);
  await form.getByLabel("Is on call").selectOption(written["Is on call"]);
  await form.getByLabel("From").fill(written.From);
  await form.getByLabel("Until").fill(written.Until);
}

async function expectKept(form: Locator): Promise<void> {
  await expect(form.getByLabel("What")).toHaveValue("replace");
  for (const [label, value] of Object.entries(written))
    await expect(form.getByLabel(label)).toHaveValue(value);
}

test("the same override twice is refused in words, and nothing typed is lost", async ({
  page,
  context,
  complaints,
}) => {
  complaints.allow(/409/);
  const organisation = await foundOrganisation();
  await become(context, organisation, "di");
  await page.goto("/schedules/payments-on-call");
  const open = page.getByRole("button", { name: "Add override" });
  const form = page.getByRole("dialog");
  const add = form.getByRole("button", { name: "Add override" });
  await open.click();
  await write(form);
  await add.click();
  await expect(form).toBeHidden();
  await open.click();
  await write(form);
  await add.click();
  await expect(form.getByRole("alert")).toContainText("This schedule already has exactly this override.");
  await expectKept(form);
  expect(await overridesOf(organisation)).toMatchObject([override]);

  await form.getByLabel("Until").fill("2031-02-05T18:00");
  await add.click();
  await expect(form).toBeHidden();
  expect(await overridesOf(organisation)).toMatchObject([
    override,
    { ...override, end: "2031-02-05T17:00:00.000Z" },
  ]);
});

test("an end before its start is said at its field, and nothing typed is lost", async ({
  page,
  context,
  complaints,
}) => {
  complaints.allow(/422/);
  const organisation = await foundOrganisation();
  await become(context, organisation, "di");
  await page.goto("/schedules/payments-on-call");
  await page.getByRole("button", { name: "Add override" }).click();
  const form = page.getByRole("dialog");
  const [until, add] = [form.getByLabel("Until"), form.getByRole("button", { name: "Add override" })];
  await write(form);
  await until.fill("2031-02-05T08:00");
  await add.click();
  await expect(until).toHaveAccessibleDescription("is not after the start");
  await expect(until).toHaveValue("2031-02-05T08:00");
  expect(await overridesOf(organisation)).toEqual([]);
  await until.fill(written.Until);
  await expectKept(form);
  await add.click();
  await expect(form).toBeHidden();
  expect(await overridesOf(organisation)).toMatchObject([override]);
});

test("on a phone's width an override is added and taken back by the keyboard alone", async ({
  page,
  context,
}) => {
  const organisation = await foundOrganisation();
  await page.setViewportSize({ width: 390, height: 844 });
  await become(context, organisation, "di");
  await page.goto("/schedules/payments-on-call");
  await expectLive(page);
  const open = page.getByRole("button", { name: "Add override" });
  await tabTo(open);
  await page.keyboard.press("Enter");
  const form = page.getByRole("dialog");
  await tabTo(form.getByLabel("Instead of"));
  await page.keyboard.type("Ana");
  await tabTo(form.getByLabel("Is on call"));
  await page.keyboard.type("Flo");
  await tabTo(form.getByLabel("From"));
  await page.keyboard.type("02052031");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.type("0900AM");
  await tabTo(form.getByLabel("Until"));
  await page.keyboard.type("02052031");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.type("0500PM");
  await expectKept(form);
  await expectReflow(page, "the override form");
  await tabTo(form.getByRole("button", { name: "Add override" }));
  await page.keyboard.press("Enter");
  await expect(form).toBeHidden();
  await expect(open).toBeFocused();
  expect(await overridesOf(organisation)).toMatchObject([override]);

  await tabTo(page.getByRole("button", { name: "Remove: Flo Example instead of Ana Example" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Flo Example instead of Ana Example")).toBeHidden();
  expect(await overridesOf(organisation)).toEqual([]);
});
