import { expect, test } from "@playwright/test";
import { pagingStep } from "../support/company";
import {
  at,
  type Caller,
  createCaller,
  expectProblem,
  invalidPaths,
  listAt,
  numberAt,
} from "../support/http";
import {
  type Agent,
  decided,
  type Escalated,
  escalate,
  foundScene,
  newId,
  type Organisation,
  proposal,
  proposalOn,
  readAction,
  readRequest,
  requestOf,
  respond,
} from "../support/organisation";

/**
 * Handing a request on, and putting one more person on it. The route `paged` takes answers of whoever it pages, which is
 * di; `team` takes those of the payments team at level 2, which leaves cy out.
 */

let organisation: Organisation;
let agent: Agent;
let di: Caller;
let ana: Caller;

const steps = [pagingStep("0m", "di")];
const two = { sets: [{ thresholds: [{ from: ["team:payments"], approve: 2, deny: 1, level: 2 }] }] };

test.beforeAll(async () => {
  ({ organisation, agent, di, ana } = await foundScene({
    people: ["di", "ana"],
    routes: [
      { id: "paged", deadline: "15m", steps },
      { id: "again", deadline: "30m", steps, repeat: 2, ack_timeout: "5m" },
      { id: "two", deadline: "15m", approval: two, steps },
    ],
  }));
});

const post = (caller: Caller, held: Escalated, verb: "reassign" | "responders", person: unknown) =>
  caller.post(`/api/v1/requests/${held.request}/${verb}`, { person });
const reassign = (caller: Caller, held: Escalated, person: unknown) => post(caller, held, "reassign", person);
const add = (caller: Caller, held: Escalated, person: unknown) => post(caller, held, "responders", person);
const timeline = async (held: Escalated) => listAt(await requestOf(organisation.operator, held), "timeline");

test("whoever it is handed to is paged now, may answer as one of those paged, and it is said who did it", async () => {
  const held = await escalate(agent, proposalOn("paged"));
  const flo = await organisation.person("flo");
  expectProblem(await respond(flo, held, "approve"), 403, "not_eligible");
  const answer = await reassign(di, held, "flo");
  expect(answer.status, answer.text).toBe(200);
  expect(at(answer.body, "request.responders")).toEqual(["flo"]);
  await organisation.advance(0);
  expect(await organisation.pagesOf(held.request)).toEqual(["di", "flo"]);
  expect(await timeline(held)).toContainEqual(
    expect.objectContaining({ type: "reassigned", person: "di", to: "flo", paged: ["flo"] }),
  );
  const mine = await flo.get("/api/v1/requests?view=mine");
  expect(listAt(mine.body, "requests").map((request) => at(request, "id"))).toContain(held.request);
  expect((await respond(flo, held, "approve")).status).toBe(200);
  expect((await readAction(agent, held)).body).toMatchObject({
    request: { status: "approved", decision: { decided_by: [{ person: "flo", via: "web" }] } },
  });
});

test("whoever hands it on is paged and reminded no more, where a step means them their successor is, and they may still answer", async () => {
  const held = await escalate(agent, proposalOn("again"));
  await organisation.advance(60);
  expect((await reassign(di, held, "flo")).status).toBe(200);
  for (let minute = 0; minute < 16; minute += 1) await organisation.advance(60);
  expect(await organisation.pagesOf(held.request)).toEqual(["di", "flo", "flo", "flo"]);
  const reminded = (await organisation.deliveries()).filter(
    ({ kind, requests }) => kind === "reminder" && requests.includes(held.request),
  );
  expect(reminded.map(({ person }) => person)).toEqual(["flo"]);
  expect((await respond(di, held, "deny")).status).toBe(200);
});

test("a responder is added beside those there are", async () => {
  const held = await escalate(agent, proposalOn("paged"));
  const answer = await add(di, held, "flo");
  expect(answer.status, answer.text).toBe(200);
  expect(at(answer.body, "request.responders")).toEqual(["di", "flo"]);
  await organisation.advance(0);
  expect(await organisation.pagesOf(held.request)).toEqual(["di", "flo"]);
  await organisation.advance(451);
  const reminded = (await organisation.deliveries()).filter(
    ({ kind, requests }) => kind === "reminder" && requests.includes(held.request),
  );
  expect(reminded.map(({ person }) => person).sort()).toEqual(["di", "flo"]);
});

for (const verb of ["reassign", "responders"] as const) {
  test(`${verb}: the same again is the same answer, and nothing more happens`, async () => {
    const held = await escalate(agent, proposalOn("paged"));
    const first = await post(di, held, verb, "flo");
    const again = await post(di, held, verb, "flo");
    expect(again.status, again.text).toBe(200);
    expect(at(again.body, "request.version")).toBe(at(first.body, "request.version"));
    await organisation.advance(0);
    expect((await organisation.pagesOf(held.request)).filter((person) => person === "flo")).toHaveLength(1);
  });

  test(`${verb}: twice at once pages once`, async () => {
    const held = await escalate(agent, proposalOn("paged"));
    const answers = await Promise.all(Array.from({ length: 6 }, () => post(di, held, verb, "flo")));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
    await organisation.advance(0);
    expect((await organisation.pagesOf(held.request)).filter((person) => person === "flo")).toHaveLength(1);
  });

  test(`${verb}: an Idempotency-Key gives the first answer again`, async () => {
    const held = await escalate(agent, proposalOn("paged"));
    const path = `/api/v1/requests/${held.request}/${verb}`;
    const key = { "Idempotency-Key": newId("key") };
    const first = await di.post(path, { person: "flo" }, key);
    const again = await di.post(path, { person: "flo" }, key);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(again.body).toEqual(first.body);
    expectProblem(await di.post(path, { person: "ana" }, key), 422, "idempotency_key_reused");
  });

  test(`${verb}: a body that says nothing, too much or nonsense is refused, and so is nobody's name`, async () => {
    const held = await escalate(agent, proposalOn("paged"));
    const path = `/api/v1/requests/${held.request}/${verb}`;
    expectProblem(await di.send("POST", path, "{", { "Content-Type": "application/json" }), 400, "malformed");
    expect(invalidPaths(await di.post(path, {}))).toContain("/person");
    expect(invalidPaths(await di.post(path, { person: 7 }))).toContain("/person");
    expectProblem(await di.post(path, { person: "flo", why: "x" }), 422);
    expect(invalidPaths(await di.post(path, { person: "nobody" }))).toEqual(["/person"]);
    expectProblem(await createCaller(di.url).post(path, { person: "flo" }), 401, "unauthenticated");
    expectProblem(await organisation.operator.post(path, { person: "flo" }), 403, "machine_principal");
    expectProblem(await agent.post(path, { person: "flo" }), 403, "machine_principal");
    const nowhere = `/api/v1/requests/req_00000000000000000000000000/${verb}`;
    expectProblem(await di.post(nowhere, { person: "flo" }), 404, "not_found");
    expect(await organisation.pagesOf(held.request)).not.toContain("flo");
  });

  test(`${verb}: only to somebody who could answer it once paged`, async () => {
    const held = await escalate(agent, proposal());
    expectProblem(await post(ana, held, verb, "cy"), 409, "assignee_not_eligible");
    expectProblem(await post(ana, held, verb, "flo"), 409, "assignee_not_eligible");
    expectProblem(await post(ana, held, verb, "ed"), 409, "assignee_not_eligible");
    expectProblem(await post(ana, held, verb, "bo"), 403, "self_approval");
    const answered = await escalate(agent, proposalOn("two"));
    await respond(ana, answered, "approve");
    expectProblem(await post(di, answered, verb, "ana"), 409, "assignee_not_eligible");
    expect(numberAt((await readRequest(ana, held)).body, "request.version")).toBe(2);
  });

  test(`${verb}: not by a stranger or an auditor, and not by the agent's owner to somebody new`, async () => {
    const held = await escalate(agent, proposalOn("paged"));
    const [flo, ed, bo] = await Promise.all(["flo", "ed", "bo"].map((id) => organisation.person(id)));
    expectProblem(await post(flo as Caller, held, verb, "flo"), 403, "not_eligible");
    expectProblem(await post(ed as Caller, held, verb, "flo"), 403, "forbidden");
    expectProblem(await post(bo as Caller, held, verb, "flo"), 403);
  });

  test(`${verb}: not once it is decided, nor at its deadline, which denies it`, async () => {
    const done = await decided(agent, ana, "deny");
    expectProblem(await post(di, done, verb, "ana"), 409, "already_decided");
    const late = await escalate(agent, proposalOn("paged", { deadline_seconds: 30 }));
    await organisation.advance(30);
    expectProblem(await post(di, late, verb, "flo"), 410, "deadline_passed");
  });
}

test("a manager who was not paged may hand it to somebody, and stays out of it", async () => {
  const held = await escalate(agent, proposalOn("paged"));
  const answer = await reassign(ana, held, "flo");
  expect(answer.status, answer.text).toBe(200);
  expect(at(answer.body, "request.responders")).toEqual(["di", "flo"]);
});

test("handed on and back again it is theirs again", async () => {
  const held = await escalate(agent, proposalOn("paged"));
  await reassign(di, held, "flo");
  const back = await reassign(await organisation.person("flo"), held, "di");
  expect(at(back.body, "request.responders")).toEqual(["di"]);
});

test("the signed record names who was put on it and by whom", async () => {
  const held = await escalate(agent, proposalOn("paged"));
  await reassign(di, held, "flo");
  const audit = await organisation.operator.get("/api/v1/audit?person=flo&limit=1");
  expect(listAt(audit.body, "entries")).toMatchObject([
    { kind: "assignment", people: ["di", "flo"], request: held.request },
  ]);
});
