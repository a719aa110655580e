import { expect, test } from "@playwright/test";
import { type Answer, expectProblem } from "../support/http";
import {
  type Agent,
  claim,
  decided,
  escalated,
  foundOrganisation,
  newId,
  type Organisation,
  proposal,
  respond,
} from "../support/organisation";

/** An Idempotency-Key makes a repetition harmless: the first answer again, or a refusal that says why. */

let organisation: Organisation;
let agent: Agent;

test.beforeAll(async () => {
  organisation = await foundOrganisation();
  agent = await organisation.agent();
});

const propose = (caller: Agent, body: unknown, key: string): Promise<Answer> =>
  caller.post("/api/v1/actions", body, { "Idempotency-Key": key });

test("the same key and body get the first answer again, said to be a replay, also after the decision", async () => {
  const [body, key] = [proposal(), newId("key")];
  const first = await propose(agent, body, key);
  expect(first.headers.get("idempotency-replayed")).toBeNull();
  const held = escalated(first);
  for (const moment of ["pending", "decided"]) {
    const again = await propose(agent, body, key);
    expect(again.status, moment).toBe(202);
    expect(again.headers.get("idempotency-replayed"), moment).toBe("true");
    expect(again.body, moment).toEqual(first.body);
    if (moment === "pending") await respond(await organisation.person("ana"), held, "approve");
  }
});

test("a replay of an allowed call is that call, and not a second one", async () => {
  const [body, key] = [{ tool: "docs.read", arguments: { page: 3 } }, newId("key")];
  const first = await propose(agent, body, key);
  const again = await propose(agent, body, key);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(again.body).toEqual(first.body);
});

test("the same key with another body is refused and changes nothing", async () => {
  const [body, key] = [proposal(), newId("key")];
  const first = await propose(agent, body, key);
  const other = await propose(agent, { ...body, deadline_seconds: 60 }, key);
  expectProblem(other, 422, "idempotency_key_reused");
  expect((await propose(agent, body, key)).body).toEqual(first.body);
});

test("a refused body stores nothing, so its key is still free", async () => {
  const key = newId("key");
  expectProblem(await propose(agent, proposal({ deadline_seconds: 0 }), key), 422);
  expectProblem(await propose(agent, proposal({ arguments: {} }), key), 422, "schema_mismatch");
  const first = await propose(agent, proposal(), key);
  escalated(first);
  expect(first.headers.get("idempotency-replayed")).toBeNull();
});

test("one key sent many times at once makes one request", async () => {
  for (let round = 0; round < 5; round += 1) {
    const [body, key] = [proposal(), newId("key")];
    const answers = await Promise.all(Array.from({ length: 10 }, () => propose(agent, body, key)));
    const taken = answers.filter(({ status }) => status === 202);
    expect(taken.length).toBeGreaterThan(0);
    expect(new Set(taken.map((answer) => escalated(answer).request)).size).toBe(1);
    for (const refused of answers.filter(({ status }) => status !== 202)) {
      expectProblem(refused, 409, "in_progress");
      expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
    }
  }
});

test("keys belong to the agent that sent them", async () => {
  const [body, key] = [proposal(), newId("key")];
  const mine = escalated(await propose(agent, body, key));
  const theirs = await propose(await organisation.agent("other-bot"), body, key);
  expect(theirs.headers.get("idempotency-replayed")).toBeNull();
  expect(escalated(theirs).request).not.toBe(mine.request);
});

test("keys belong to one endpoint of one action", async () => {
  const ana = await organisation.person("ana");
  const [one, two] = [await decided(agent, ana, "approve"), await decided(agent, ana, "approve")];
  const headers = { "Idempotency-Key": newId("key") };
  for (const held of [one, two]) {
    const claimed = await agent.post(
      `/api/v1/actions/${held.action}/claim`,
      { digest: held.digest, claim_key: "w" },
      headers,
    );
    expect(claimed.status, claimed.text).toBe(200);
    expect(claimed.headers.get("idempotency-replayed")).toBeNull();
    const outcome = await agent.post(
      `/api/v1/actions/${held.action}/outcome`,
      { status: "succeeded" },
      headers,
    );
    expect(outcome.status, outcome.text).toBe(200);
    expect(outcome.headers.get("idempotency-replayed")).toBeNull();
  }
});

test("a person's double click with a key is one answer", async () => {
  const ana = await organisation.person("ana");
  const held = escalated(await agent.post("/api/v1/actions", proposal()));
  const path = `/api/v1/requests/${held.request}/responses`;
  const click = () =>
    ana.post(path, { verdict: "approve", digest: held.digest }, { "Idempotency-Key": "click-1" });
  const first = await click();
  expect(first.status, first.text).toBe(200);
  const second = await click();
  expect(second.headers.get("idempotency-replayed")).toBe("true");
  expect(second.body).toEqual(first.body);
  expect((await claim(agent, held)).status).toBe(200);
});
