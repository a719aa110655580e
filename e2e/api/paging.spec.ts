import { expect, test } from "@playwright/test";
import { answeredBy, pagingStep } from "../support/company";
import { at, expectProblem, instantAt, listAt, numberAt } from "../support/http";
import {
  type Agent,
  decided,
  type Escalated,
  escalate,
  foundScene,
  type Organisation,
  proposal,
  proposalOn,
  readAction,
  readRequest,
  requestOf,
  respond,
} from "../support/organisation";

/** Who is paged and when, under the test clock. di is on step 0, ana on the step five minutes later. */

let organisation: Organisation;
let agent: Agent;

const approval = answeredBy(["ana", "di", "flo"]);

test.beforeAll(async () => {
  ({ organisation, agent } = await foundScene({
    routes: [
      { id: "tight", deadline: "6m", approval, steps: [pagingStep("0m", "di"), pagingStep("3m", "ana")] },
      {
        id: "empty-first",
        approval,
        steps: [pagingStep("0m"), pagingStep("4m", "ana"), pagingStep("8m", "flo")],
      },
      {
        id: "again",
        deadline: "30m",
        approval,
        steps: [pagingStep("0m", "di"), pagingStep("2m", "ana")],
        repeat: 2,
        ack_timeout: "5m",
      },
      { id: "nobody", approval: answeredBy(["bo"]), steps: [pagingStep("0m", "bo")] },
      { id: "long", deadline: "30m", approval, steps: [pagingStep("0m", "di"), pagingStep("20m", "ana")] },
    ],
  }));
});

const pages = (held: Escalated) => organisation.pagesOf(held.request);

test("the first step pages at once, the next one at its offset, everyone once", async () => {
  const held = await escalate(agent);
  await organisation.advance(0);
  expect(await pages(held)).toEqual(["di"]);
  await organisation.advance(298);
  expect(await pages(held)).toEqual(["di"]);
  await organisation.advance(3);
  expect(await pages(held)).toEqual(["di", "ana"]);
  await organisation.advance(500);
  expect(await pages(held)).toEqual(["di", "ana"]);
});

test("several steps due in one pass page each person once", async () => {
  const held = await escalate(agent, proposalOn("again"));
  await organisation.advance(9 * 60);
  const paged = await pages(held);
  expect([...paged].sort()).toEqual([...new Set(paged)].sort());
  expect(new Set(paged)).toEqual(new Set(["di", "ana"]));
});

test("a decision ends the paging", async () => {
  const held = await decided(agent, await organisation.person("ana"), "deny");
  await organisation.advance(1_000);
  expect(await pages(held)).not.toContain("ana");
});

test("a step with nobody to page is skipped at once, said in the timeline, and later steps keep their time", async () => {
  const held = await escalate(agent, proposalOn("empty-first"));
  await organisation.advance(0);
  expect(await pages(held)).toEqual(["ana"]);
  const request = await requestOf(organisation.operator, held);
  expect(listAt(request, "steps")).toMatchObject([
    { index: 0, skipped: true },
    { index: 1, skipped: false, fired_at: expect.any(String) },
    { index: 2, fired_at: null },
  ]);
  expect(JSON.stringify(at(request, "timeline"))).toMatch(/skipped/);
  await organisation.advance(7 * 60 + 50);
  expect(await pages(held)).toEqual(["ana"]);
  await organisation.advance(11);
  expect(await pages(held)).toEqual(["ana", "flo"]);
});

test("an acknowledgement pauses paging for the route's time and never moves the deadline", async () => {
  const held = await escalate(agent);
  await organisation.advance(60);
  const di = await organisation.person("di");
  const before = at((await readRequest(di, held)).body, "request.deadline_at");
  const answer = await di.post(`/api/v1/requests/${held.request}/acknowledge`, {});
  expect(answer.status, answer.text).toBe(200);
  expect(at(answer.body, "request.deadline_at")).toBe(before);
  expect(at(answer.body, "request.acknowledgement")).toMatchObject({ person: "di" });
  await organisation.advance(290);
  expect(await pages(held), "5:50: paused until 6:00").toEqual(["di"]);
  await organisation.advance(15);
  expect(await pages(held)).toContain("ana");
  const read = await readAction(agent, held);
  expect(at(read.body, "request.status")).toBe("pending");
  await respond(await organisation.person("ana"), held, "deny");
  expect(numberAt((await readAction(agent, held)).body, "request.decision.pages.acknowledged")).toBe(1);
});

test("the pause is cut short so that the last step still leaves people time to answer", async () => {
  const held = await escalate(agent, proposalOn("tight"));
  await organisation.advance(60);
  await (await organisation.person("di")).post(`/api/v1/requests/${held.request}/acknowledge`, {});
  // Six minutes of deadline leave the smaller of 2 min and a quarter of it: the pause ends by 4:30.
  await organisation.advance(215);
  expect(await pages(held)).toContain("ana");
});

test("rounds repeat as often as the route says and no more", async () => {
  const held = await escalate(agent, proposalOn("again"));
  for (let minute = 0; minute < 29; minute += 1) await organisation.advance(60);
  const paged = await pages(held);
  expect(paged.filter((person) => person === "di")).toHaveLength(3);
  expect(paged.filter((person) => person === "ana")).toHaveLength(3);
});

test("people are reminded at half time and two minutes before the end, once each", async () => {
  const held = await escalate(agent);
  const reminders = async () =>
    (await organisation.deliveries()).filter(
      ({ kind, requests, person, channel }) =>
        kind === "reminder" && person === "di" && channel === "web" && requests.includes(held.request),
    );
  await organisation.advance(7 * 60);
  expect(await reminders()).toHaveLength(0);
  await organisation.advance(40);
  expect(await reminders()).toHaveLength(1);
  await organisation.advance(5 * 60);
  expect(await reminders()).toHaveLength(1);
  await organisation.advance(25);
  expect(await reminders()).toHaveLength(2);
});

test("escalating by hand fires the next step now, and only when it has not fired", async () => {
  const held = await escalate(agent);
  const di = await organisation.person("di");
  const path = `/api/v1/requests/${held.request}/escalate`;
  const answer = await di.post(path, { from_step: 0 });
  expect(answer.status, answer.text).toBe(200);
  await organisation.advance(0);
  expect(await pages(held)).toEqual(["di", "ana"]);
  expectProblem(await di.post(path, { from_step: 0 }), 409, "step_already_fired");
  await organisation.advance(400);
  expect(await pages(held), "the step does not fire again at its own time").toEqual(["di", "ana"]);
});

test("a deadline is extended by at most 300 s at a time, at most twice", async () => {
  const held = await escalate(agent, proposal({ deadline_seconds: 120 }));
  const ana = await organisation.person("ana");
  const path = `/api/v1/requests/${held.request}/extend`;
  const before = instantAt((await readAction(agent, held)).body, "request.deadline_at");
  expectProblem(await ana.post(path, { seconds: 301 }), 422);
  expectProblem(await ana.post(path, { seconds: 0 }), 422);
  for (const seconds of [300, 60]) {
    const answer = await ana.post(path, { seconds });
    expect(answer.status, answer.text).toBe(200);
  }
  expectProblem(await ana.post(path, { seconds: 60 }), 409, "extend_limit");
  expect(instantAt((await readAction(agent, held)).body, "request.deadline_at")).toBe(before + 360_000);
  await organisation.advance(470);
  expect((await readAction(agent, held)).body).toMatchObject({ request: { status: "pending" } });
  await organisation.advance(11);
  expect((await readAction(agent, held)).body).toMatchObject({
    request: { status: "denied", decision: { cause: "deadline" } },
  });
  expectProblem(await (await organisation.person("ana")).post(path, { seconds: 60 }), 410, "deadline_passed");
});

test("a request that nobody could approve pages the fallback at once, says so and ends at its deadline", async () => {
  // bo owns the agent, so the only approver of this route is not eligible.
  const held = await escalate(agent, proposalOn("nobody"));
  await organisation.advance(0);
  expect(await pages(held)).toContain("ana");
  const read = await readRequest(organisation.operator, held);
  expect(at(read.body, "request.problems")).toEqual([
    expect.objectContaining({ code: "unroutable", message: expect.stringMatching(/\S/) }),
  ]);
  await organisation.advance(15 * 60 + 1);
  expect((await readAction(agent, held)).body).toMatchObject({
    request: { status: "denied", decision: { cause: "unroutable" } },
  });
});

test("a silent deadline says how many were paged and that nobody looked", async () => {
  const held = await escalate(agent);
  await organisation.advance(301);
  await organisation.advance(10 * 60);
  expect((await readAction(agent, held)).body).toMatchObject({
    request: {
      decision: { cause: "deadline", seen: false, pages: { sent: 2, delivered: 2, acknowledged: 0 } },
    },
  });
});

test("pending requests keep the deadline and the steps they were opened with when their route is edited", async () => {
  const held = await escalate(agent, proposalOn("long"));
  const { document } = organisation;
  const changed = { id: "long", deadline: "1m", approval, steps: [pagingStep("0m", "flo")] };
  await organisation.configure({
    ...document,
    routes: [...document.routes.filter(({ id }) => id !== "long"), changed],
  });
  await organisation.advance(20 * 60 + 1);
  expect(await pages(held)).toEqual(["di", "ana"]);
  expect((await readAction(agent, held)).body).toMatchObject({ request: { status: "pending" } });
  const next = await escalate(agent, proposalOn("long"));
  await organisation.advance(0);
  expect(await pages(next)).toEqual(["flo"]);
  await organisation.configure(document);
});

test("no page is recorded twice for the same person, step and request", async () => {
  const held = await Promise.all(Array.from({ length: 8 }, () => escalate(agent)));
  await Promise.all([organisation.advance(301), organisation.advance(0), organisation.advance(0)]);
  const pagesOfEach = new Map(held.map(({ request }) => [request, [] as string[]]));
  for (const { kind, person, channel, step, requests } of await organisation.deliveries()) {
    if (kind !== "page") continue;
    for (const request of requests) pagesOfEach.get(request)?.push([person, channel, step].join(" "));
  }
  for (const paged of pagesOfEach.values()) expect(paged.sort()).toEqual(["ana web 1", "di web 0"]);
});
