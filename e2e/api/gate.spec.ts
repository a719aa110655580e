import { expect, test } from "@playwright/test";
import { answeredBy, withRoute } from "../support/company";
import { actionDigest } from "../support/digest";
import { at, expectProblem, instantAt, invalidPaths, listAt, textAt } from "../support/http";
import {
  type Agent,
  decided,
  escalate,
  escalated,
  foundOrganisation,
  newId,
  type Organisation,
  proposal,
} from "../support/organisation";
import { verifyReceipt } from "../support/receipts";
import { ADDRESS } from "../support/settings";

/** The gate's answers to a proposal: the ruling, the shape, the digest. */

let organisation: Organisation;
let agent: Agent;

test.beforeAll(async () => {
  organisation = await foundOrganisation({
    edit: (document) => {
      const routed = withRoute(document, {
        id: "limited",
        approval: answeredBy(["flo"]),
      });
      const limits = { per_minute: 1000, open_requests: 2 };
      return {
        ...routed,
        agents: [...routed.agents, { id: "limited-bot", owner: "bo", limits }],
        policies: [
          ...routed.policies,
          { id: "drop-anyway", surface: "database.drop", when: "true", verdict: "allow" },
        ],
      };
    },
  });
  agent = await organisation.agent();
});

test("a call within an autonomous limit is allowed at once, with the rule, its reason and a signed receipt", async () => {
  const answer = await agent.post(
    "/api/v1/actions",
    proposal({
      arguments: { amount_cents: 20_000 },
      facts: { account_verified: true },
      run: { id: newId("run"), path: [{ tool: "crm.lookup" }] },
    }),
  );
  expect(answer.status, answer.text).toBe(200);
  expect(answer.body).toMatchObject({
    action: {
      id: expect.stringMatching(/^act_/),
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      organisation: organisation.id,
      agent: "support-bot",
    },
    ruling: {
      verdict: "allow",
      reason_code: "refund_within_limit",
      reason: expect.any(String),
      rules: ["refund-autonomous"],
      policy_version: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    },
  });
  expect(at(answer.body, "request")).toBeUndefined();
  const receipt = await verifyReceipt(ADDRESS, textAt(answer.body, "receipt"));
  expect(JSON.stringify(receipt.payload)).toContain(textAt(answer.body, "action.digest"));
});

test("a prohibited surface is blocked, also where a policy would allow it", async () => {
  const answer = await agent.post("/api/v1/actions", {
    tool: "database.drop",
    arguments: { database: "billing" },
    run: { id: newId("run") },
  });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.body).toMatchObject({ ruling: { verdict: "block", reason_code: expect.any(String) } });
  expect(at(answer.body, "request")).toBeUndefined();
  await verifyReceipt(ADDRESS, textAt(answer.body, "receipt"));
});

test("an escalation is 202 with all that a harness needs to wait", async () => {
  const body = proposal();
  const answer = await agent.post("/api/v1/actions", body);
  expect(answer.status, answer.text).toBe(202);
  expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  const request = textAt(answer.body, "request.id");
  expect(answer.body).toMatchObject({
    action: {
      id: expect.stringMatching(/^act_/),
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      organisation: organisation.id,
      agent: "support-bot",
      run: body.run.id,
      surface: "payments.refund",
      tool: "refund.create",
      tool_version: null,
      arguments: body.arguments,
      on_behalf_of: null,
    },
    ruling: {
      verdict: "escalate",
      reason_code: "refund_over_limit",
      rules: ["refund-large"],
      policy_version: expect.stringMatching(/^sha256:/),
    },
    request: {
      id: expect.stringMatching(/^req_/),
      status: "pending",
      route: "payments",
      binding_message: expect.stringMatching(/^[a-z]+-[a-z]+-\d{1,2}$/),
      url: `${ADDRESS}/requests/${request}`,
    },
  });
  expect(instantAt(answer.body, "request.deadline_at") - instantAt(answer.body, "request.opened_at")).toBe(
    15 * 60_000,
  );
});

test("the digest can be recomputed by anyone from the echoed fields", async () => {
  const hard = {
    amount_cents: 25_000,
    "€": [1.5, 1e21, 1e-7, 0.000001, -0, 100, 9007199254740991],
    "\u{1F600}": { z: null, b: true, a: "é\n\u0007\u2028/\\" },
    "\ufb33": "sorts after the pair of surrogates by code point, before it by code unit",
    "": [],
  };
  const proposals = [
    proposal(),
    proposal({ arguments: hard, on_behalf_of: "user:maria", tool_version: "sha256:0f" }),
    { tool: "refund.create", arguments: { amount_cents: 30_000 } },
    { tool: "mail.send" },
  ];
  for (const body of proposals) {
    const answer = await agent.post("/api/v1/actions", body);
    expect(answer.status, answer.text).toBe(202);
    expect(actionDigest(at(answer.body, "action"))).toBe(textAt(answer.body, "action.digest"));
    const read = await agent.get(`/api/v1/actions/${textAt(answer.body, "action.id")}`);
    expect(at(read.body, "action")).toEqual(at(answer.body, "action"));
  }
});

test("a tool is mapped to its surface by the registry", async () => {
  const answer = await agent.post("/api/v1/actions", { tool: "docs.read", arguments: { page: 4 } });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.body).toMatchObject({
    action: { surface: "docs.read", tool: "docs.read" },
    ruling: { verdict: "allow", reason_code: "reading_is_free" },
  });
});

test("a tool that no surface knows goes to people on the default route", async () => {
  const answer = await agent.post("/api/v1/actions", {
    tool: "shell.run",
    arguments: { argv: ["rm", "-r"] },
  });
  expect(answer.status, answer.text).toBe(202);
  expect(answer.body).toMatchObject({
    ruling: { verdict: "escalate", reason_code: "unregistered_tool" },
    request: { route: "general", status: "pending" },
  });
});

test("arguments that do not fit the surface's schema are refused and open nothing", async () => {
  for (const wrong of [{}, { amount_cents: -1 }, { amount_cents: "25000" }, { amount_cents: 1.5 }]) {
    const answer = await agent.post("/api/v1/actions", proposal({ arguments: wrong }));
    expectProblem(answer, 422, "schema_mismatch");
    expect(JSON.stringify(answer.body)).toContain("amount_cents");
  }
});

test("a fact that is missing or of the wrong type is doubt, and doubt asks a person", async () => {
  for (const facts of [{}, { account_verified: "yes" }, { account_verified: null }]) {
    const answer = await agent.post("/api/v1/actions", proposal({ arguments: { amount_cents: 100 }, facts }));
    expect(answer.status, answer.text).toBe(202);
    expect(answer.body).toMatchObject({ ruling: { verdict: "escalate" }, request: { route: "payments" } });
  }
});

test("a rule in shadow is recorded and changes nothing", async () => {
  const answer = await agent.post("/api/v1/actions", { tool: "mail.send", arguments: { to: newId("list") } });
  expect(answer.status, answer.text).toBe(202);
  const shadow = listAt(answer.body, "ruling.shadow");
  expect(shadow).toEqual([expect.objectContaining({ verdict: "block", reason_code: "mail_frozen" })]);
});

test("the deadline is the shorter of the agent's hint and the route's", async () => {
  for (const [hint, seconds] of [
    [1, 1],
    [60, 60],
    [900, 900],
    [86_400, 900],
  ]) {
    const answer = await agent.post("/api/v1/actions", proposal({ deadline_seconds: hint }));
    expect(answer.status, answer.text).toBe(202);
    const length =
      instantAt(answer.body, "request.deadline_at") - instantAt(answer.body, "request.opened_at");
    expect(length).toBe((seconds ?? 0) * 1000);
  }
  for (const hint of [0, -5, 1.5, "60", true]) {
    const answer = await agent.post("/api/v1/actions", proposal({ deadline_seconds: hint }));
    expect(invalidPaths(answer)).toEqual(["/deadline_seconds"]);
  }
});

test("the same digest pending in the same run is the same request; in another run it is another", async () => {
  const body = proposal();
  const first = await escalate(agent, body);
  expect(await escalate(agent, body)).toEqual(first);
  const together = await Promise.all([1, 2, 3, 4, 5, 6].map(() => escalate(agent, body)));
  expect(new Set(together.map(({ request }) => request))).toEqual(new Set([first.request]));
  const elsewhere = await escalate(agent, { ...body, run: { id: newId("run") } });
  expect(elsewhere.request).not.toBe(first.request);
});

test("what a person denied is refused at once in that run, with the earlier decision", async () => {
  const ana = await organisation.person("ana");
  const body = proposal();
  const denied = await decided(agent, ana, "deny", body);
  const again = await agent.post("/api/v1/actions", body);
  expect(again.status, again.text).toBe(200);
  expect(again.body).toMatchObject({
    action: { digest: denied.digest },
    ruling: { verdict: "block", reason_code: "recently_denied" },
    decision: { outcome: "denied", cause: "approver", decided_by: [{ person: "ana" }] },
  });
  escalated(await agent.post("/api/v1/actions", { ...body, run: { id: newId("run") } }));
  escalated(await agent.post("/api/v1/actions", { ...body, arguments: { amount_cents: 25_001 } }));
});

test("an agent at its limit of open requests is throttled, and nobody else is", async () => {
  const limited = await organisation.agent("limited-bot");
  await escalate(limited);
  const second = await escalate(limited);
  const third = await limited.post("/api/v1/actions", proposal());
  expect(third.status, third.text).toBe(200);
  expect(third.body).toMatchObject({
    ruling: { verdict: "throttle", retry_after_seconds: expect.any(Number), reason_code: expect.any(String) },
  });
  await escalate(agent);
  const withdrawn = await limited.post(`/api/v1/actions/${second.action}/withdraw`, {});
  expect(withdrawn.status, withdrawn.text).toBe(200);
  await escalate(limited);
});

test("a proposal names a surface or a tool, and nothing that the contract does not know", async () => {
  expectProblem(await agent.post("/api/v1/actions", { arguments: {} }), 422);
  expect(invalidPaths(await agent.post("/api/v1/actions", proposal({ approved: true })))).toEqual([
    "/approved",
  ]);
  const nested = proposal({ run: { id: "r", approved: true } });
  expect(invalidPaths(await agent.post("/api/v1/actions", nested))).toEqual(["/run/approved"]);
});
