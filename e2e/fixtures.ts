import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { foundOrganisation, type Organisation } from "./support/organisation";
import { ADDRESS } from "./support/settings";

/** What tests of the console share: an organisation of their own, sessions, and no complaint in the browser's log. */

type Complaints = {
  /** Expect a message of this kind: a refused call, for example, is logged by the browser as an error. */
  readonly allow: (pattern: RegExp) => void;
};

type TestFixtures = { readonly complaints: Complaints };
type WorkerFixtures = { readonly organisation: Organisation };

export const test = base.extend<TestFixtures, WorkerFixtures>({
  organisation: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern.
    async ({}, use) => use(await foundOrganisation()),
    { scope: "worker" },
  ],
  // Policy violations, failed hydration and missing files are all errors in the log: every test fails on them.
  complaints: [
    async ({ context }, use) => {
      const allowed: RegExp[] = [];
      const heard: string[] = [];
      const hear = (text: string) => {
        if (!allowed.some((pattern) => pattern.test(text))) heard.push(text);
      };
      context.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") hear(message.text());
      });
      context.on("weberror", (error) => hear(String(error.error())));
      await use({ allow: (pattern) => allowed.push(pattern) });
      expect(heard, "the browser's log").toEqual([]);
    },
    { auto: true },
  ],
});

/** The browser becomes this person, as if they had signed in. */
export async function become(
  context: BrowserContext,
  organisation: Organisation,
  person: string,
): Promise<void> {
  const session = await organisation.person(person);
  const cookies = (session.headers.Cookie ?? "").split("; ").map((pair) => {
    const equals = pair.indexOf("=");
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1), url: ADDRESS };
  });
  await context.addCookies(cookies);
}

/** The page's scripts run and its live connection stands: keys pressed before that are pressed into the void. */
export const expectLive = (page: Page): Promise<void> =>
  expect(page.getByRole("status").getByText("Live", { exact: true })).toBeVisible();

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** In the other theme only the colours are others. */
export const expectLegible = (page: Page, what: string): Promise<void> =>
  expectNothingFound(new AxeBuilder({ page }).withRules(["color-contrast"]), what);

export const expectAccessible = (page: Page, what: string): Promise<void> =>
  expectNothingFound(new AxeBuilder({ page }).withTags(RULES), what);

async function expectNothingFound(axe: AxeBuilder, what: string): Promise<void> {
  const { violations } = await axe.analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`,
  );
  expect(found, what).toEqual([]);
}

/** Nothing is wider than the window: the page reflows instead of scrolling sideways. */
export async function expectReflow(page: Page, what: string): Promise<void> {
  const excess = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(excess, what).toBeLessThanOrEqual(0);
}
