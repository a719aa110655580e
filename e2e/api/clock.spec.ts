import { expect, test } from "@playwright/test";
import { at, expectProblem, instantAt, textAt } from "../support/http";
import {
  type Agent,
  decided,
  escalate,
  escalated,
  foundOrganisation,
  type Organisation,
  proposal,
  readAction,
  respond,
} from "../support/organisation";

/** The one clock: everything that waits for an instant moves with it, and nothing else moves it. */

let organisation: Organisation;
let agent: Agent;

test.beforeAll(async () => {
  organisation = await foundOrganisation();
  agent = await organisation.agent();
});

test("advancing answers the new instant, and zero only settles", async () => {
  const start = await organisation.advance(0);
  const moved = await organisation.advance(3_600);
  expect(moved - start).toBeGreaterThanOrEqual(3_600_000);
  expect((await organisation.advance(0)) - moved).toBeLessThan(60_000);
});

test("the clock never goes back and takes nothing but seconds", async () => {
  for (const wrong of [-1, "60", null, 1e300]) {
    expectProblem(await organisation.operator.post("/api/test/clock", { advance_seconds: wrong }), 422);
  }
  expectProblem(await organisation.operator.post("/api/test/clock", { advance: 1 }), 422);
});

test("only an operator's token moves it or signs anybody in", async () => {
  const ana = await organisation.person("ana");
  for (const caller of [agent, ana]) {
    expectProblem(await caller.post("/api/test/clock", { advance_seconds: 1 }), 403);
    expectProblem(await caller.post("/api/test/session", { person: "ana" }), 403);
    expectProblem(await caller.get("/api/test/deliveries"), 403);
  }
});

test("a session for somebody who is not there is refused", async () => {
  const answer = await organisation.operator.post("/api/test/session", { person: "nobody" });
  expect([404, 422]).toContain(answer.status);
  expectProblem(answer, answer.status);
});

test("a deadline is decided by the time its instant has passed, with one decision", async () => {
  const held = await Promise.all(
    [30, 31, 32].map((seconds) => escalate(agent, proposal({ deadline_seconds: seconds }))),
  );
  await organisation.advance(33);
  for (const one of held) {
    const read = await readAction(agent, one);
    expect(read.body).toMatchObject({ request: { status: "denied", decision: { cause: "deadline" } } });
    const late =
      instantAt(read.body, "request.decision.decided_at") - instantAt(read.body, "request.deadline_at");
    expect(late).toBeGreaterThan(0);
  }
});

test("a denial is remembered for a day in its run, and no longer", async () => {
  const body = proposal();
  await decided(agent, await organisation.person("ana"), "deny", body);
  await organisation.advance(23 * 3_600);
  const refused = await agent.post("/api/v1/actions", body);
  expect(refused.body).toMatchObject({ ruling: { reason_code: "recently_denied" } });
  await organisation.advance(3_700);
  escalated(await agent.post("/api/v1/actions", body));
});

test("a session ages with the clock until it is no longer good for an approval that wants a recent one", async () => {
  const ana = await organisation.person("ana");
  expect((await ana.get("/api/v1/requests")).status).toBe(200);
  await organisation.advance(60 * 86_400);
  expectProblem(await ana.get("/api/v1/requests"), 401);
});

test("a reset empties the organisation and keeps its id, its token and the clock", async () => {
  const other = await foundOrganisation();
  const otherAgent = await other.agent();
  const held = await escalate(otherAgent);
  const mine = await escalate(agent);
  const before = await other.advance(0);
  const answer = await other.operator.post("/api/test/reset", {});
  expect(answer.status, answer.text).toBeLessThan(300);
  expect(await other.advance(0)).toBeGreaterThanOrEqual(before);
  expectProblem(await other.operator.get(`/api/v1/requests/${held.request}`), 404);
  expect(at((await other.operator.get("/api/v1/requests?view=all")).body, "requests")).toEqual([]);
  await other.configure(other.document);
  expect(textAt((await other.operator.get("/api/v1/config")).body, "organisation.id")).toBe(other.id);
  await escalate(await other.agent());
  const ana = await organisation.person("ana");
  expect((await respond(ana, mine, "approve")).status, "nobody else was emptied").toBe(200);
});
