import { type Browser, type BrowserContext, expect } from "@playwright/test";
import { become, expectAccessible, expectLegible, expectLive, expectReflow, test } from "../fixtures";
import { decided, escalate, type Organisation } from "../support/organisation";

/** What holds for every page of the console: the way in, the policy, the look, the weight. */

test.describe("the way in", () => {
  test("one click is enough to be somebody of the demo company", async ({ page }) => {
    await page.goto("/");
    await expect(page).toHaveURL(/\/sign-in/);
    await page.getByRole("listitem").getByRole("button").first().click();
    await expect(page).toHaveURL(/\/queue/);
    await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  });

  test("a stranger signs in and lands where they wanted to go", async ({ page }) => {
    await page.goto("/people?from=a-link");
    await expect(page).toHaveURL(/\/sign-in\?callbackUrl=/);
    await page.getByRole("listitem").getByRole("button").first().click();
    await expect(page).toHaveURL(/\/people\?from=a-link$/);
  });

  test("a wrong password is refused in words that do not say which part was wrong", async ({
    page,
    complaints,
  }) => {
    complaints.allow(/401/);
    await page.goto("/sign-in");
    await page.getByText("Sign in with e-mail and password").click();
    await page.getByLabel("E-mail").fill("nobody@acme.test");
    await page.getByLabel("Password").fill("guess");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("alert").filter({ hasText: "do not match a person here" })).toBeVisible();
  });

  test("after signing out the console is closed", async ({ page, context, organisation }) => {
    await become(context, organisation, "di");
    await page.goto("/queue");
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await page.goto("/queue");
    await expect(page).toHaveURL(/\/sign-in/);
  });
});

test("every page has its own nonce and lets nothing else run, frame or leak", async ({
  page,
  context,
  organisation,
}) => {
  await become(context, organisation, "di");
  const policies = await Promise.all(
    ["/queue", "/queue"].map(
      async (path) => (await page.request.get(path)).headers()["content-security-policy"] ?? "",
    ),
  );
  const nonces = policies.map((policy) => /'nonce-([^']+)'/.exec(policy)?.[1]);
  expect(nonces[0]).toBeTruthy();
  expect(nonces[0]).not.toBe(nonces[1]);
  expect(policies[0]).toContain("frame-ancestors 'none'");
  expect(policies[0]).not.toMatch(/(script|style|default)-src [^;]*unsafe/);
  const headers = (await page.request.get("/queue")).headers();
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
  expect(headers["strict-transport-security"]).toBeUndefined();
});

test("the theme is chosen once and rendered by the server", async ({ page, context, organisation }) => {
  await become(context, organisation, "di");
  await page.goto("/queue");
  await page.getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveClass("dark");
  const html = await (await page.request.get("/queue")).text();
  expect(html).toMatch(/<html[^>]* class="dark"/);
});

test("single-letter shortcuts can be switched off", async ({ page, context, organisation }) => {
  await become(context, organisation, "di");
  await escalate(await organisation.agent());
  await page.goto("/queue");
  await expectLive(page);
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard" });
  await help.getByLabel("Single-letter shortcuts").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await expect(page.locator("a[data-request]:focus")).toHaveCount(0);
});

test("what a member has no part in is said, not hidden behind an error", async ({
  page,
  context,
  organisation,
}) => {
  await become(context, organisation, "cy");
  await page.goto("/audit");
  await expect(page.getByText("Members do not read this")).toBeVisible();
  await page.goto("/routes");
  await expect(page.getByText("If nobody answered: denied.").first()).toBeVisible();
});

test("the queue's scripts stay under 200 KB as they are sent", async ({ page, context, organisation }) => {
  await become(context, organisation, "di");
  const sizes: Promise<number>[] = [];
  page.on("requestfinished", (request) => {
    if (request.resourceType() === "script") {
      sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    }
  });
  await page.goto("/queue");
  await expectLive(page);
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(200 * 1024);
});

/** What is decided on: pending, approved, denied and silent requests beside the plain pages. */
async function pagesOfWork(organisation: Organisation): Promise<readonly string[]> {
  const agent = await organisation.agent();
  const ana = await organisation.person("ana");
  const pending = await escalate(agent);
  const approved = await decided(agent, ana, "approve");
  const denied = await decided(agent, ana, "deny");
  return [
    "/queue",
    "/queue?tab=all",
    "/queue?tab=decided",
    "/queue?q=nothing-is-called-this",
    ...[pending, approved, denied].map(({ request }) => `/requests/${request}`),
    "/audit",
  ];
}

/** What is configured: each list, one thing of it, and a new one. */
const PAGES_OF_CONFIGURATION = [
  "/people",
  "/people/ana",
  "/people/new",
  "/on-call",
  "/schedules",
  "/schedules/payments-on-call",
  "/schedules/payments-on-call/edit",
  "/schedules/new",
  "/teams",
  "/teams/payments",
  "/teams/new",
  "/agents",
  "/agents/support-bot",
  "/agents/new",
  "/surfaces",
  "/surfaces/payments.refund",
  "/policies",
  "/policies/refund-large",
  "/routes",
  "/routes/payments",
  "/routes/payments/edit",
  "/routes/new",
  "/simulate?surface=payments.refund&args=%7B%22amount_cents%22%3A30000%7D",
  "/slack",
  "/slack/link/unknown",
  "/channels",
  "/channels/new",
  "/webhooks",
  "/webhooks/new",
  "/organisation",
  "/configuration",
  "/configuration/versions/1",
];

const PAGES: readonly (readonly [of: string, (organisation: Organisation) => Promise<readonly string[]>])[] =
  [
    ["of work", pagesOfWork],
    ["of configuration", async () => PAGES_OF_CONFIGURATION],
  ];

const newLook = (browser: Browser, colorScheme: "light" | "dark", width: number): Promise<BrowserContext> =>
  browser.newContext({ colorScheme, viewport: { width, height: 800 }, reducedMotion: "reduce" });

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 390]) {
    for (const [of, list] of PAGES) {
      test(`every page ${of} is accessible and fits: ${colorScheme}, ${width} px`, async ({
        browser,
        organisation,
      }) => {
        test.slow();
        const context = await newLook(browser, colorScheme, width);
        const page = await context.newPage();
        await page.goto("/sign-in");
        await expectAccessible(page, "/sign-in");
        // An admin: whoever may do everything sees every control.
        await become(context, organisation, "ana");
        for (const path of await list(organisation)) {
          await page.goto(path);
          await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
          // As tall as the page: a control half under a sticky bar is scrolled out from there by whoever wants it.
          const height = await page.evaluate(() => document.documentElement.scrollHeight);
          await page.setViewportSize({ width, height: Math.max(800, height + 120) });
          await (colorScheme === "light" ? expectAccessible : expectLegible)(page, path);
          await expectReflow(page, path);
        }
        await context.close();
      });
    }
  }
}

test("every page reflows at 320 px, and the confirmation too", async ({ browser, organisation }) => {
  test.slow();
  const context = await newLook(browser, "light", 320);
  await become(context, organisation, "ana");
  const page = await context.newPage();
  for (const [, list] of PAGES) {
    for (const path of await list(organisation)) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
      await expectReflow(page, path);
    }
  }
  await page.goto(`/requests/${(await escalate(await organisation.agent())).request}`);
  await page.getByRole("button", { name: "Approve…" }).click();
  await expectReflow(page, "the confirmation");
  await expectAccessible(page, "the confirmation");
  await context.close();
});
