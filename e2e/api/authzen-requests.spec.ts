import { createHmac } from "node:crypto";
import { expect, test } from "@playwright/test";
import {
  type Evaluation,
  evaluate,
  heldBy,
  refund,
  ruled,
  submission,
  submit,
  withApproval,
} from "../support/authzen";
import { type Answer, at, type Caller, createCaller, expectProblem, textAt } from "../support/http";
import { type Agent, foundOrganisation, newId, type Organisation, respond } from "../support/organisation";
import { callbackUrl, type Receiver, startReceiver } from "../support/receiver";
import { ADDRESS } from "../support/settings";

/** The Access Request and Approval Profile: a denial, its task, a person's answer, and one evaluation that is true. */

let organisation: Organisation;
let agent: Agent;
let ana: Caller;
let receiver: Receiver;

test.beforeAll(async () => {
  receiver = await startReceiver();
  organisation = await foundOrganisation();
  agent = await organisation.agent();
});
test.beforeEach(async () => {
  ana = await organisation.person("ana");
});
test.afterAll(() => receiver.close());

type Asked = { readonly evaluation: Evaluation; readonly denied: Answer; readonly task: string };

async function ask(more: object = {}, of: Agent = agent): Promise<Asked> {
  const evaluation = refund(of.id);
  const denied = await evaluate(of, evaluation);
  const accepted = await submit(of, submission(evaluation, denied, more));
  expect(accepted.status, accepted.text).toBe(202);
  return { evaluation, denied, task: textAt(accepted.body, "task.id") };
}

const status = async (task: string, reader: Caller = agent): Promise<unknown> =>
  at((await reader.get(`/access/v1/requests/${task}`)).body, "task.status");

async function approved(): Promise<Asked & { readonly approval: unknown }> {
  const asked = await ask();
  expect((await respond(ana, heldBy(asked.denied), "approve")).status).toBe(200);
  const { body } = await agent.get(`/access/v1/requests/${asked.task}`);
  return { ...asked, approval: at(body, "result.approval") };
}

const problemType = (answer: Answer): unknown => at(answer.body, "type");
const urn = (name: string) => `urn:openid:authzen:access-request:error:${name}`;

test("from the denial to the one evaluation that is true", async () => {
  const evaluation = refund(agent.id);
  const denied = await evaluate(agent, evaluation);
  const accepted = await submit(agent, submission(evaluation, denied));
  expect(accepted.status, accepted.text).toBe(202);
  const id = String(ruled(denied, "request.id"));
  const endpoint = `${ADDRESS}/access/v1/requests/${id}`;
  expect(accepted.headers.get("location")).toBe(endpoint);
  expect(accepted.body).toEqual({
    task: {
      id,
      status: "pending",
      status_endpoint: endpoint,
      display: { title: expect.any(String), description: expect.any(String) },
      links: { ticket: `${ADDRESS}/requests/${id}`, cancel: `${endpoint}/cancel` },
    },
  });
  const pending = await agent.get(`/access/v1/requests/${id}`);
  expect(pending.headers.get("retry-after")).toBe("2");
  expect(pending.body).toEqual(accepted.body);
  expect((await evaluate(agent, evaluation)).body).toMatchObject({ decision: false });
  expect((await respond(ana, heldBy(denied), "approve")).status).toBe(200);
  const done = await agent.get(`/access/v1/requests/${id}?wait=5`);
  expect(done.body).toMatchObject({
    task: { status: "approved" },
    result: { mode: "reevaluate", approval: { id: expect.stringMatching(/^apr_/) } },
  });
  const approval = at(done.body, "result.approval");
  const granted = await evaluate(agent, withApproval(evaluation, approval));
  expect(granted.body).toMatchObject({
    decision: true,
    context: {
      approval: { id: textAt(approval, "id"), approved_until: textAt(approval, "approved_until") },
    },
  });
  expect(ruled(granted, "grant.status")).toBe("claimed");
  // It was the claim: whoever evaluates with it again has nothing left to spend.
  const again = await evaluate(agent, withApproval(evaluation, approval));
  expect(again.body).toMatchObject({
    decision: false,
    context: { reason: "already_claimed", next_action: "none" },
  });
  const claimed = await agent.post(`/api/v1/actions/${textAt(denied.body, "context.evaluation_id")}/claim`, {
    digest: heldBy(denied).digest,
  });
  expectProblem(claimed, 409, "already_claimed");
  expect(await status(id)).toBe("approved");
});

test("a claim repeated under its key gets the same answer; the key of another does not help", async () => {
  const { evaluation, approval } = await approved();
  const key = { "Idempotency-Key": newId("key") };
  const first = await evaluate(agent, withApproval(evaluation, approval), key);
  expect(first.body).toMatchObject({ decision: true });
  expect(await evaluate(agent, withApproval(evaluation, approval), key)).toMatchObject({
    status: 200,
    body: { decision: true },
  });
  const other = { "Idempotency-Key": newId("key") };
  const late = await evaluate(agent, withApproval(evaluation, approval), other);
  expect(late.body).toMatchObject({ decision: false, context: { reason: "already_claimed" } });
});

test("an approval is for its action, its agent and its organisation", async () => {
  const { evaluation, approval } = await approved();
  const changed: readonly Evaluation[] = [
    { ...evaluation, action: refund(agent.id, { cents: 25_001 }).action },
    { ...evaluation, subject: { type: "user", id: "maria" } },
    { ...evaluation, context: { run: { id: newId("run") } } },
    { ...evaluation, resource: { type: "tool", id: "docs.read" } },
  ];
  for (const one of changed) {
    const answer = await evaluate(agent, withApproval(one, approval));
    expect(answer.body).toMatchObject({ decision: false, context: { reason: "out_of_scope" } });
  }
  const other = await organisation.agent("other-bot");
  const stranger = await (await foundOrganisation()).agent();
  for (const caller of [other, stranger]) {
    const own = { ...evaluation, subject: { type: "agent", id: caller.id } };
    const answer = await evaluate(caller, withApproval(own, approval));
    expect(answer.body).toMatchObject({ decision: false, context: { reason: "approval_unverifiable" } });
  }
  for (const id of ["apr_", "req_1", textAt(approval, "id").replace("apr_", "req_")]) {
    const answer = await evaluate(agent, withApproval(evaluation, { id }));
    expect(answer.body, id).toMatchObject({ decision: false, context: { reason: "approval_unverifiable" } });
  }
  expect((await evaluate(agent, withApproval(evaluation, approval))).body).toMatchObject({ decision: true });
});

test("an approval lapses, and a rule that has come to forbid the action ends it", async () => {
  const old = await approved();
  await organisation.advance(601);
  const lapsed = await evaluate(agent, withApproval(old.evaluation, old.approval));
  expect(lapsed.body).toMatchObject({ decision: false, context: { reason: "approval_expired" } });
  const fresh = await approved();
  const { document } = organisation;
  const ban = { id: "ban", surface: "payments.refund", verdict: "block", reason_code: "frozen" };
  await organisation.configure({ ...document, policies: [...document.policies, ban] });
  const banned = await evaluate(agent, withApproval(fresh.evaluation, fresh.approval));
  expect(banned.body).toMatchObject({ decision: false, context: { reason: "policy_denied" } });
  await organisation.configure(document);
  const back = await evaluate(agent, withApproval(fresh.evaluation, fresh.approval));
  expect(back.body).toMatchObject({ decision: true });
});

test("limits of an approval are not for callers that were never asked to apply them", async () => {
  const { evaluation, denied, task } = await ask();
  const answered = await respond(ana, heldBy(denied), "approve", { constraints: { amount_cents: 100 } });
  expect(answered.status, answered.text).toBe(200);
  const approval = at((await agent.get(`/access/v1/requests/${task}`)).body, "result.approval");
  const refused = await evaluate(agent, withApproval(evaluation, approval));
  expect(refused.body).toMatchObject({ decision: false, context: { reason: "constraints" } });
  const { action, digest } = heldBy(denied);
  expect((await agent.post(`/api/v1/actions/${action}/claim`, { digest })).status).toBe(200);
});

test("how a task can end: denied, expired, cancelled", async () => {
  const denied = await ask();
  await respond(ana, heldBy(denied.denied), "deny");
  expect(await status(denied.task)).toBe("denied");
  const taken = await ask();
  const cancelled = await agent.post(`/access/v1/requests/${taken.task}/cancel`, { comment: "no longer" });
  expect(cancelled.body).toMatchObject({ task: { id: taken.task, status: "cancelled" } });
  expect(at(cancelled.body, "task.links.cancel")).toBeUndefined();
  const again = await agent.post(`/access/v1/requests/${taken.task}/cancel`);
  expectProblem(again, 409, "already_decided");
  expect(problemType(again)).toBe(urn("invalid_task_state"));
  const late = await ask();
  await organisation.advance(901);
  const expired = await agent.get(`/access/v1/requests/${late.task}`);
  expect(expired.body).toMatchObject({ task: { status: "expired" } });
  expect(at(expired.body, "result")).toBeUndefined();
  const overdue = await submit(agent, submission(late.evaluation, late.denied));
  expectProblem(overdue, 410, "expired_denial");
  expect(problemType(overdue)).toBe(urn("expired_denial"));
});

test("a submission after the decision has its end at once", async () => {
  const evaluation = refund(agent.id);
  const denied = await evaluate(agent, evaluation);
  await respond(ana, heldBy(denied), "approve");
  const answer = await submit(agent, submission(evaluation, denied));
  expect(answer.status, answer.text).toBe(201);
  expect(answer.body).toMatchObject({ task: { status: "approved" }, result: { mode: "reevaluate" } });
});

test("what a submission is refused for, by the profile's problem types", async () => {
  const evaluation = refund(agent.id);
  const denied = await evaluate(agent, evaluation);
  const good = submission(evaluation, denied);
  const other = submission(refund(agent.id), denied);
  const unbound = await submit(agent, other);
  expectProblem(unbound, 400, "invalid_denial_binding");
  expect(problemType(unbound)).toBe(urn("invalid_denial_binding"));
  const nowhere = { ...good, denial: { ...Object(good.denial), evaluation_id: "act_nothing" } };
  expectProblem(await submit(agent, nowhere), 400, "invalid_denial_binding");
  const small = refund(agent.id, { cents: 5 });
  const allowed = await evaluate(agent, small);
  const denial = {
    evaluation_id: textAt(allowed.body, "context.evaluation_id"),
    expires_at: "2030-01-01T00:00:00Z",
  };
  const pointless = await submit(agent, { ...small, denial });
  expectProblem(pointless, 400, "not_requestable");
  expect(problemType(pointless)).toBe(urn("not_requestable"));
  for (const wrong of [
    { ...good, items: [] },
    { ...good, denial: { ...Object(good.denial), binding_token: "e30.e30.e30" } },
    { ...good, denial: undefined },
    { ...good, callback: { endpoint: "http://127.0.0.1:1/hook" } },
  ])
    expectProblem(await submit(agent, wrong), 400, "invalid");
  const key = { "Idempotency-Key": newId("key") };
  const first = await submit(agent, good, key);
  const again = await submit(agent, good, key);
  expect([again.status, again.body]).toEqual([first.status, first.body]);
  const reused = await submit(agent, { ...good, extra: 1 }, key);
  expectProblem(reused, 409, "idempotency_key_reused");
  expect(problemType(reused)).toBe(urn("duplicate_request"));
});

test("401, 403, and 404 for a task that is another's", async () => {
  const { evaluation, denied, task } = await ask();
  const nobody = createCaller(ADDRESS);
  const other = await organisation.agent("other-bot");
  const stranger = await (await foundOrganisation()).agent();
  for (const [caller, code] of [
    [nobody, 401],
    [ana, 403],
    [organisation.operator, 403],
    [other, 404],
    [stranger, 404],
  ] as const) {
    expectProblem(await caller.get(`/access/v1/requests/${task}`), code);
    expectProblem(await caller.post(`/access/v1/requests/${task}/cancel`), code);
  }
  const unknown = await stranger.get(`/access/v1/requests/${task}`);
  expect(problemType(unknown)).toBe(urn("unknown_task"));
  expectProblem(await agent.get("/access/v1/requests/nothing"), 404, "not_found");
  expectProblem(await submit(nobody, submission(evaluation, denied)), 401);
  expectProblem(await submit(organisation.operator, submission(evaluation, denied)), 403);
  const own = { ...submission(evaluation, denied), subject: { type: "agent", id: stranger.id } };
  expectProblem(await submit(stranger, own), 400, "invalid_denial_binding");
  expect(await status(task)).toBe("pending");
});

test("the end of a task calls back in the profile's words, signed, when it is one that was asked for", async () => {
  const [path, silent] = [`/${newId("callback")}`, `/${newId("callback")}`];
  const told = await ask({ callback: { endpoint: callbackUrl(path), state: "s-1", events: ["approved"] } });
  const untold = await ask({ callback: { endpoint: callbackUrl(silent), events: ["denied"] } });
  for (const { denied } of [untold, told]) await respond(ana, heldBy(denied), "approve");
  const [call] = await receiver.waitFor(path, 1);
  if (!call) throw new Error("waited for it");
  expect(call.headers["content-type"]).toBe("application/json");
  expect(JSON.parse(call.body)).toEqual({
    state: "s-1",
    task: expect.objectContaining({ id: told.task, status: "approved" }),
  });
  const key = Buffer.from(agent.callbackSecret.replace(/^whsec_/, ""), "base64");
  const signed = `${call.headers["webhook-id"]}.${call.headers["webhook-timestamp"]}.${call.body}`;
  const expected = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  expect(call.headers["webhook-signature"]?.split(" ")).toContain(expected);
  await organisation.advance(1);
  expect(receiver.to(silent)).toHaveLength(0);
});

test("one request has one callback: another is refused, and the first stands", async () => {
  const path = `/${newId("callback")}`;
  const callback = { endpoint: callbackUrl(path) };
  const { evaluation, denied } = await ask({ callback });
  expect((await submit(agent, submission(evaluation, denied, { callback }))).status).toBe(202);
  const other = { callback: { endpoint: callbackUrl(`${path}-other`) } };
  expectProblem(await submit(agent, submission(evaluation, denied, other)), 409, "conflict");
  await respond(ana, heldBy(denied), "deny");
  expect(await receiver.waitFor(path, 1)).toHaveLength(1);
});
