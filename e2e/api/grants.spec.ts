import { expect, test } from "@playwright/test";
import { answeredBy } from "../support/company";
import { at, type Caller, expectProblem, textAt } from "../support/http";
import {
  type Agent,
  claim,
  decided,
  escalate,
  foundScene,
  newId,
  type Organisation,
  proposal,
  proposalOn,
  readAction,
} from "../support/organisation";
import { verifyReceipt } from "../support/receipts";
import { ADDRESS } from "../support/settings";

/** From a yes to what happened: claims, outcomes, withdrawals. */

let organisation: Organisation;
let agent: Agent;
let ana: Caller;

test.beforeAll(async () => {
  const undo = { id: "undo", hold: "60s", approval: answeredBy(["ana"]) };
  ({ organisation, agent } = await foundScene({ routes: [undo] }));
});
// Sessions age with the test clock.
test.beforeEach(async () => {
  ana = await organisation.person("ana");
});

const statusOfGrant = async (held: Awaited<ReturnType<typeof escalate>>): Promise<unknown> =>
  at((await readAction(agent, held)).body, "request.grant.status");

test("an approval is claimed once, and the same claim key gets the same answer", async () => {
  const held = await decided(agent, ana, "approve");
  const first = await claim(agent, held);
  expect(first.status, first.text).toBe(200);
  expect(first.body).toMatchObject({
    grant: { id: expect.stringMatching(/^grt_/), status: "claimed", constraints: {} },
    receipt: expect.any(String),
  });
  await verifyReceipt(ADDRESS, textAt(first.body, "receipt"));
  expect((await claim(agent, held)).body).toEqual(first.body);
  expectProblem(await claim(agent, held, { claim_key: "worker-2" }), 409, "already_claimed");
  expect(await statusOfGrant(held)).toBe("claimed");
});

test("of many workers claiming at once exactly one may run", async () => {
  const held = await decided(agent, ana, "approve");
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, worker) => claim(agent, held, { claim_key: `worker-${worker}` })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 200)) {
    expectProblem(answer, 409, "already_claimed");
  }
});

test("what was not approved cannot be claimed, and it says why", async () => {
  const pending = await escalate(agent);
  expectProblem(await claim(agent, pending), 409, "not_approved");
  const denied = await decided(agent, ana, "deny");
  expectProblem(await claim(agent, denied), 409, "not_approved");
  const allowed = await agent.post("/api/v1/actions", { tool: "docs.read", arguments: { page: 1 } });
  const free = { action: textAt(allowed.body, "action.id"), digest: textAt(allowed.body, "action.digest") };
  expectProblem(await claim(agent, { ...free, request: "" }), 409, "not_approved");
});

test("one changed byte is not what was approved: digest_mismatch, and the approval stays whole", async () => {
  const body = proposal();
  const held = await decided(agent, ana, "approve", body);
  const path = `/api/v1/actions/${held.action}/claim`;
  expectProblem(await claim(agent, held, { digest: `sha256:${"0".repeat(64)}` }), 409, "digest_mismatch");
  const changed = { ...body.arguments, amount_cents: 25_001 };
  expectProblem(
    await agent.post(path, { arguments: changed, claim_key: "worker-1" }),
    409,
    "digest_mismatch",
  );
  const same = await agent.post(path, { arguments: body.arguments, claim_key: "worker-1" });
  expect(same.status, same.text).toBe(200);
});

test("a claim gives either the digest or the arguments", async () => {
  const held = await decided(agent, ana, "approve");
  const path = `/api/v1/actions/${held.action}/claim`;
  expectProblem(await agent.post(path, { claim_key: "w" }), 422);
  expectProblem(await agent.post(path, { digest: held.digest, arguments: {}, claim_key: "w" }), 422);
  expectProblem(await agent.post(path, { digest: "md5:00", claim_key: "w" }), 422);
  expect(await statusOfGrant(held)).toBe("issued");
});

test("the outcome comes after the claim, once, and is seen by everybody", async () => {
  const held = await decided(agent, ana, "approve");
  const path = `/api/v1/actions/${held.action}/outcome`;
  const outcome = { status: "succeeded", output_digest: `sha256:${"a".repeat(64)}`, cost_cents: 12 };
  expectProblem(await agent.post(path, outcome), 409, "not_claimed");
  await claim(agent, held);
  expectProblem(await agent.post(path, { status: "done" }), 422);
  const reported = await agent.post(path, outcome);
  expect(reported.status, reported.text).toBe(200);
  expect((await agent.post(path, outcome)).status).toBe(200);
  expectProblem(await agent.post(path, { status: "failed", error: "no" }), 409, "already_reported");
  expect(await statusOfGrant(held)).toBe("succeeded");
  const seen = await ana.get(`/api/v1/requests/${held.request}`);
  expect(seen.body).toMatchObject({ request: { grant: { status: "succeeded" } } });
});

for (const status of ["failed", "unknown"] as const) {
  test(`a grant whose work ended as ${status} says so and cannot be claimed again`, async () => {
    const held = await decided(agent, ana, "approve");
    await claim(agent, held);
    await agent.post(`/api/v1/actions/${held.action}/outcome`, { status, error: "the bank hung up" });
    expect(await statusOfGrant(held)).toBe(status);
    expectProblem(await claim(agent, held, { claim_key: "again" }), 409, "already_claimed");
  });
}

test("an allowed action needs no claim before its outcome", async () => {
  const allowed = await agent.post("/api/v1/actions", { tool: "docs.read", arguments: { page: 2 } });
  const path = `/api/v1/actions/${textAt(allowed.body, "action.id")}/outcome`;
  const reported = await agent.post(path, { status: "succeeded" });
  expect(reported.status, reported.text).toBe(200);
});

test("a withdrawn request is denied, repeating it is the same, and nobody can approve it any more", async () => {
  const held = await escalate(agent);
  const path = `/api/v1/actions/${held.action}/withdraw`;
  for (let time = 0; time < 2; time += 1) {
    const answer = await agent.post(path, { reason: "the customer cancelled" });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.body).toMatchObject({
      request: { status: "denied", decision: { cause: "withdrawn", reason: "the customer cancelled" } },
    });
  }
  expectProblem(
    await ana.post(`/api/v1/requests/${held.request}/responses`, { verdict: "approve", digest: held.digest }),
    409,
    "already_decided",
  );
});

test("withdrawing what was decided is 409 with the request and changes nothing", async () => {
  const held = await decided(agent, ana, "approve");
  const answer = await agent.post(`/api/v1/actions/${held.action}/withdraw`, {});
  expectProblem(answer, 409, "already_decided");
  expect(answer.body).toMatchObject({ request: { id: held.request, status: "approved" } });
  expect((await claim(agent, held)).status).toBe(200);
});

test("a proposal supersedes the agent's own pending request, and nobody else's", async () => {
  const old = await escalate(agent);
  const next = await escalate(agent, proposal({ supersedes: old.action }));
  expect((await readAction(agent, old)).body).toMatchObject({
    request: { status: "denied", decision: { cause: "superseded" } },
  });
  expect((await readAction(agent, next)).body).toMatchObject({ request: { status: "pending" } });
  const other = await organisation.agent("other-bot");
  const refused = await other.post("/api/v1/actions", proposal({ supersedes: next.action }));
  expect([404, 422]).toContain(refused.status);
  expectProblem(refused, refused.status);
  expect((await readAction(agent, next)).body).toMatchObject({ request: { status: "pending" } });
});

test("in the undo window the grant is held; after it, it may be claimed", async () => {
  const held = await decided(agent, ana, "approve", proposalOn("undo"));
  expect(await statusOfGrant(held)).toBe("held");
  expectProblem(await claim(agent, held), 409, "grant_held");
  await organisation.advance(59);
  expectProblem(await claim(agent, held), 409, "grant_held");
  await organisation.advance(2);
  expect(await statusOfGrant(held)).toBe("issued");
  expect((await claim(agent, held)).status).toBe(200);
});

test("a grant nobody claimed lapses at its instant and stays lapsed", async () => {
  const held = await decided(agent, ana, "approve", proposal({ run: { id: newId("run") } }));
  const read = await readAction(agent, held);
  const now = await organisation.advance(0);
  const left = Math.floor((Date.parse(textAt(read.body, "request.grant.expires_at")) - now) / 1000);
  await organisation.advance(left - 5);
  expect(await statusOfGrant(held)).toBe("issued");
  await organisation.advance(6);
  expect(await statusOfGrant(held)).toBe("lapsed");
  expectProblem(await claim(agent, held), 409, "grant_lapsed");
  expect((await readAction(agent, held)).body).toMatchObject({ request: { status: "approved" } });
});
