import { expect, test } from "@playwright/test";
import type { Delivery } from "../fakes/slack/delivery";
import { withDatabase } from "../support/database";
import { at } from "../support/http";
import { type Agent, escalate, readRequest } from "../support/organisation";
import { cardFor, expectHeader, modalOf, type SlackHouse } from "../support/slack-house";
import { inSlackHouse } from "../support/slack-test";

/** Slack waits three seconds for the answer to a click; the database may take longer, and what it takes is not lost. */

test.describe.configure({ timeout: 120_000 });

const GUARD_MS = 2_500;
const SLACKS_PATIENCE_MS = 3_000;

let house: SlackHouse;
let agent: Agent;
inSlackHouse({ isClean: false }, (opened) => {
  ({ house, agent } = opened);
});
test.afterEach(() => {
  expect(house.slack.lints).toEqual([]);
});

/** Nothing about requests is read or written until Slack has had its answer; answers that, and how long it took. */
const whileSlow = (press: () => Promise<Delivery>) =>
  withDatabase(house.dataDir, async (client) => {
    await client.query("BEGIN");
    await client.query("LOCK TABLE approval_request IN ACCESS EXCLUSIVE MODE");
    const startedAt = performance.now();
    const delivery = await press();
    const tookMs = performance.now() - startedAt;
    await client.query("COMMIT");
    return { ...delivery, tookMs };
  });

const statusOf = async (held: Parameters<typeof readRequest>[1]) =>
  at((await readRequest(house.organisation.operator, held)).body, "request.status");

test("a click is answered within Slack's three seconds, and decides once the database can", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  const click = await whileSlow(() => house.slack.click(card, "approve", "U0ANA"));
  expect(click).toMatchObject({ status: 200, complaint: null });
  expect(click.tookMs).toBeGreaterThanOrEqual(GUARD_MS - 100);
  expect(click.tookMs).toBeLessThan(SLACKS_PATIENCE_MS);
  await expectHeader(house, card, /^Approved: /);
  expect(await statusOf(held)).toBe("approved");
});

test("a form does not close before its answer counts, and sent again it is the same answer", async () => {
  const held = await escalate(agent);
  const card = await cardFor(house, "U0ANA", held);
  await house.slack.click(card, "deny", "U0ANA");
  const form = await modalOf(house, "U0ANA", "deny");
  const answer = { kind: "policy", reason: "Not before the audit." };
  const sent = await whileSlow(() => house.slack.submit(form, answer, "U0ANA"));
  expect(sent.status).toBe(503);
  expect(sent.tookMs).toBeLessThan(SLACKS_PATIENCE_MS);
  await expectHeader(house, card, /^Denied: /);
  const again = await house.slack.submit(form, answer, "U0ANA");
  expect(again.status).toBe(200);
  expect(await statusOf(held)).toBe("denied");
  expect(house.slack.complaints).toEqual(["the app answered 503"]);
});
