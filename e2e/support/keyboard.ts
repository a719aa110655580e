import { expect, type Locator } from "@playwright/test";

/** What somebody without a mouse does: go there key by key, past whatever lies between. */
export async function tabTo(target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await target.page().keyboard.press("Tab");
  }
  await expect(target).toBeFocused();
}
