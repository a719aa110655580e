import type { Wake } from "./requests/wakes";
import { openTestHouse } from "./testing-fixtures";
import { onWake, startListening } from "./wakes";

/** For tests that need this process to hear what is announced, as every process of the house does. */

/** Resolves with the next announcement that fits; null stands for a new connection. */
export function heard(fits: (wake: Wake | null) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = onWake((wake) => {
      if (!fits(wake)) return;
      stop();
      resolve();
    });
  });
}

/** A house, and a listener that is connected: from here on nothing is missed. */
export async function openListeningHouse(): Promise<void> {
  const connected = heard((wake) => wake === null);
  await openTestHouse();
  startListening();
  await connected;
}
