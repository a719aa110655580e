import { expect, type Page } from "@playwright/test";
import { become, expectLive, expectReflow, test } from "../fixtures";
import { at, listAt } from "../support/http";
import type { Organisation } from "../support/organisation";

/** Schedules as they are drawn, written and overridden in the console. */

const saved = (page: Page, text: string | RegExp) => page.getByRole("status").filter({ hasText: text });
const choose = async (page: Page, label: string, name: string) => {
  await page.getByRole("combobox", { name: label }).fill(name.toLowerCase());
  await page.getByRole("option", { name: `${name} Example` }).click();
};

/** Of this test alone: the others' schedules stay as they are. */
async function ownSchedule(organisation: Organisation, id: string): Promise<void> {
  const rotation = { type: "weekly", start: "2026-11-02T09:00", participants: ["ana", "di"] };
  const made = await organisation.operator.post("/api/v1/schedules", { id, layers: [{ rotation }] });
  expect(made.status, made.text).toBe(201);
}

test("who is on call says who, until when and who comes next", async ({ page, context, organisation }) => {
  await become(context, organisation, "flo");
  await page.goto("/on-call");
  const card = page.getByRole("listitem").filter({ hasText: "payments-on-call" });
  await expect(card.getByText(/^(Ana|Di) Example$/)).toBeVisible();
  await expect(card.getByText(/^until .*, then (Ana|Di) Example/)).toBeVisible();
});

test("two people who take weekly turns are written, previewed and drawn", async ({
  page,
  context,
  organisation,
}) => {
  await become(context, organisation, "di");
  await page.goto("/schedules");
  await page.getByRole("link", { name: "Add schedule" }).click();
  await page.getByLabel("Name").fill("Night desk");
  await page.getByRole("button", { name: "Add people who take turns" }).click();
  await choose(page, "Who takes turns, in order", "Ana");
  await choose(page, "Who takes turns, in order", "Cy");
  await expect(page.getByText(/^On call now: (Ana|Cy) Example\.$/)).toBeVisible();
  await page.getByRole("button", { name: "Add schedule" }).click();
  await expect(page).toHaveURL(/\/schedules\/night-desk$/);
  await expect(saved(page, "Added schedule Night desk.")).toBeVisible();
  await expect(page.getByRole("region", { name: "Lanes" }).getByText("Final", { exact: true })).toBeVisible();
  const { body } = await organisation.operator.get("/api/v1/schedules/night-desk");
  expect(at(body, "layers.0.rotation")).toMatchObject({ type: "weekly", participants: ["ana", "cy"] });
});

test("by the keyboard alone, and a schedule with a gap asks first", async ({
  page,
  context,
  organisation,
}) => {
  await become(context, organisation, "di");
  await page.goto("/schedules/new");
  await expectLive(page);
  await page.getByLabel("Name").focus();
  await page.keyboard.type("Office hours");
  await page.getByRole("button", { name: "Add people who take turns" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("combobox", { name: "Who takes turns, in order" }).focus();
  await page.keyboard.type("cy");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Add hours" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^Nobody is on call .* – .*\.$/)).toBeVisible();
  const save = page.getByRole("button", { name: "Add schedule" });
  await save.focus();
  await page.keyboard.press("Enter");
  const meant = page.getByRole("checkbox", { name: "Save with the gap" });
  await expect(meant).toBeFocused();
  expect((await organisation.operator.get("/api/v1/schedules/office-hours")).status).toBe(404);
  await page.keyboard.press("Space");
  await save.focus();
  await page.keyboard.press("Enter");
  await expect(saved(page, "Added schedule Office hours.")).toBeVisible();
  await expect(page.getByRole("cell", { name: "Nobody: a gap" }).first()).toBeVisible();
});

test("an edit keeps whoever is on call", async ({ page, context, organisation }) => {
  await ownSchedule(organisation, "edited");
  const onCall = async () =>
    listAt((await organisation.operator.get("/api/v1/schedules/edited/on-call")).body, "people");
  const before = await onCall();
  await become(context, organisation, "di");
  await page.goto("/schedules/edited/edit");
  await choose(page, "Who takes turns, in order", "Cy");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(saved(page, "Saved schedule edited")).toBeVisible();
  expect(await onCall()).toEqual(before);
});

test("for a time, a temporary schedule replaces everything", async ({ page, context, organisation }) => {
  await ownSchedule(organisation, "for-a-time");
  await become(context, organisation, "di");
  await page.goto("/schedules/for-a-time/edit");
  await page.getByRole("button", { name: "Add a temporary schedule" }).click();
  await page.getByRole("button", { name: "Add a shift" }).click();
  await page.getByLabel("On call", { exact: true }).selectOption("cy");
  await expect(page.getByText(/Cy Example/).last()).toBeVisible();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(saved(page, "Saved schedule for-a-time: temporary")).toBeVisible();
  const { body } = await organisation.operator.get("/api/v1/schedules/for-a-time");
  expect(at(body, "temporary.0.shifts")).toMatchObject([{ person: "cy" }]);
});

test("an imported calendar says how reading it went", async ({ page, context, organisation }) => {
  const text = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//x//x//EN",
    "BEGIN:VEVENT",
    "UID:1",
    "DTSTART:20261201T090000Z",
    "DTEND:20261202T090000Z",
    "SUMMARY:Somebody else",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ].join("\r\n");
  const made = await organisation.operator.post("/api/v1/schedules", {
    id: "imported",
    layers: [{ calendar: { text } }],
  });
  expect(made.status, made.text).toBe(201);
  await become(context, organisation, "di");
  await page.goto("/schedules/imported");
  const card = page.getByRole("region", { name: "Imported calendars" });
  await expect(card.getByText("1 event is nobody's: Somebody else")).toBeVisible();
});

test("what is wrong stands at its field", async ({ page, context, organisation, complaints }) => {
  complaints.allow(/422/);
  await become(context, organisation, "di");
  await page.goto("/schedules/new");
  await page.getByLabel("Name").fill("Wrong zone");
  await page.getByLabel("Time zone").fill("Europe/Atlantis");
  await page.getByRole("button", { name: "Add schedule" }).click();
  await expect(page.getByLabel("Time zone")).toHaveAttribute("aria-invalid", "true");
});

test("a time dragged over on the final lane becomes an override, and can be taken back", async ({
  page,
  context,
  organisation,
}) => {
  await ownSchedule(organisation, "dragged");
  await become(context, organisation, "di");
  await page.goto("/schedules/dragged?from=2031-02-03");
  await expectLive(page);
  const box = await page.locator("[data-lane=Final]").boundingBox();
  if (!box) throw new Error("there is no final lane");
  await page.mouse.move(box.x + box.width * 0.3, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 10, { steps: 4 });
  await page.mouse.up();
  const form = page.getByRole("dialog");
  await form.getByLabel("What").selectOption("add");
  await form.getByLabel("Who").selectOption("cy");
  await expect(form.getByLabel("From")).toHaveValue(/^2031-02-05T/);
  await form.getByRole("button", { name: "Add override" }).click();
  await expect(form).toBeHidden();
  await expect(page.getByText("Cy Example is on call too")).toBeVisible();
  await page.getByRole("button", { name: "Remove: Cy Example is on call too" }).click();
  await expect(page.getByText("Cy Example is on call too")).toBeHidden();
});

test("a shift in which the clocks change says how long it is", async ({ page, context, organisation }) => {
  await become(context, organisation, "flo");
  await page.goto("/schedules/payments-on-call?from=2027-03-22");
  await expect(page.getByText(/^The clocks change: this shift is \d+ h/)).toBeVisible();
  await expect(page.getByRole("link", { name: "Edit schedule" })).toBeHidden();
});

test("on a phone an override is added with the form", async ({ page, context, organisation }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await ownSchedule(organisation, "by-phone");
  await become(context, organisation, "di");
  await page.goto("/schedules/by-phone");
  await expectReflow(page, "a schedule");
  await page.getByRole("button", { name: "Add override" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Instead of").selectOption("ana");
  await form.getByLabel("Is on call").selectOption("cy");
  await form.getByRole("button", { name: "Add override" }).click();
  await expect(form).toBeHidden();
  await expect(page.getByText("Cy Example instead of Ana Example")).toBeVisible();
});
