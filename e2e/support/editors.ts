import { expect, type Page } from "@playwright/test";

/** What every editor of the console has: what it says when it saved, its Remove dialog, and its notice of a conflict. */

export const expectSaid = (page: Page, text: string | RegExp): Promise<void> =>
  expect(page.getByRole("status").filter({ hasText: text })).toBeVisible();

/** Removes what the page shows, `team Fraud desk` say, after it was said that nothing else names it. */
export async function removeUnused(page: Page, what: string): Promise<void> {
  await page.getByRole("button", { name: "Remove…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Nothing else names it.");
  await dialog.getByRole("button", { name: "Remove", exact: true }).click();
  await expectSaid(page, `Removed ${what}.`);
}

/** What the page shows cannot be removed, and the dialog says who names it. */
export async function expectInUse(page: Page, namedBy: string): Promise<void> {
  await page.getByRole("button", { name: "Remove…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(namedBy);
  await expect(dialog.getByRole("button", { name: "Remove", exact: true })).toBeDisabled();
}

const conflict = (page: Page) => page.getByText("Somebody else saved this while you were editing");

export const expectConflict = (page: Page): Promise<void> => expect(conflict(page)).toBeVisible();

/** From when the notice is gone the next save is over what others saved. */
export async function keepMine(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Keep mine, to save over theirs" }).click();
  await expect(conflict(page)).toBeHidden();
}
