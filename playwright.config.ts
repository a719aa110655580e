import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, devices } from "@playwright/test";
import { findBrowser } from "./scripts/lib/browser.mjs";

// `npm test` chooses a free port and an empty data directory. By hand, `npx playwright test` uses these.
process.env.E2E_PORT ??= "3199";
if (!process.env.E2E_DATA_DIR) {
  // Workers inherit the name, so only the first reader of this file empties the directory.
  process.env.E2E_DATA_DIR = join(tmpdir(), `countersign-e2e-${process.env.E2E_PORT}`);
  rmSync(process.env.E2E_DATA_DIR, { recursive: true, force: true });
}
process.env.E2E_OPERATOR_TOKEN ??= "cso_e2e_0123456789abcdef0123456789abcdef";
// Where a test may listen for callbacks: the product calls nobody else on this machine.
process.env.E2E_RECEIVER_PORT ??= "3198";
const { E2E_PORT, E2E_DATA_DIR, E2E_OPERATOR_TOKEN, E2E_RECEIVER_PORT } = process.env;

const address = `http://localhost:${E2E_PORT}`;
/** What a run leaves to look at. */
const results = process.env.E2E_RESULTS ?? join("test-results", "e2e");
mkdirSync(results, { recursive: true });

const executablePath = await findBrowser();
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  outputDir: join(results, "failures"),
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [["list"], ["json"]] : "list",
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // One at a time: the test clock is the database's one clock, and a test that moves it moves everybody's.
  workers: 1,
  // Generous, because the machine may be busy: what is waited for comes, or the test is wrong.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: address,
    trace: "retain-on-failure",
    launchOptions: { executablePath, args: isRoot ? ["--no-sandbox"] : [] },
  },
  projects: [
    { name: "api", testDir: "e2e/api" },
    { name: "slack", testDir: "e2e/slack" },
    // Slack waits three seconds: what is loaded on purpose is not to be slowed by anything else.
    { name: "load", testDir: "e2e/load" },
    { name: "browser", testDir: "e2e/browser", use: { ...devices["Desktop Chrome"] } },
    { name: "house", testDir: "e2e/house", use: { ...devices["Desktop Chrome"] } },
  ],
  webServer: {
    command: `node scripts/start.mjs > ${join(results, "server.log")} 2>&1`,
    url: `${address}/api/health/ready`,
    timeout: 300_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
    env: {
      PORT: E2E_PORT,
      HOSTNAME: "127.0.0.1",
      COUNTERSIGN_URL: address,
      COUNTERSIGN_DATA_DIR: E2E_DATA_DIR,
      COUNTERSIGN_DEMO: "1",
      COUNTERSIGN_OPERATOR_TOKEN: E2E_OPERATOR_TOKEN,
      COUNTERSIGN_OUTBOUND_ALLOW: `127.0.0.1:${E2E_RECEIVER_PORT},localhost:${E2E_RECEIVER_PORT}`,
      COUNTERSIGN_TEST_MODE: "1",
      // Never somebody's real database or settings, whatever .env says: empty is unset.
      DATABASE_URL: "",
      DATABASE_MIGRATION_URL: "",
      COUNTERSIGN_CONFIG: "",
      SLACK_BOT_TOKEN: "",
      SLACK_APP_TOKEN: "",
      SLACK_SIGNING_SECRET: "",
      SLACK_CLIENT_ID: "",
      SLACK_CLIENT_SECRET: "",
    },
  },
});
