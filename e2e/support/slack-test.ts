import { test } from "@playwright/test";
import type { Agent } from "./organisation";
import { expectClean, openSlackHouse, type SlackHouse, type SlackHouseOptions } from "./slack-house";

/**
 * What every spec about Slack begins and ends with: a house, an agent of its company, and what the product said when a
 * test failed. `at` says whether the tests of the file share one house or have one each.
 */

/** Characters: the end of what was said is what it was about. */
const MOST_SAID = 50_000;

type Opened = { readonly house: SlackHouse; readonly agent: Agent };

type Opening = SlackHouseOptions & {
  readonly at?: "file" | "test";
  /** After each test, nothing that Slack would not show, or would show wrong, may have been sent. */
  readonly isClean?: boolean;
};

export function inSlackHouse(
  { at = "file", isClean = true, ...options }: Opening,
  take: (opened: Opened) => void | Promise<void>,
): void {
  let house: SlackHouse | null = null;
  const open = async () => {
    house = await openSlackHouse(options);
    await take({ house, agent: await house.organisation.agent() });
  };
  const close = async () => {
    await house?.close();
    house = null;
  };
  if (at === "file") {
    test.beforeAll(open);
    test.afterAll(close);
  } else test.beforeEach(open);
  test.afterEach(async ({ browserName: _ }, { status, expectedStatus }) => {
    if (status !== expectedStatus) console.log(house?.product.said().slice(-MOST_SAID));
    // What one test has go wrong is not to go wrong in the next.
    house?.slack.clearFaults();
    if (house && isClean) expectClean(house);
    if (at === "test") await close();
  });
}
