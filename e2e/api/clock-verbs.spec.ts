import { expect, test } from "@playwright/test";
import { answeredBy, pagingStep } from "../support/company";
import {
  at,
  type Caller,
  createCaller,
  expectProblem,
  instantAt,
  invalidPaths,
  listAt,
  numberAt,
} from "../support/http";
import {
  type Agent,
  decided,
  type Escalated,
  escalate,
  foundOrganisation,
  foundScene,
  newId,
  type Organisation,
  proposal,
  proposalOn,
  requestOf,
} from "../support/organisation";

/** Acknowledge, escalate, extend: what may be done with the time of a request, and by whom. */

let organisation: Organisation;
let agent: Agent;
let di: Caller;
let ana: Caller;

test.beforeAll(async () => {
  const capped = {
    id: "capped",
    deadline: "10m",
    max_deadline: "12m",
    approval: answeredBy(["ana", "di"]),
    steps: [pagingStep("0m", "di"), pagingStep("2m", "ana"), pagingStep("4m", "flo")],
    repeat: 1,
    ack_timeout: "1m",
  };
  ({ organisation, agent, di, ana } = await foundScene({ people: ["di", "ana"], routes: [capped] }));
});

const BODIES = { acknowledge: {}, escalate: { from_step: 0 }, extend: { seconds: 60 } } as const;
type Verb = keyof typeof BODIES;
const pathOf = (held: Escalated, verb: Verb) => `/api/v1/requests/${held.request}/${verb}`;
const post = (caller: Caller, held: Escalated, verb: Verb, body: unknown = BODIES[verb]) =>
  caller.post(pathOf(held, verb), body);
const request = (held: Escalated) => requestOf(organisation.operator, held);

for (const verb of ["acknowledge", "escalate", "extend"] as const) {
  test(`${verb}: refused to who is nobody, a machine, an auditor, or a stranger to it`, async () => {
    const held = await escalate(agent);
    const path = pathOf(held, verb);
    expectProblem(await createCaller(di.url).post(path, BODIES[verb]), 401, "unauthenticated");
    expectProblem(await agent.post(path, BODIES[verb]), 403, "machine_principal");
    expectProblem(await organisation.operator.post(path, BODIES[verb]), 403, "machine_principal");
    expectProblem(await post(await organisation.person("ed"), held, verb), 403, "forbidden");
    const stranger = await post(await organisation.person("flo"), held, verb);
    expectProblem(stranger, verb === "escalate" ? 404 : 403);
    const theirs = await foundOrganisation();
    expectProblem(await post(await theirs.person("ana"), held, verb), 404, "not_found");
    const nowhere = { ...held, request: "req_00000000000000000000000000" };
    expectProblem(await post(di, nowhere, verb), 404, "not_found");
    expect(numberAt(await request(held), "version")).toBe(2);
  });

  test(`${verb}: a body that is no JSON, or says more than there is to say, is refused`, async () => {
    const held = await escalate(agent);
    const json = { "Content-Type": "application/json" };
    expectProblem(await di.send("POST", pathOf(held, verb), "{", json), 400, "malformed");
    expectProblem(await post(di, held, verb, { ...BODIES[verb], more: 1 }), 422);
    expect(numberAt(await request(held), "version")).toBe(2);
  });

  test(`${verb}: not once it is decided, nor at its deadline, which denies it`, async () => {
    const done = await decided(agent, ana, "deny");
    expectProblem(await post(di, done, verb), 409, "already_decided");
    const late = await escalate(agent, proposal({ deadline_seconds: 30 }));
    await organisation.advance(30);
    expectProblem(await post(di, late, verb), 410, "deadline_passed");
    expect(at(await request(late), "decision.cause")).toBe("deadline");
  });

  test(`${verb}: an Idempotency-Key gives the first answer again`, async () => {
    const held = await escalate(agent);
    const key = { "Idempotency-Key": newId("key") };
    const first = await di.post(pathOf(held, verb), BODIES[verb], key);
    expect(first.status, first.text).toBe(200);
    const again = await di.post(pathOf(held, verb), BODIES[verb], key);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(again.body).toEqual(first.body);
  });
}

test("acknowledging again, or six times at once, is acknowledging once", async () => {
  const held = await escalate(agent);
  const answers = await Promise.all(Array.from({ length: 6 }, () => post(di, held, "acknowledge")));
  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
  const events = listAt(await request(held), "timeline").map((entry) => at(entry, "type"));
  expect(events.filter((type) => type === "acknowledged")).toHaveLength(1);
});

test("of many who escalate from the same step at once, one does", async () => {
  const held = await escalate(agent, proposalOn("capped"));
  const answers = await Promise.all(Array.from({ length: 6 }, () => post(di, held, "escalate")));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 200))
    expectProblem(answer, 409, "step_already_fired");
  await organisation.advance(0);
  expect(await organisation.pagesOf(held.request)).toEqual(["di", "ana"]);
});

test("escalating goes step by step through every round, and then there is nobody further", async () => {
  const held = await escalate(agent, proposalOn("capped"));
  for (const from_step of [0, 1, 2, 0, 1]) {
    const answer = await post(di, held, "escalate", { from_step });
    expect(answer.status, `${from_step}: ${answer.text}`).toBe(200);
  }
  expectProblem(await post(di, held, "escalate", { from_step: 2 }), 409, "no_more_steps");
  expectProblem(await post(di, held, "escalate", { from_step: 0 }), 409, "step_already_fired");
  for (const from_step of [-1, 0.5, "0", null])
    expect(invalidPaths(await post(di, held, "escalate", { from_step }))).toEqual(["/from_step"]);
});

test("extending stops at the route's cap, before its number is used up, and says how often it may", async () => {
  const held = await escalate(agent, proposalOn("capped"));
  const before = instantAt(await request(held), "deadline_at");
  const read = await requestOf(di, held);
  expect([at(read, "extensions_left"), at(read, "may_steer.verbs")]).toEqual([
    2,
    expect.arrayContaining(["extend"]),
  ]);
  expectProblem(await post(di, held, "extend", { seconds: 121 }), 409, "extend_limit");
  for (const seconds of [0, -60, 301, 1.5, "60", null])
    expect(invalidPaths(await post(di, held, "extend", { seconds }))).toEqual(["/seconds"]);
  const answer = await post(di, held, "extend", { seconds: 120 });
  expect(instantAt(answer.body, "request.deadline_at")).toBe(before + 120_000);
  expect(at(answer.body, "request.extensions_left")).toBe(0);
  expect(at(answer.body, "request.may_steer.verbs")).not.toContain("extend");
  expectProblem(await post(di, held, "extend", { seconds: 1 }), 409, "extend_limit");
});

test("of many who extend at once, two do", async () => {
  const held = await escalate(agent);
  const answers = await Promise.all(Array.from({ length: 6 }, () => post(di, held, "extend")));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
  for (const answer of answers.filter(({ status }) => status !== 200))
    expectProblem(answer, 409, "extend_limit");
  expect(at(await request(held), "timeline")).toEqual(
    expect.arrayContaining([expect.objectContaining({ type: "extended", person: "di", seconds: 60 })]),
  );
});
