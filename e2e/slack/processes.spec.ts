import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { type Agent, escalate, respond } from "../support/organisation";
import { freePort, newDataDir, type Product, removeDataDir, startProduct } from "../support/product";
import {
  cardFor,
  cardsAbout,
  expectClean,
  expectHeader,
  openSlackHouse,
  type SlackHouse,
  withoutLimits,
} from "../support/slack-house";

/** Two processes on one database are one app in Slack. */

test.describe.configure({ timeout: 180_000 });

const SECRET = "processes-share-this-secret-0123456789abcdef";
let house: SlackHouse;
let agent: Agent;
let second: Product;
let dataDir: string;

test.beforeAll(async () => {
  house = await openSlackHouse({
    env: { NEXTAUTH_SECRET: SECRET },
    edit: withoutLimits,
  });
  dataDir = newDataDir();
  const port = await freePort();
  const env = {
    ...house.settings,
    DATABASE_URL: databaseUrl(house.dataDir),
    NEXTAUTH_SECRET: SECRET,
  };
  second = await startProduct({ dataDir, port, env });
  house.slack.deliverTo([house.product.url, second.url].map((url) => url.replace("localhost", "127.0.0.1")));
  agent = await house.organisation.agent();
});
test.afterAll(async () => {
  await second.stop();
  await house.close();
  removeDataDir(dataDir);
});
test.afterEach(async ({ browserName: _ }, { status, expectedStatus }) => {
  if (status !== expectedStatus) console.log(house.product.said(), second.said());
  expectClean(house);
});

/** The address of the embedded server of a data directory, from what its own files say. */
function databaseUrl(directory: string): string {
  const [, , , port, socket] = readFileSync(join(directory, "postgres", "postmaster.pid"), "utf8").split(
    "\n",
  );
  const password = readFileSync(join(directory, "postgres", "countersign.password"), "utf8").trim();
  const host = encodeURIComponent(socket ?? "");
  return `postgresql://countersign:${password}@localhost:${port}/countersign?host=${host}&sslmode=disable`;
}

test("each page is one message, clicks at either count once, and every copy converges", async () => {
  const held = await Promise.all(Array.from({ length: 12 }, () => escalate(agent)));
  const di = await house.organisation.person("di");
  for (const [index, one] of held.entries()) {
    const card = await cardFor(house, "U0ANA", one);
    const [click] = await Promise.all([
      house.slack.click(card, "approve", "U0ANA"),
      house.slack.click(card, "approve", "U0ANA", { isStale: true }),
      index % 2 === 0 ? respond(di, one, "deny", { reason: "At the same time." }) : null,
    ]);
    expect(click.status).toBe(200);
    await expectHeader(house, card, /^(Approved|Denied): /);
  }
  for (const one of held) expect(cardsAbout(house, "U0ANA", one)).toHaveLength(1);
});

test("a page in doubt is taken up by one of them", async () => {
  house.slack.fault("chat.postMessage", "drop_after", { times: 3 });
  const held = await Promise.all(Array.from({ length: 3 }, () => escalate(agent)));
  for (const one of held) {
    const card = await cardFor(house, "U0ANA", one);
    await house.slack.click(card, "approve", "U0ANA");
    await expectHeader(house, card, /^Approved: /);
  }
  for (const one of held) expect(cardsAbout(house, "U0ANA", one)).toHaveLength(1);
});

test("what one process was about to say when it was killed is said by the other", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  house.slack.fault("chat.update", "hang", { times: 2 });
  house.slack.deliverTo([house.product.url.replace("localhost", "127.0.0.1")]);
  expect((await respond(await house.organisation.person("di"), held, "approve")).status).toBe(200);
  await second.kill();
  await expect
    .poll(() => JSON.stringify(house.slack.now(card)?.blocks), { timeout: 60_000 })
    .toMatch(/Approved: /);
});
