import { expect, test } from "@playwright/test";
import { type Caller, invalidPaths, listAt } from "../support/http";
import {
  type Agent,
  type Escalated,
  escalate,
  foundOrganisation,
  type Organisation,
  readRequest,
  respond,
} from "../support/organisation";

/** How people are reached: in their own order, with their own delays. di is paged first. */

let organisation: Organisation;
let agent: Agent;
let di: Caller;

test.beforeEach(async () => {
  organisation = await foundOrganisation();
  agent = await organisation.agent();
  di = await organisation.person("di");
});

const CONTACT = "/api/v1/people/me/contact";
async function reach(rules: object) {
  const answer = await di.put(CONTACT, rules);
  expect(answer.status, answer.text).toBe(200);
}
const pages = async (held: Escalated) =>
  (await organisation.deliveries())
    .filter(
      ({ requests, kind, person }) => requests.includes(held.request) && kind === "page" && person === "di",
    )
    .map(({ channel }) => channel);
const planned = async (held: Escalated) =>
  listAt((await readRequest(di, held)).body, "request.steps.0.deliveries").map((delivery) => delivery);

const stepsOf = (...steps: readonly object[]) =>
  organisation.configure({
    ...organisation.document,
    routes: organisation.document.routes.map((route) =>
      route.id === "payments" ? { ...route, steps } : route,
    ),
  });

test("anybody says how they are reached, and is asked for nothing that is not theirs to say", async () => {
  expect((await di.get(CONTACT)).body).toEqual({ default: null, urgent: null });
  const rules = {
    default: [
      { via: "web", after: "0m" },
      { via: "email", after: "2m" },
    ],
    urgent: null,
  };
  const cy = await organisation.person("cy");
  expect((await cy.put(CONTACT, rules)).body).toEqual(rules);
  expect((await cy.get(CONTACT)).body).toEqual(rules);
  expect(invalidPaths(await cy.put(CONTACT, { ...rules, level: 3 }))).toEqual(["/level"]);
  expect(invalidPaths(await cy.put(CONTACT, { default: [{ via: "pigeon" }] }))).toEqual(["/default/0/via"]);
});

test("a page follows later, once, unless by then it is not needed", async () => {
  await reach({
    default: [
      { via: "web", after: "0m" },
      { via: "web", after: "2m" },
    ],
  });
  const [held, answered, seen] = [await escalate(agent), await escalate(agent), await escalate(agent)];
  await organisation.advance(60);
  expect(await pages(held)).toEqual(["web"]);
  expect((await respond(di, answered, "deny", { reason: "no" })).status).toBe(200);
  expect((await di.post(`/api/v1/requests/${seen.request}/acknowledge`, {})).status).toBe(200);
  await organisation.advance(61);
  expect(await pages(held)).toEqual(["web", "web"]);
  expect(await pages(answered)).toEqual(["web"]);
  expect(await pages(seen)).toEqual(["web"]);
  expect(await planned(seen)).toContainEqual(expect.objectContaining({ status: "dropped" }));
});

test("a way that is not set up is said to be, and the next one is used at once", async () => {
  await stepsOf({ after: "0m", notify: ["person:di"] });
  await reach({
    default: [
      { via: "email", after: "0m" },
      { via: "web", after: "5m" },
    ],
  });
  const held = await escalate(agent);
  await organisation.advance(0);
  expect(await planned(held)).toMatchObject([
    { channel: "email", status: "failed", error: expect.stringContaining("not set up") },
    { channel: "web", status: "delivered" },
  ]);
});

test("a step that is urgent uses the urgent ways", async () => {
  await stepsOf({ after: "0m", urgency: "urgent", notify: ["person:di"] });
  await reach({ default: [{ via: "web", after: "5m" }], urgent: [{ via: "web", after: "0m" }] });
  const held = await escalate(agent);
  await organisation.advance(0);
  expect(await pages(held)).toEqual(["web"]);
});
