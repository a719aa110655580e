// The browser of the end-to-end tests: the machine's own Chromium, or one that is installed now.
import { existsSync } from "node:fs";
import { run } from "./house.mjs";

const places = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The path of a browser that is there, Playwright's own included; nothing where there is none. */
export async function findBrowser() {
  const place = places.find((path) => path && existsSync(path));
  if (place) return place;
  const { chromium } = await import("@playwright/test");
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
}

const advice = `There is no browser for the end-to-end tests, and it could not be installed. Run one of
  apt-get update && apt-get install -y chromium      (as root, on Debian)
  npx playwright install --with-deps chromium        (elsewhere)
or set CHROMIUM_PATH to a Chromium or Chrome, and run the tests again.`;

/** Makes sure that a browser is there and starts. Installs one where that needs nobody's leave: as root, by apt. */
export async function ensureBrowser() {
  if (!(await findBrowser()) && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get"))
    await installBrowser();
  const path = await findBrowser();
  if (!path) throw new Error(advice);
  const { code, output } = await run(path, ["--no-sandbox", "--version"], { quiet: true });
  if (code !== 0) throw new Error(`${path} does not start:\n${output}\n${advice}`);
  console.log(`${output.trim().split("\n").at(-1)} at ${path}`);
}

async function installBrowser() {
  console.log("Installing Chromium with apt.");
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], { env });
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { env });
}
