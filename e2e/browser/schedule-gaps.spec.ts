import { expect, type Page } from "@playwright/test";
import { become, expectAccessible, expectReflow, test } from "../fixtures";
import { at, listAt } from "../support/http";
import type { Organisation } from "../support/organisation";

/** The editor of a schedule asks before it saves a time when nobody is on call, or when it cannot say. */

const PREVIEW = "**/api/v1/schedules/preview";
const TURNS = { type: "weekly", start: "2026-11-02T09:00", participants: ["ana", "di"] };
const OFFICE = [{ weekdays: ["mo", "tu", "we", "th", "fr"], start: "09:00", end: "18:00" }];
const CALENDAR = {
  calendar: { text: "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//EN\r\nEND:VCALENDAR\r\n" },
};

const saved = (page: Page) => page.getByRole("status").filter({ hasText: /^(Saved|Added) schedule/ });
const save = (page: Page) => page.getByRole("button", { name: "Save", exact: true }).click();
const consent = (page: Page, name: string) => page.getByRole("checkbox", { name, exact: true });
const WITH_GAP = "Save with the gap";
const NOT_KNOWN = "Save without knowing whether there is a gap";
const BY_CALENDAR = "Save, though the calendars may leave the gap";

/** A schedule of this test alone, open in the editor, with the preview of it there. */
async function edit(page: Page, organisation: Organisation, id: string, layers: readonly unknown[]) {
  const made = await organisation.operator.post("/api/v1/schedules", { id, layers });
  expect(made.status, made.text).toBe(201);
  await page.goto(`/schedules/${id}/edit`);
  await expect(page.getByText(/^(On call now: .*|Nobody would be on call now)\.$/)).toBeVisible();
}

const layersOf = async (organisation: Organisation, id: string) =>
  listAt((await organisation.operator.get(`/api/v1/schedules/${id}`)).body, "layers");

/** The server's answers to previews, held until released. */
async function holdPreviews(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(PREVIEW, async (route) => {
    await released;
    await route.continue();
  });
  return () => release();
}

test.beforeEach(({ context, organisation }) => become(context, organisation, "di"));

test("a schedule without a layer asks first", async ({ page, organisation }) => {
  await page.goto("/schedules/new");
  await page.getByLabel("Name").fill("Nobody yet");
  await expect(page.getByText("Nobody would be on call now.")).toBeVisible();
  await expect(consent(page, WITH_GAP)).toBeHidden();
  await page.getByRole("button", { name: "Add schedule" }).click();
  await expect(consent(page, WITH_GAP)).toBeFocused();
  await expect(
    page.getByRole("alert").filter({ hasText: /^Nobody is on call .*, or longer\.$/ }),
  ).toBeVisible();
  expect((await organisation.operator.get("/api/v1/schedules/nobody-yet")).status).toBe(404);
  await consent(page, WITH_GAP).check();
  await page.getByRole("button", { name: "Add schedule" }).click();
  await expect(saved(page)).toBeVisible();
});

test("a schedule whose last layer is removed asks first", async ({ page, organisation }) => {
  await edit(page, organisation, "emptied", [{ rotation: TURNS }]);
  await page.getByRole("button", { name: "Remove layer 1" }).click();
  await save(page);
  await expect(consent(page, WITH_GAP)).toBeFocused();
  expect(await layersOf(organisation, "emptied")).toHaveLength(1);
});

test("a preview that fails is no preview without a gap", async ({ page, organisation, complaints }) => {
  complaints.allow(/500|503|ERR_FAILED/);
  await edit(page, organisation, "unpreviewed", [{ rotation: TURNS }]);
  await page.route(PREVIEW, (route) => route.fulfill({ status: 503, json: {} }));
  await page.getByLabel("Priority").fill("3");
  await expect(
    page.getByText("Who would be on call is not known: the preview could not be made."),
  ).toBeVisible();
  await save(page);
  await expect(consent(page, NOT_KNOWN)).toBeFocused();
  await expect(page.getByText("Whether somebody is always on call is unknown")).toBeVisible();
  expect(at(await layersOf(organisation, "unpreviewed"), "0.priority")).toBe(0);

  // Yes to one draft is not yes to the next.
  await consent(page, NOT_KNOWN).check();
  await page.getByLabel("Priority").fill("4");
  await save(page);
  await expect(consent(page, NOT_KNOWN)).toBeFocused();
  await expect(consent(page, NOT_KNOWN)).not.toBeChecked();
  await consent(page, NOT_KNOWN).check();
  await save(page);
  await expect(saved(page)).toBeVisible();
});

test("once the preview answers after all, there is nothing to be asked about", async ({
  page,
  organisation,
  complaints,
}) => {
  complaints.allow(/ERR_FAILED/);
  await edit(page, organisation, "previewed-later", [{ rotation: TURNS }]);
  await page.route(PREVIEW, (route) => route.abort());
  await page.getByLabel("Priority").fill("3");
  await save(page);
  await expect(consent(page, NOT_KNOWN)).toBeFocused();
  await page.unroute(PREVIEW);
  await save(page);
  await expect(saved(page)).toBeVisible();
});

test("a save waits for the preview of what it saves", async ({ page, organisation }) => {
  await edit(page, organisation, "waited-for", [{ rotation: TURNS }]);
  const release = await holdPreviews(page);
  await page.getByRole("button", { name: "Remove layer 1" }).click();
  await save(page);
  await expect(page.getByRole("status").filter({ hasText: "Saving…" })).toBeVisible();
  expect(await layersOf(organisation, "waited-for")).toHaveLength(1);
  release();
  await expect(consent(page, WITH_GAP)).toBeFocused();
  expect(await layersOf(organisation, "waited-for")).toHaveLength(1);
});

test("nothing is saved for who left while the preview was awaited", async ({ page, organisation }) => {
  await edit(page, organisation, "left", [{ rotation: TURNS }]);
  const release = await holdPreviews(page);
  const writes: string[] = [];
  page.on("request", (request) => {
    if (request.method() === "PUT") writes.push(request.url());
  });
  await page.getByLabel("Priority").fill("3");
  await save(page);
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Leave" }).click();
  await expect(page).toHaveURL(/\/schedules$/);
  const answered = page.waitForResponse(PREVIEW);
  release();
  await (await answered).finished();
  await page.getByRole("link", { name: "left", exact: true }).click();
  await expect(page.getByRole("region", { name: "Lanes" })).toBeVisible();
  expect(writes).toEqual([]);
});

test("yes to a gap is no yes to another one", async ({ page, organisation }) => {
  await edit(page, organisation, "other-gaps", [{ rotation: TURNS, windows: OFFICE }]);
  await page.getByLabel("Name").fill("Other gaps");
  const changes: (() => Promise<void>)[] = [
    () => page.getByLabel("Time zone").fill("Asia/Tokyo"),
    () => page.getByRole("button", { name: "Add a temporary schedule" }).click(),
  ];
  for (const change of changes) {
    await consent(page, WITH_GAP).check();
    await change();
    await expect(consent(page, WITH_GAP)).not.toBeChecked();
  }
  await save(page);
  await expect(consent(page, WITH_GAP)).toBeFocused();
  await consent(page, WITH_GAP).check();
  await page.getByLabel("Name").fill("The same gaps");
  await save(page);
  await expect(saved(page)).toBeVisible();
});

test("a calendar is said not to be in the preview, and the gap is asked about all the same", async ({
  page,
  organisation,
}) => {
  await edit(page, organisation, "with-calendar", [{ rotation: TURNS, windows: OFFICE }, CALENDAR]);
  await expect(page.getByText(/^Calendars are not in this preview/)).toBeVisible();
  await page.getByLabel("Name").fill("With a calendar");
  await save(page);
  await expect(consent(page, BY_CALENDAR)).toBeFocused();
  await expect(page.getByText(/^Apart from the calendars, nobody is on call/)).toBeVisible();
  await consent(page, BY_CALENDAR).check();
  await page.getByRole("button", { name: "Remove layer 2" }).click();
  await expect(consent(page, WITH_GAP)).not.toBeChecked();
});

test("a calendar beside people who are always on call leaves nothing to ask", async ({
  page,
  organisation,
}) => {
  await edit(page, organisation, "calendar-beside", [CALENDAR, { rotation: TURNS }]);
  await page.getByLabel("Name").fill("Calendar beside");
  await save(page);
  await expect(saved(page)).toBeVisible();
});

test("what is wrong inside a layer stands at its field", async ({ page, organisation, complaints }) => {
  complaints.allow(/422/);
  await edit(page, organisation, "wrong-inside", [CALENDAR, { rotation: TURNS }]);
  const start = page.getByLabel("A hand-over is at");
  await start.fill("");
  await expect(
    page.getByText("Who would be on call is not known: the schedule is not valid as it is written."),
  ).toBeVisible();
  await expect(start).not.toHaveAttribute("aria-invalid");
  await save(page);
  await expect(start).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("alert").filter({ hasText: "Not saved." })).toBeFocused();
  await page.getByRole("button", { name: /^Layers 2, rotation, start$/ }).click();
  await expect(start).toBeFocused();

  // Of a calendar only the save itself can tell.
  await start.fill("2026-11-02T09:00");
  await page.getByLabel("Calendar address").fill("nowhere");
  await save(page);
  await expect(page.getByLabel("Calendar address")).toHaveAttribute("aria-invalid", "true");
  await expect(start).not.toHaveAttribute("aria-invalid");
});

test("on a phone the question is in reach, and nothing is wider than the screen", async ({
  page,
  organisation,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await edit(page, organisation, "asked-by-phone", [{ rotation: TURNS, windows: OFFICE }, CALENDAR]);
  await page.getByRole("button", { name: "Add a temporary schedule" }).click();
  await page.getByRole("button", { name: "Remove layer 2" }).click();
  await save(page);
  await expect(consent(page, WITH_GAP)).toBeFocused();
  await expect(consent(page, WITH_GAP)).toBeInViewport();
  await expectReflow(page, "the editor of a schedule");
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page, `the editor of a schedule, ${colorScheme}`);
  }
});
