import { expect, test } from "@playwright/test";
import { answeredBy, withRoute } from "../support/company";
import { at, expectProblem, instantAt, listAt, textAt } from "../support/http";
import {
  type Agent,
  escalate,
  foundOrganisation,
  type Organisation,
  proposalOn,
  readRequest,
  respond,
} from "../support/organisation";

/** Whom a target means, up to which amount somebody's approval counts, and pages that would come too late. */

let organisation: Organisation;
let agent: Agent;

const anyone = answeredBy(["ana", "di"]);
const step = (after: string, ...notify: readonly unknown[]) => ({ after, notify, via: ["web"] });

test.beforeAll(async () => {
  organisation = await foundOrganisation({
    edit: (document) =>
      [
        {
          id: "least",
          approval: anyone,
          steps: [step("0m", { one_of: "team:payments", pick: "least_loaded" })],
        },
        { id: "around", approval: anyone, steps: [step("0m", "agent:manager", "manager:di")] },
        { id: "both", approval: anyone, steps: [step("0m", "schedule:payments-on-call+next")] },
        {
          id: "limited",
          approval: {
            sets: [
              {
                thresholds: [{ from: ["person:di"], up_to: { amount_cents: 500 } }, { from: ["person:ana"] }],
              },
            ],
          },
          steps: [step("0m", "person:di")],
        },
        {
          id: "late",
          deadline: "15m",
          min_remaining: "2m",
          approval: anyone,
          steps: [step("0m", "person:di"), step("14m", "person:ana")],
        },
        {
          id: "more-time",
          deadline: "15m",
          min_remaining: "2m",
          when_late: "extend",
          approval: anyone,
          steps: [step("0m", "person:di"), step("14m", "person:ana")],
        },
      ].reduce(withRoute, {
        ...document,
        people: document.people.map((one) =>
          one.id === "bo" ? { ...one, manager: "di" } : one.id === "di" ? { ...one, manager: "ana" } : one,
        ),
      }),
  });
  agent = await organisation.agent();
});

const amount = (amount_cents: number) => ({ arguments: { amount_cents } });

test("one of a team is whoever has the least to do, and never the agent's owner", async () => {
  const paged: string[] = [];
  for (const cents of [11, 12, 13]) {
    const held = await escalate(agent, proposalOn("least", amount(cents)));
    paged.push(...(await organisation.pagesOf(held.request)));
  }
  expect(paged.sort()).toEqual(["ana", "cy", "di"]);
});

test("managers are found from the agent and from a person", async () => {
  const held = await escalate(agent, proposalOn("around", amount(21)));
  expect([...(await organisation.pagesOf(held.request))].sort()).toEqual(["ana", "di"]);
});

test("whoever is on call next is paged with whoever is on call now", async () => {
  const held = await escalate(agent, proposalOn("both", amount(31)));
  expect([...(await organisation.pagesOf(held.request))].sort()).toEqual(["ana", "di"]);
});

test("an approval counts up to its amount, a denial always does", async () => {
  const di = await organisation.person("di");
  const within = await escalate(agent, proposalOn("limited", amount(500)));
  const beyond = await escalate(agent, proposalOn("limited", amount(501)));
  const refused = await respond(di, beyond, "approve");
  expectProblem(refused, 403, "authority_insufficient");
  expect(textAt((await respond(di, within, "approve")).body, "request.status")).toBe("approved");
  expect(textAt((await respond(di, beyond, "deny", { reason: "too much" })).body, "request.status")).toBe(
    "denied",
  );
});

test("a step that would leave less than the least time makes way for the last one, earlier", async () => {
  const held = await escalate(agent, proposalOn("late", amount(41)));
  await organisation.advance(12 * 60 + 50);
  expect(await organisation.pagesOf(held.request)).not.toContain("ana");
  await organisation.advance(11);
  expect(await organisation.pagesOf(held.request)).toContain("ana");
});

test("or comes with the time that is missing, which the timeline says", async () => {
  const ana = await organisation.person("ana");
  const held = await escalate(agent, proposalOn("more-time", amount(51)));
  const before = instantAt((await readRequest(ana, held)).body, "request.deadline_at");
  await organisation.advance(14 * 60 + 1);
  const { body: read } = await readRequest(ana, held);
  expect(await organisation.pagesOf(held.request)).toContain("ana");
  expect(instantAt(read, "request.deadline_at") - before).toBeGreaterThanOrEqual(60_000);
  const types = listAt(read, "request.timeline").map((entry) => at(entry, "type"));
  expect(types).toContain("extended");
  expect(textAt(read, "request.status")).toBe("pending");
});

test("a target that is none is refused with its place", async () => {
  const operator = organisation.operator;
  const route = { id: "wrong", steps: [{ after: "0m", notify: [{ one_of: "person:ana" }] }] };
  expectProblem(await operator.post("/api/v1/routes", route), 422, "invalid");
});
