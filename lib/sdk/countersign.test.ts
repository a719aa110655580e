import { afterEach, expect, test, vi } from "vitest";
import { Countersign } from "./countersign";
import { CountersignError } from "./errors";
import { FAKE_KEY, type FakeGate, startFakeGate } from "./testing/fake-gate";
import type { Script } from "./testing/fake-gate-answers";
import { createTestClock } from "./testing/test-clock";

const gates: FakeGate[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const gate of gates.splice(0)) await gate.kill();
});

const REFUND = { tool: "refund.create", arguments: { order: "8812", amount_cents: 25000 } };
const APPROVED = { outcome: "approved" } as const;

async function setUp(script: Script, options: { readonly key?: string } = {}) {
  const gate = await startFakeGate(() => script);
  gates.push(gate);
  const clock = createTestClock();
  const client = new Countersign({ url: gate.url, key: options.key ?? FAKE_KEY, clock });
  return { gate, clock, client };
}

const busy = (status: number, headers: Record<string, string> = {}) =>
  ({ at: "propose", kind: "answer", status, body: "{}", headers }) as const;

const failureOf = async (work: Promise<unknown>): Promise<CountersignError> => {
  const error: unknown = await work.then(
    () => "did not throw",
    (thrown: unknown) => thrown,
  );
  if (error instanceof CountersignError) return error;
  throw new Error(`expected a CountersignError, got ${String(error)}`);
};

test("every member of a proposal reaches the gate under its name on the wire", async () => {
  const { gate, client } = await setUp({ verdict: "allow" });
  await client.propose({
    ...REFUND,
    surface: "payments.refund",
    toolVersion: "v1",
    run: { id: "run_1", task: "ticket", step: 2, path: [{ tool: "crm.lookup", at: "2026-11-20T12:00:01Z" }] },
    facts: { account_verified: true },
    onBehalfOf: "user:maria",
    delegation: [{ agent: "orchestrator" }],
    explanation: { title: "Refund", why: "duplicate" },
    deadlineSeconds: 900,
    supersedes: "act_0",
    callback: { url: "https://example.test/hook", state: "opaque" },
    trace: { traceparent: "00-1" },
  });
  expect(gate.calls[0]?.body).toEqual({
    ...REFUND,
    surface: "payments.refund",
    tool_version: "v1",
    run: { id: "run_1", task: "ticket", step: 2, path: [{ tool: "crm.lookup", at: "2026-11-20T12:00:01Z" }] },
    facts: { account_verified: true },
    on_behalf_of: "user:maria",
    delegation: [{ agent: "orchestrator" }],
    explanation: { title: "Refund", why: "duplicate" },
    deadline_seconds: 900,
    supersedes: "act_0",
    callback: { url: "https://example.test/hook", state: "opaque" },
    trace: { traceparent: "00-1" },
  });
});

test("an approval is waited for, claimed for its arguments and reported", async () => {
  const { gate, client } = await setUp({ verdict: "escalate", answer: APPROVED });
  const proposed = await client.propose(REFUND);
  expect(proposed.request).toMatchObject({ status: "pending", bindingMessage: "amber-fox-17" });
  const decided = await client.wait(proposed.action.id);
  expect(decided.request).toMatchObject({
    status: "approved",
    decision: { cause: "approver", decidedBy: [{ person: "ana", via: "web" }] },
  });
  const claim = await client.claim(proposed.action.id, { arguments: REFUND.arguments, claimKey: "k" });
  expect(claim.grant.status).toBe("claimed");
  await client.report(proposed.action.id, { status: "succeeded", costCents: 12 });
  expect(gate.actions.get("act_1")?.outcome).toEqual({ status: "succeeded", cost_cents: 12 });
});

test("a lost answer to a proposal is asked for again under the same key and opens one action", async () => {
  const { gate, client } = await setUp({ verdict: "escalate" });
  gate.faults.push({ at: "propose", kind: "lost" }, { at: "propose", kind: "hang_up" });
  const proposed = await client.propose(REFUND);
  expect(proposed.action.id).toBe("act_1");
  expect(gate.actions.size).toBe(1);
  expect(new Set(gate.calls.map((call) => call.headers["idempotency-key"])).size).toBe(1);
});

test("a lost answer to a claim is asked for again with the same claim key and claims once", async () => {
  const { gate, client } = await setUp({ verdict: "escalate", answer: APPROVED });
  const { action } = await client.propose(REFUND);
  await client.wait(action.id);
  gate.faults.push({ at: "claim", kind: "lost" });
  const claim = await client.claim(action.id, { digest: action.digest, claimKey: "worker-1" });
  expect(claim.grant.status).toBe("claimed");
  expect(gate.actions.get("act_1")?.claimKey).toBe("worker-1");
});

test("claiming with other arguments than the approved ones is refused and not tried again", async () => {
  const { gate, client } = await setUp({ verdict: "escalate", answer: APPROVED });
  const { action } = await client.propose(REFUND);
  await client.wait(action.id);
  const changed = { ...REFUND.arguments, amount_cents: 25001 };
  const error = await failureOf(client.claim(action.id, { arguments: changed, claimKey: "k" }));
  expect(error).toMatchObject({ status: 409, reasonCode: "digest_mismatch" });
  expect(gate.calls.filter((call) => call.operation === "claim")).toHaveLength(1);
});

test("retries back off with jitter, each delay at most double the last", async () => {
  const { gate, clock, client } = await setUp({ verdict: "allow" });
  gate.faults.push(busy(500), busy(502), busy(503), busy(504));
  await client.propose(REFUND);
  const ceilings = [250, 500, 1000, 2000];
  expect(clock.pauses).toHaveLength(ceilings.length);
  for (const [index, ceiling] of ceilings.entries()) {
    expect(clock.pauses[index]).toBeGreaterThanOrEqual(ceiling / 2);
    expect(clock.pauses[index]).toBeLessThanOrEqual(ceiling);
  }
});

test.each([
  ["seconds", { "retry-after": "7" }],
  ["a date", { "retry-after": "Fri, 20 Nov 2026 12:00:07 GMT", date: "Fri, 20 Nov 2026 12:00:00 GMT" }],
])("a Retry-After in %s is a floor under the next attempt", async (_form, headers) => {
  const { gate, clock, client } = await setUp({ verdict: "allow" });
  gate.faults.push(busy(429, headers));
  await client.propose(REFUND);
  expect(clock.pauses[0]).toBeGreaterThanOrEqual(7000);
});

test("a gate that asks for more patience than the client has ends as its refusal", async () => {
  const { gate, client } = await setUp({ verdict: "allow" });
  gate.faults.push(busy(429, { "retry-after": "3600" }));
  const error = await failureOf(client.propose(REFUND));
  expect(error).toMatchObject({ status: 429, retryAfterSeconds: 3600 });
});

test("a duplicate in flight is tried again, other conflicts are not", async () => {
  const { gate, client } = await setUp({ verdict: "allow" });
  const conflict = (code: string) => ({
    at: "propose" as const,
    kind: "answer" as const,
    status: 409,
    body: `{"reason_code":"${code}"}`,
  });
  gate.faults.push(conflict("in_progress"), conflict("conflict"));
  expect((await failureOf(client.propose(REFUND))).reasonCode).toBe("conflict");
});

test("a gate that nobody can reach is an error, never an approval", async () => {
  const { gate, client } = await setUp({ verdict: "escalate" });
  const { action } = await client.propose(REFUND);
  await gate.kill();
  expect(await failureOf(client.wait(action.id))).toMatchObject({ status: 0, reasonCode: "unreachable" });
  expect((await failureOf(client.propose(REFUND))).reasonCode).toBe("unreachable");
});

test("waiting outlives a gate that dies and comes back", async () => {
  const { gate, client } = await setUp({ verdict: "escalate" });
  const { action } = await client.propose(REFUND);
  gate.faults.push({ at: "get", kind: "hang_up" }, { at: "get", kind: "hang_up" });
  const isWaited = gate.nextWait();
  const waiting = client.wait(action.id);
  gate.decide(await isWaited, APPROVED);
  expect((await waiting).request?.status).toBe("approved");
});

test("waiting ends as still pending when its time is over", async () => {
  const { clock, client } = await setUp({ verdict: "escalate", isImpatient: true });
  const { action } = await client.propose(REFUND);
  const standing = await client.wait(action.id, { timeoutSeconds: 3 });
  expect(standing.request?.status).toBe("pending");
  expect(clock.pauses).toEqual([1000, 1000, 1000]);
});

test("aborting ends the wait at once with the caller's reason", async () => {
  const { gate, client } = await setUp({ verdict: "escalate" });
  const { action } = await client.propose(REFUND);
  const controller = new AbortController();
  const waiting = client.wait(action.id, { signal: controller.signal });
  await gate.nextWait();
  controller.abort(new Error("shutting down"));
  await expect(waiting).rejects.toThrow("shutting down");
});

test.each([
  ["is not JSON", 200, "<html>welcome</html>"],
  ["has no action", 200, "{}"],
  [
    "has a request of an unknown status",
    202,
    '{"action":{"id":"a","digest":"d"},"request":{"id":"r","status":"ok"}}',
  ],
  ["is a redirect", 302, ""],
])("an answer that %s is an error, never an approval", async (_what, status, body) => {
  const { gate, client } = await setUp({ verdict: "allow" });
  const headers = { location: `${gate.url}/elsewhere` };
  gate.faults.push({ at: "propose", kind: "answer", status, body, headers });
  expect((await failureOf(client.propose(REFUND))).reasonCode).toBe("unreadable_answer");
  expect(gate.calls).toHaveLength(1);
});

test("a claim whose answer does not say claimed is an error", async () => {
  const { gate, client } = await setUp({ verdict: "escalate", answer: APPROVED });
  const { action } = await client.propose(REFUND);
  gate.faults.push({
    at: "claim",
    kind: "answer",
    status: 200,
    body: '{"grant":{"id":"g","status":"held"}}',
  });
  const error = await failureOf(client.claim(action.id, { digest: action.digest, claimKey: "k" }));
  expect(error.reasonCode).toBe("unreadable_answer");
});

test("an unknown verdict is read as unknown", async () => {
  const { gate, client } = await setUp({ verdict: "allow" });
  const body = '{"action":{"id":"a","digest":"d"},"ruling":{"verdict":"ALLOW"}}';
  gate.faults.push({ at: "propose", kind: "answer", status: 200, body });
  expect((await client.propose(REFUND)).ruling.verdict).toBe("unknown");
});

test("a refusal carries the problem's reason code, detail and status", async () => {
  const { client } = await setUp({ verdict: "allow" }, { key: "csa_wrong" });
  expect(await failureOf(client.propose(REFUND))).toMatchObject({
    status: 401,
    reasonCode: "unauthenticated",
    detail: "no: unauthenticated",
  });
});

test("withdrawing ends the request, and answers reach the gate", async () => {
  const { gate, client } = await setUp({ verdict: "escalate" });
  const { action } = await client.propose(REFUND);
  await client.answer(action.id, { question: "qst_1", text: "yes, a duplicate" });
  await client.withdraw(action.id, "no longer needed");
  const standing = await client.get(action.id);
  expect(standing.request?.decision).toMatchObject({ cause: "withdrawn", reason: "no longer needed" });
  expect(gate.calls[1]?.body).toEqual({ question: "qst_1", text: "yes, a duplicate" });
});

test("an outcome's error text is cut to what the wire takes", async () => {
  const { gate, client } = await setUp({ verdict: "allow" });
  const { action } = await client.propose(REFUND);
  await client.report(action.id, { status: "failed", error: `\0${"é".repeat(4000)}` });
  const reported = gate.actions.get("act_1")?.outcome?.error ?? "";
  expect(new TextEncoder().encode(reported).length).toBeLessThanOrEqual(4096);
  expect(reported.endsWith("é")).toBe(true);
});

test.each([
  ["no address", { key: "k" }, "bad_url"],
  ["an address that is not http", { key: "k", url: "file:///etc/passwd" }, "bad_url"],
  ["an address with credentials", { key: "k", url: "http://a:b@gate.test" }, "bad_url"],
  ["no key", { key: "", url: "http://gate.test" }, "no_key"],
])("a client with %s cannot be made", (_what, options, reasonCode) => {
  vi.stubEnv("COUNTERSIGN_URL", "");
  vi.stubEnv("COUNTERSIGN_AGENT_KEY", "");
  expect(() => new Countersign(options)).toThrow(reasonCode);
});

test("without options, address and key come from the environment", async () => {
  const { gate } = await setUp({ verdict: "allow" });
  vi.stubEnv("COUNTERSIGN_URL", `${gate.url}/`);
  vi.stubEnv("COUNTERSIGN_AGENT_KEY", FAKE_KEY);
  expect((await new Countersign().propose(REFUND)).ruling.verdict).toBe("allow");
});
