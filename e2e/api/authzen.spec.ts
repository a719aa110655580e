import { expect, test } from "@playwright/test";
import { evaluate, RULING, reading, refund, ruled } from "../support/authzen";
import { at, type Caller, createCaller, expectProblem, listAt, textAt } from "../support/http";
import { type Agent, foundOrganisation, newId, type Organisation, proposal } from "../support/organisation";
import { ADDRESS } from "../support/settings";

/** AuthZEN Authorization API 1.0: an evaluation is a proposal, and only `allow` is true. */

let organisation: Organisation;
let agent: Agent;

test.beforeAll(async () => {
  organisation = await foundOrganisation();
  agent = await organisation.agent();
});

test("the metadata names the endpoints, on the address they were asked at", async () => {
  const answer = await createCaller(ADDRESS).get("/.well-known/authzen-configuration");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(answer.body).toEqual({
    policy_decision_point: ADDRESS,
    access_evaluation_endpoint: `${ADDRESS}/access/v1/evaluation`,
    access_evaluations_endpoint: `${ADDRESS}/access/v1/evaluations`,
    access_request_endpoint: `${ADDRESS}/access/v1/requests`,
    capabilities: ["urn:openid:authzen:capability:access-request"],
  });
});

test("what the gate allows is true, with the record a proposal leaves", async () => {
  const answer = await evaluate(agent, refund(agent.id, { cents: 1_000 }));
  expect(answer.status, answer.text).toBe(200);
  expect(answer.body).toMatchObject({ decision: true, context: { reason: "refund_within_limit" } });
  const id = textAt(answer.body, "context.evaluation_id");
  const action = await agent.get(`/api/v1/actions/${id}`);
  expect(at(action.body, "ruling")).toEqual(ruled(answer, "ruling"));
  expect(at(action.body, "receipt")).toBe(ruled(answer, "receipt"));
  expect(at(action.body, "action")).toMatchObject({
    agent: agent.id,
    surface: "payments.refund",
    tool: "refund.create",
    digest: ruled(answer, "action.digest"),
  });
  const audit = await organisation.operator.get(`/api/v1/audit?agent=${agent.id}`);
  expect(audit.text).toContain(id);
});

test("an escalation is false, and names the request it has opened", async () => {
  const answer = await evaluate(agent, refund(agent.id));
  expect(answer.body).toMatchObject({
    decision: false,
    context: {
      reason: "refund_over_limit",
      access_request: { endpoint: `${ADDRESS}/access/v1/requests`, template: "payments" },
      [RULING]: { request: { id: expect.stringMatching(/^req_/) } },
    },
  });
  const id = String(ruled(answer, "request.id"));
  expect(await organisation.pagesOf(id)).toEqual(["di"]);
  const same = await organisation.operator.get(`/api/v1/requests/${id}`);
  expect(textAt(same.body, "request.deadline_at")).toBe(
    textAt(answer.body, "context.access_request.expires_at"),
  );
});

test("block, throttle and sandbox are false, without a request to wait for", async () => {
  const own = await foundOrganisation({
    edit: (document) => ({
      ...document,
      agents: [...document.agents, { id: "slow-bot", name: "Slow", limits: { per_minute: 1 } }],
      policies: [
        ...document.policies,
        {
          id: "mail-sandbox",
          surface: "mail.send",
          verdict: "sandbox",
          reason_code: "boxed",
        },
      ],
    }),
  });
  const bot = await own.agent();
  const of = (id: string, tool: string) => ({
    subject: { type: "agent", id },
    action: { name: "tools/call" },
    resource: { type: "tool", id: tool },
  });
  const blocked = await evaluate(bot, of(bot.id, "database.drop"));
  expect(blocked.body).toMatchObject({ decision: false });
  expect(ruled(blocked, "ruling.verdict")).toBe("block");
  const boxed = await evaluate(bot, of(bot.id, "mail.send"));
  expect(boxed.body).toMatchObject({ decision: false, context: { reason: "boxed" } });
  expect(ruled(boxed, "ruling.verdict")).toBe("sandbox");
  const slow = await own.agent("slow-bot");
  await evaluate(slow, of(slow.id, "docs.read"));
  const throttled = await evaluate(slow, of(slow.id, "docs.read"));
  expect(throttled.body).toMatchObject({
    decision: false,
    context: { reason: "rate_limited", next_action: "retry", retry_after: expect.any(Number) },
  });
  for (const answer of [blocked, boxed, throttled])
    expect(at(answer.body, "context.access_request")).toBeUndefined();
});

test("a subject it acts for is part of what is approved; members it does not know are ignored", async () => {
  const asked = {
    ...refund(agent.id, { cents: 1_000 }),
    subject: { type: "user", id: "maria", properties: { act: { sub: agent.id, iss: ADDRESS }, x: 1 } },
    unknown: { member: true },
  };
  const answer = await evaluate(agent, asked);
  expect(answer.body).toMatchObject({ decision: true });
  const action = await agent.get(`/api/v1/actions/${textAt(answer.body, "context.evaluation_id")}`);
  expect(at(action.body, "action.on_behalf_of")).toBe("user:maria");
  const surface = { type: "surface", id: "payments.refund", properties: { tool: "refund.create" } };
  const other = await evaluate(agent, { ...asked, resource: surface });
  expect(ruled(other, "action.digest")).toBe(ruled(answer, "action.digest"));
});

test("400 for what is missing or wrong, naming where", async () => {
  const good = refund(agent.id);
  const wrong: readonly [unknown, string][] = [
    [{ ...good, subject: undefined }, "/subject"],
    [{ ...good, action: { properties: {} } }, "/action/name"],
    [{ ...good, resource: { type: "tool" } }, "/resource/id"],
    [{ ...good, resource: { type: "document", id: "1" } }, "/resource/type"],
    [{ ...good, context: { run: { id: "r", stepp: 1 } } }, "/context/run/stepp"],
    [{ ...good, action: { name: "invoke", properties: { arguments: [1] } } }, "/action/properties/arguments"],
    [{ ...good, context: { approval: "apr_1" } }, "/context/approval"],
  ];
  for (const [body, path] of wrong) {
    const answer = await evaluate(agent, body);
    expectProblem(answer, 400, "invalid");
    expect(
      listAt(answer.body, "errors").map((error) => at(error, "path")),
      answer.text,
    ).toContain(path);
  }
  const misfit = await evaluate(agent, {
    ...good,
    action: { name: "invoke", properties: { arguments: { amount_cents: "much" } } },
  });
  expectProblem(misfit, 400, "schema_mismatch");
});

test("401 without a key, 403 for other principals and for another agent's subject", async () => {
  const answer = await evaluate(createCaller(ADDRESS), refund("support-bot"));
  expectProblem(answer, 401, "unauthenticated");
  expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
  expectProblem(await evaluate(organisation.operator, refund("support-bot")), 403, "forbidden");
  expectProblem(await evaluate(await organisation.person("ana"), refund("support-bot")), 403);
  const other = await organisation.agent("other-bot");
  expectProblem(await evaluate(other, refund(agent.id)), 403, "forbidden");
  const actor = { type: "user", id: "maria", properties: { act: { sub: agent.id } } };
  expectProblem(await evaluate(other, { ...reading(other.id), subject: actor }), 403, "forbidden");
  expectProblem(await agent.get("/access/v1/evaluation"), 405);
});

test("the caller's request id comes back, also with an error", async () => {
  for (const id of ["1", "bfe9eb29-ab87-4ca3-be83-a1d5d8305716", "any/text:at all"]) {
    const headers = { "X-Request-ID": id };
    expect((await evaluate(agent, reading(agent.id), headers)).headers.get("x-request-id")).toBe(id);
    const wrong = await evaluate(agent, {}, headers);
    expect([wrong.status, wrong.headers.get("x-request-id")]).toEqual([400, id]);
  }
});

test("the same key gets the same answer, and another body is refused", async () => {
  const key = { "Idempotency-Key": newId("key") };
  const asked = refund(agent.id);
  const first = await evaluate(agent, asked, key);
  const again = await evaluate(agent, asked, key);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expectProblem(await evaluate(agent, refund(agent.id), key), 422, "idempotency_key_reused");
  // A proposal under the same key is another endpoint's.
  expect((await agent.post("/api/v1/actions", proposal(), key)).status).toBe(202);
});

const decisions = (answer: { readonly body: unknown }) =>
  listAt(answer.body, "evaluations").map((one) => at(one, "decision"));
const evaluateAll = (caller: Caller, body: unknown, headers = {}) =>
  caller.post("/access/v1/evaluations", body, headers);

test("several are answered in order; defaults fill in, and one that is wrong is denied alone", async () => {
  const { subject, action } = refund(agent.id, { cents: 1_000 });
  const body = {
    subject,
    action,
    context: { facts: { account_verified: true } },
    evaluations: [
      { resource: { type: "tool", id: "refund.create" } },
      { resource: { type: "tool", id: "database.drop" } },
      { resource: { type: "tool", id: "docs.read" }, subject: { type: "agent", id: "other-bot" } },
      { resource: { type: "planet", id: "mars" } },
      {},
      { resource: { type: "tool", id: "docs.read" } },
    ],
  };
  const answer = await evaluateAll(agent, body);
  expect(decisions(answer)).toEqual([true, false, false, false, false, true]);
  expect(at(answer.body, "evaluations.2.context.error.status")).toBe(403);
  expect(at(answer.body, "evaluations.3.context")).toMatchObject({ reason: "invalid" });
  const key = { "Idempotency-Key": newId("key") };
  const first = await evaluateAll(agent, body, key);
  expect((await evaluateAll(agent, body, key)).body).toEqual(first.body);
});

test("the other semantics stop where they say", async () => {
  const of = (...tools: readonly string[]) => ({
    ...reading(agent.id),
    evaluations: tools.map((id) => ({ resource: { type: "tool", id } })),
  });
  const with_ = (evaluations_semantic: string, ...tools: readonly string[]) =>
    evaluateAll(agent, { ...of(...tools), options: { evaluations_semantic, other: 1 } });
  expect(decisions(await with_("deny_on_first_deny", "docs.read", "database.drop", "docs.read"))).toEqual([
    true,
    false,
  ]);
  expect(decisions(await with_("permit_on_first_permit", "database.drop", "docs.read", "docs.read"))).toEqual(
    [false, true],
  );
  expectProblem(await with_("some_of_them", "docs.read"), 400, "invalid");
  const single = await evaluateAll(agent, { ...reading(agent.id), evaluations: [] });
  expect(single.body).toMatchObject({ decision: true });
  const many = { ...reading(agent.id), evaluations: Array.from({ length: 51 }, () => ({})) };
  expectProblem(await evaluateAll(agent, many), 400, "invalid");
});
