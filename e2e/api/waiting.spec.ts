import { expect, test } from "@playwright/test";
import { type Answer, type Caller, instantAt, invalidPaths } from "../support/http";
import {
  type Agent,
  decided,
  type Escalated,
  escalate,
  foundOrganisation,
  type Organisation,
  proposal,
  respond,
} from "../support/organisation";

/** The long-poll on one action. Order is compared, never a duration: what must come first is raced with what comes late. */

let organisation: Organisation;
let agent: Agent;
let ana: Caller;

test.beforeAll(async () => {
  organisation = await foundOrganisation();
  agent = await organisation.agent();
  ana = await organisation.person("ana");
});

const wait = (held: Escalated, seconds: unknown): Promise<Answer> =>
  agent.get(`/api/v1/actions/${held.action}?wait=${seconds}`);

test("a wait ends at the decision, long before its time is up", async () => {
  const [held, other] = [await escalate(agent), await escalate(agent)];
  const waiters = Array.from({ length: 20 }, () => wait(held, 25));
  const undecided = wait(other, 10);
  const answered = await respond(ana, held, "approve", { reason: "looks right" });
  expect(answered.status, answered.text).toBe(200);
  for (const waiter of waiters) {
    const first = await Promise.race([waiter, undecided]);
    expect(first.body).toMatchObject({
      action: { id: held.action, digest: held.digest },
      ruling: { verdict: "escalate" },
      request: {
        id: held.request,
        status: "approved",
        decision: {
          outcome: "approved",
          cause: "approver",
          reason: "looks right",
          decided_by: [{ person: "ana", via: "web" }],
          pages: { sent: expect.any(Number), delivered: expect.any(Number), acknowledged: 0 },
          retryable: expect.any(Boolean),
        },
        grant: { id: expect.stringMatching(/^grt_/), status: "issued" },
      },
      receipt: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    });
    expect(instantAt(first.body, "request.grant.expires_at")).toBeGreaterThan(
      instantAt(first.body, "request.decision.decided_at"),
    );
  }
  expect((await undecided).body).toMatchObject({ request: { id: other.request, status: "pending" } });
});

test("a wait on a decided action answers at once", async () => {
  const held = await decided(agent, ana, "deny");
  const undecided = wait(await escalate(agent), 10);
  const first = await Promise.race([wait(held, 25), undecided]);
  expect(first.body).toMatchObject({ request: { status: "denied", decision: { cause: "approver" } } });
});

test("a wait whose time is up is 200 and still pending", async () => {
  const held = await escalate(agent);
  for (const seconds of [0, 1]) {
    const answer = await wait(held, seconds);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ request: { id: held.request, status: "pending" } });
    expect(answer.body).not.toMatchObject({ request: { decision: expect.anything() } });
  }
});

test("a wait ends when the agent's own withdrawal or the deadline decides", async () => {
  const [withdrawn, late, other] = [
    await escalate(agent),
    await escalate(agent, proposal({ deadline_seconds: 1 })),
    await escalate(agent),
  ];
  const undecided = wait(other, 15);
  const waiting = wait(withdrawn, 25);
  await agent.post(`/api/v1/actions/${withdrawn.action}/withdraw`, { reason: "not needed" });
  expect((await Promise.race([waiting, undecided])).body).toMatchObject({
    request: { status: "denied", decision: { cause: "withdrawn", reason: "not needed" } },
  });
  expect((await Promise.race([wait(late, 25), undecided])).body).toMatchObject({
    request: { id: late.request, status: "denied", decision: { cause: "deadline", decided_by: [] } },
  });
  expect((await undecided).body).toMatchObject({ request: { status: "pending" } });
});

test("a wait that is not a whole number from 0 to 25 is refused", async () => {
  const held = await escalate(agent);
  for (const seconds of [26, -1, 1.5, "abc", "1e1000", "0x19", "%2025", "%00"]) {
    expect(invalidPaths(await wait(held, seconds)), String(seconds)).toEqual(["?wait"]);
  }
  expect(invalidPaths(await agent.get(`/api/v1/actions/${held.action}?wait=1&wait=2`))).toEqual(["?wait"]);
  expect(invalidPaths(await agent.get(`/api/v1/actions/${held.action}?timeout=1`))).toEqual(["?timeout"]);
});
