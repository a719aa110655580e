import { expect, test } from "@playwright/test";
import type { Delivery } from "../fakes/slack/delivery";
import { at } from "../support/http";
import {
  type Agent,
  type Escalated,
  escalate,
  proposalOn,
  readAction,
  respond,
} from "../support/organisation";
import { cardFor, colleagues, headerOf, nowOf, type SlackHouse, withoutLimits } from "../support/slack-house";
import { inSlackHouse } from "../support/slack-test";

/** Many at once: nobody's click is lost, and a hundred copies follow what was decided. */

test.describe.configure({ timeout: 240_000 });

const COUNT = 50;
const users = Array.from({ length: COUNT }, (_, index) => ({
  id: `U1P${String(index).padStart(3, "0")}`,
  name: `p${index}`,
}));
const idOf = (index: number) => `p${index}`;

let house: SlackHouse;
let agent: Agent;
inSlackHouse(
  {
    workspaces: [colleagues(users)],
    edit: (document) => {
      const people = users.map(({ id, name }) => ({
        ...{
          id: name,
          name: `Person ${name}`,
          email: `${name}@acme.test`,
          role: "member",
          level: 2,
          slack: id,
        },
      }));
      const routes = users.map(({ name }) => ({
        id: `to-${name}`,
        deadline: "60m",
        approval: { sets: [{ thresholds: [{ from: [`person:${name}`, "person:ana"] }] }] },
        steps: [{ after: "0m", notify: [`person:${name}`], via: ["slack"] }],
      }));
      const surfaces = users.map(({ name }) => ({
        id: `on.${name}`,
        tools: [`on.${name}`],
        tier: "approval",
      }));
      const policies = users.map(({ name }) => ({
        ...{ id: `send-${name}`, surface: `on.${name}`, verdict: "escalate", route: `to-${name}` },
        reason_code: "routed",
      }));
      return {
        ...withoutLimits(document),
        people: [...document.people, ...people],
        routes: [...document.routes, ...routes],
        surfaces: [...document.surfaces, ...surfaces],
        policies: [...document.policies, ...policies],
      };
    },
  },
  (opened) => {
    ({ house, agent } = opened);
  },
);

/** So many requests for each person, and their cards. */
async function page(each: number) {
  const all = Array.from({ length: each * COUNT }, (_, index) => index % COUNT);
  const held: { readonly held: Escalated; readonly user: string }[] = [];
  for (const index of all)
    held.push({ held: await escalate(agent, proposalOn(idOf(index))), user: users[index]?.id ?? "" });
  return Promise.all(
    held.map(async (one) => ({ ...one, card: await cardFor(house, one.user, one.held, 120_000) })),
  );
}

test("fifty clicks a second for two seconds are all answered in time, and all of them count", async () => {
  const paged = await page(2);
  const clicks: Promise<Delivery>[] = [];
  const startedAt = performance.now();
  for (const [index, { card, user }] of paged.entries()) {
    const waitMs = startedAt + index * 20 - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    clicks.push(house.slack.click(card, "approve", user));
  }
  const answers = await Promise.all(clicks);
  const late = answers.map(({ ackMs }) => ackMs).sort((a, b) => a - b);
  const part = (share: number) => Math.round(late[Math.floor(late.length * share)] ?? 0);
  console.log(`acknowledged after p50 ${part(0.5)} ms, p95 ${part(0.95)} ms, at most ${part(0.999)} ms`);
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  for (const { held, card } of paged) {
    expect(at((await readAction(agent, held)).body, "request.status")).toBe("approved");
    await expect.poll(() => headerOf(nowOf(house, card)), { timeout: 120_000 }).toMatch(/^Approved: /);
  }
});

test("a hundred copies say that it is over under Slack's limits", async () => {
  const paged = await page(2);
  house.slack.limitRates(true);
  house.slack.setRate("chat.update", { perMinute: 300, burst: 60 });
  const ana = await house.organisation.person("ana");
  const startedAt = performance.now();
  await Promise.all(paged.map(({ held }) => respond(ana, held, "approve")));
  await expect
    .poll(() => paged.filter(({ card }) => !/^Approved: /.test(headerOf(nowOf(house, card)))).length, {
      timeout: 60_000,
      intervals: [200],
    })
    .toBe(0);
  console.log(`a hundred copies were repainted after ${Math.round(performance.now() - startedAt)} ms`);
  house.slack.limitRates(false);
});
