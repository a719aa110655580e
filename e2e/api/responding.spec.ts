import { expect, test } from "@playwright/test";
import { answeredBy } from "../support/company";
import { at, type Caller, expectProblem, instantAt, invalidPaths, textAt } from "../support/http";
import {
  type Agent,
  claim,
  decided,
  escalate,
  foundScene,
  type Organisation,
  proposal,
  proposalOn,
  readAction,
  readRequest,
  respond,
  sessionsOf,
} from "../support/organisation";

/** Who may answer a request, and what each is told who may not. */

let organisation: Organisation;
let agent: Agent;
let ana: Caller;
let bo: Caller;
let cy: Caller;
let di: Caller;
let flo: Caller;

test.beforeAll(async () => {
  ({ organisation, agent } = await foundScene({
    routes: [
      { id: "passkey", approval: { ...answeredBy(["ana"]), assurance: "passkey" } },
      { id: "reasoned", approval: { ...answeredBy(["ana"]), reason_required: true } },
      { id: "senior", approval: answeredBy(["ana", "di"], { level: 3 }) },
      { id: "narrow", approval: answeredBy(["ana"]) },
    ],
  }));
});
// Sessions age with the test clock.
test.beforeEach(async () => {
  ({ ana, bo, cy, di, flo } = await sessionsOf(organisation, ["ana", "bo", "cy", "di", "flo"]));
});

const reasonsOf = async (person: Caller, held: Awaited<ReturnType<typeof escalate>>) =>
  at((await readRequest(person, held)).body, "request.may_respond");

test("an answer is 200 with the request as it now is and the response's id", async () => {
  const held = await escalate(agent);
  const answer = await respond(ana, held, "approve", { reason: "yes", reason_code: "checked" });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.body).toMatchObject({
    request: { id: held.request, status: "approved", decision: { outcome: "approved", cause: "approver" } },
    response: { id: expect.stringMatching(/^rsp_/) },
  });
});

test("repeating one's own answer is the same response, also after the decision; another one is refused first", async () => {
  const held = await escalate(agent);
  const first = await respond(ana, held, "approve");
  const again = await respond(ana, held, "approve");
  expect(again.status, again.text).toBe(200);
  expect(at(again.body, "response.id")).toBe(at(first.body, "response.id"));
  expectProblem(await respond(ana, held, "deny"), 409, "already_responded");
  expectProblem(await respond(di, held, "approve"), 409, "already_decided");
  expectProblem(await respond(di, held, "deny"), 409, "already_decided");
  expect((await readAction(agent, held)).body).toMatchObject({ request: { status: "approved" } });
});

test("an answer to another digest is refused and counts for nothing", async () => {
  const held = await escalate(agent);
  const other = { ...held, digest: `sha256:${"0".repeat(64)}` };
  expectProblem(await respond(ana, other, "approve"), 409, "digest_mismatch");
  expectProblem(await respond(ana, other, "deny"), 409, "digest_mismatch");
  expect((await readRequest(ana, held)).body).toMatchObject({
    request: { status: "pending", responses: [] },
  });
});

test("after the deadline it is 410, for everyone, for approve and deny alike", async () => {
  const held = await escalate(agent, proposal({ deadline_seconds: 60 }));
  await organisation.advance(61);
  for (const person of [await organisation.person("ana"), await organisation.person("di")]) {
    expectProblem(await respond(person, held, "approve"), 410, "deadline_passed");
    expectProblem(await respond(person, held, "deny"), 410, "deadline_passed");
  }
  const read = await readAction(agent, held);
  expect(read.body).toMatchObject({
    request: { status: "denied", decision: { outcome: "denied", cause: "deadline", decided_by: [] } },
  });
  expect(instantAt(read.body, "request.decision.decided_at")).toBeGreaterThan(
    instantAt(read.body, "request.deadline_at"),
  );
  expectProblem(await claim(agent, held), 409, "not_approved");
});

test("the agent's owner cannot approve what the agent asks", async () => {
  const held = await escalate(agent);
  expectProblem(await respond(bo, held, "approve"), 403, "self_approval");
  expect(await reasonsOf(bo, held)).toMatchObject({ allowed: false, reasons: [{ code: "self_approval" }] });
});

test("nobody in the delegation chain can approve, by owning an agent of it", async () => {
  const body = { tool: "shell.run", arguments: {}, delegation: [{ agent: "other-bot" }] };
  const held = await escalate(agent, body);
  expectProblem(await respond(flo, held, "approve"), 403, "self_approval");
  expect((await respond(ana, held, "approve")).status).toBe(200);
});

test("too low a level is told so", async () => {
  expectProblem(await respond(cy, await escalate(agent), "approve"), 403, "authority_insufficient");
  const held = await escalate(agent, proposalOn("senior"));
  expectProblem(await respond(di, held, "approve"), 403, "authority_insufficient");
  expect(await reasonsOf(di, held)).toMatchObject({
    allowed: false,
    reasons: [{ code: "authority_insufficient" }],
  });
});

test("who sees a request without being asked is refused, not ignored", async () => {
  const held = await escalate(agent, proposalOn("narrow"));
  expectProblem(await respond(di, held, "approve"), 403, "not_eligible");
  expectProblem(await respond(di, held, "deny"), 403, "not_eligible");
  expect(await reasonsOf(di, held)).toMatchObject({ allowed: false, reasons: [{ code: "not_eligible" }] });
  const stranger = await respond(flo, held, "approve");
  expect([403, 404]).toContain(stranger.status);
  expect((await readRequest(ana, held)).body).toMatchObject({
    request: { status: "pending", responses: [] },
  });
});

test("an approval needs the route's assurance; a denial needs none", async () => {
  const held = await escalate(agent, proposalOn("passkey"));
  for (const assurance of ["slack", "session", "recent"] as const) {
    const weak = await organisation.person("ana", assurance);
    expectProblem(await respond(weak, held, "approve"), 403, "step_up_required");
  }
  const strong = await organisation.person("ana", "passkey");
  expect((await respond(strong, held, "approve")).status).toBe(200);
  const other = await escalate(agent, proposalOn("passkey"));
  expect((await respond(await organisation.person("ana", "slack"), other, "deny")).status).toBe(200);
});

test("where the route demands a reason, an answer without one is refused", async () => {
  const held = await escalate(agent, proposalOn("reasoned"));
  expectProblem(await respond(ana, held, "approve"), 422);
  expectProblem(await respond(ana, held, "approve", { reason: "   " }), 422);
  expect((await respond(ana, held, "approve", { reason: "invoice seen" })).status).toBe(200);
});

test("a malformed answer is refused with the path of what is wrong", async () => {
  const held = await escalate(agent);
  const path = `/api/v1/requests/${held.request}/responses`;
  const { digest } = held;
  expect(invalidPaths(await ana.post(path, { verdict: "maybe", digest }))).toEqual(["/verdict"]);
  expect(invalidPaths(await ana.post(path, { verdict: "approve" }))).toEqual(["/digest"]);
  expect(invalidPaths(await ana.post(path, { digest }))).toEqual(["/verdict"]);
  expect(invalidPaths(await ana.post(path, { verdict: "approve", digest, person: "di" }))).toEqual([
    "/person",
  ]);
  const long = "é".repeat(2_049);
  expect(invalidPaths(await ana.post(path, { verdict: "approve", digest, reason: long }))).toEqual([
    "/reason",
  ]);
  expect((await readRequest(ana, held)).body).toMatchObject({
    request: { status: "pending", responses: [] },
  });
});

test("the agent hears who decided, when and why, and whether anyone had looked", async () => {
  const held = await decided(agent, ana, "deny");
  const read = await readAction(agent, held);
  expect(read.body).toMatchObject({
    request: {
      status: "denied",
      decision: {
        outcome: "denied",
        cause: "approver",
        decided_by: [{ person: "ana", via: "web" }],
        seen: true,
      },
    },
  });
  expect(at(read.body, "request.grant") ?? null).toBeNull();
  expect(instantAt(read.body, "request.decision.decided_at")).toBeLessThan(
    instantAt(read.body, "request.deadline_at"),
  );
});

test("a request from another origin than the console's is refused with a session", async () => {
  const held = await escalate(agent);
  const path = `/api/v1/requests/${held.request}/responses`;
  for (const origin of ["https://evil.test", "null", "http://localhost", `${ana.url}.evil.test`]) {
    const answer = await ana.post(path, { verdict: "approve", digest: held.digest }, { Origin: origin });
    expectProblem(answer, 403, "wrong_origin");
  }
  expect(textAt((await readAction(agent, held)).body, "request.status")).toBe("pending");
});
