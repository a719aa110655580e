import { expect } from "@playwright/test";
import { become, expectAccessible, expectLive, test } from "../fixtures";
import { expectSaid, removeUnused } from "../support/editors";

test("an admin adds a person, gives them a password they can sign in with, and removes them", async ({
  page,
  context,
  browser,
  organisation,
  complaints,
}) => {
  complaints.allow(/422/);
  await become(context, organisation, "ana");
  await page.goto("/people");
  await page.getByRole("link", { name: "Add person" }).click();
  await page.getByLabel("Name").fill("Gil Newcomer");
  await page.getByLabel("E-mail").fill("gil@");
  await page.getByLabel("Level").fill("2");
  await page.getByLabel("Manager").selectOption({ label: "Di Example" });
  await page.getByRole("button", { name: "Add hours" }).click();
  await page.getByRole("button", { name: "Friday" }).click();
  await page.getByRole("button", { name: "Add a way: usually by" }).click();
  await page.getByLabel("After").fill("2 minutes");
  await page.getByRole("button", { name: "Add person" }).click();
  await expect(page.getByLabel("E-mail")).toHaveAccessibleDescription(/e-?mail/i);
  await expect(page.getByLabel("Name")).toHaveValue("Gil Newcomer");
  const email = `gil-${organisation.id}@acme.test`;
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Add person" }).click();
  await expect(page).toHaveURL(/\/people\/gil-newcomer$/);
  await expectSaid(page, "Added person Gil Newcomer.");
  const { body } = await organisation.operator.get("/api/v1/config");
  expect(body).toMatchObject({
    people: expect.arrayContaining([
      expect.objectContaining({
        id: "gil-newcomer",
        manager: "di",
        level: 2,
        working_hours: [{ weekdays: ["mo", "tu", "we", "th"], start: "09:00", end: "18:00" }],
        contact: expect.objectContaining({ default: [{ via: "web", after: "2m" }] }),
      }),
    ]),
  });

  await page.getByLabel("New password").fill("short");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByLabel("New password")).toHaveAccessibleDescription(/12 to/);
  await page.getByLabel("New password").fill("correct horse battery");
  await page.getByRole("button", { name: "Set password" }).click();
  await expectSaid(page, "The password is set.");
  const theirs = await browser.newContext();
  const door = await theirs.newPage();
  await door.goto("/sign-in");
  await door.getByText("Sign in with e-mail and password").click();
  await door.getByLabel("E-mail").fill(email);
  await door.getByLabel("Password").fill("correct horse battery");
  await door.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(door).toHaveURL(/\/queue/);
  await theirs.close();

  await removeUnused(page, "person Gil Newcomer");
});

test("a person is edited by keyboard alone", async ({ page, context, organisation }) => {
  await become(context, organisation, "ana");
  await page.goto("/people/flo");
  await expectLive(page);
  await page.getByLabel("Level").focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expectSaid(page, "Saved person Flo Example: level. It holds at once");
});

test("who is away and who works now is seen, and people are found by what is known of them", async ({
  page,
  context,
  organisation,
}) => {
  const now = await organisation.advance(0);
  const at = (hours: number) => new Date(now + hours * 3_600_000).toISOString();
  const away = { id: "cy-away", from: "cy", to: "bo", start: at(-1), end: at(48) };
  expect((await organisation.operator.post("/api/v1/delegations", away)).status).toBe(201);
  await become(context, organisation, "di");
  await page.goto("/people");
  await expect(page.getByRole("listitem").filter({ hasText: "cy@acme.test" })).toContainText(
    "Bo Example stands in",
  );
  await page.getByRole("searchbox", { name: "Search people" }).fill("operations");
  await expect(page.getByRole("link", { name: "Flo Example" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Cy Example" })).toBeHidden();
  await expect(page).toHaveURL(/q=operations/);
});

test("a manager reads people and is told who changes them", async ({ page, context, organisation }) => {
  await become(context, organisation, "di");
  await page.goto("/people");
  await expect(page.getByRole("link", { name: "Add person" })).toBeHidden();
  await page.getByRole("link", { name: "Bo Example" }).click();
  await expect(page.getByText("Only admins change people.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Set password" })).toBeHidden();
  await expectAccessible(page, "a person, read");
});

test("a manager says who stands in for somebody who is away, and takes it back", async ({
  page,
  context,
  organisation,
  complaints,
}) => {
  complaints.allow(/422/);
  await become(context, organisation, "di");
  await page.goto("/people/bo");
  const form = page.getByRole("form", { name: "Out of office" });
  await form.getByRole("button", { name: "Lend their authority" }).click();
  await expect(form.getByLabel("Away from")).toHaveAccessibleDescription(/Say from when/);
  await form.getByLabel("Away from").fill("2030-12-24T09:00");
  await form.getByLabel("Away until").fill("2030-12-23T09:00");
  await form.getByLabel("Who stands in").selectOption({ label: "Ana Example" });
  await form.getByLabel("Reason").fill("Holiday");
  await form.getByRole("button", { name: "Lend their authority" }).click();
  await expect(form.getByRole("alert")).toBeVisible();
  await expect(form.getByLabel("Reason")).toHaveValue("Holiday");
  await form.getByLabel("Away until").fill("2030-12-27T09:00");
  await form.getByRole("button", { name: "Lend their authority" }).click();
  await expect(page.getByText(/Ana Example stands in/)).toBeVisible();
  const { body } = await organisation.operator.get("/api/v1/delegations/bo-2030-12-24");
  expect(body).toMatchObject({ from: "bo", to: "ana", start: "2030-12-24T08:00:00.000Z", reason: "Holiday" });
  await page.getByRole("button", { name: "Take back: Ana Example stands in" }).click();
  await expect(page.getByText(/Ana Example stands in/)).toBeHidden();
});
