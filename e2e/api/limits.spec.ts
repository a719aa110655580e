import { expect, test } from "@playwright/test";
import { expectProblem } from "../support/http";
import { type Agent, escalated, foundOrganisation, newId, proposal } from "../support/organisation";

/** Each limit of the contract, at it and one beyond it. */

let agent: Agent;

test.beforeAll(async () => {
  const organisation = await foundOrganisation();
  agent = await organisation.agent();
});

const free = (values: unknown) => ({ tool: "shell.run", arguments: values, run: { id: newId("run") } });

/** A value whose deepest scalar is at this depth; the root has depth 1. */
function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = depth - 1; level > 1; level -= 1) value = [value];
  return { nested: value };
}

const withBytes = (bytes: number) => ({ text: "x".repeat(bytes - '{"text":""}'.length) });

const LIMITS = [
  { name: "64 levels of arguments", at: free(nested(64)), over: free(nested(65)) },
  {
    name: "10,000 values in arguments",
    at: free({ list: Array(9_998).fill(0) }),
    over: free({ list: Array(9_999).fill(0) }),
  },
  {
    name: "256 bytes in a key",
    at: free({ ["é".repeat(128)]: 1 }),
    over: free({ [`${"é".repeat(128)}e`]: 1 }),
  },
  { name: "256 KiB of arguments", at: free(withBytes(262_144)), over: free(withBytes(262_145)) },
  {
    name: "200 characters of title",
    at: proposal({ explanation: { title: "é".repeat(200) } }),
    over: proposal({ explanation: { title: "é".repeat(201) } }),
  },
  {
    name: "4,096 bytes of why",
    at: proposal({ explanation: { why: "é".repeat(2_048) } }),
    over: proposal({ explanation: { why: `${"é".repeat(2_048)}e` } }),
  },
] as const;

for (const limit of LIMITS) {
  test(`${limit.name} are taken, and one more is refused in words that name the limit`, async () => {
    escalated(await agent.post("/api/v1/actions", limit.at));
    const answer = await agent.post("/api/v1/actions", limit.over);
    expect([413, 422]).toContain(answer.status);
    expectProblem(answer, answer.status);
    expect(answer.text).toMatch(/limit|longer|at most|maximum|<=|too_big/i);
  });
}

test("a body beyond 1 MiB is 413, whatever is in it", async () => {
  expectProblem(await agent.post("/api/v1/actions", free({ text: "x".repeat(1_048_576) })), 413, "too_large");
});

test("an Idempotency-Key of 255 characters is taken, one of 256 is refused", async () => {
  const key = newId("key").padEnd(255, "k");
  escalated(await agent.post("/api/v1/actions", proposal(), { "Idempotency-Key": key }));
  const answer = await agent.post("/api/v1/actions", proposal(), { "Idempotency-Key": `${key}k` });
  expectProblem(answer, 422);
  expect(answer.text).toContain("255");
});

test("an agent beyond its calls a minute is throttled and told when to come back", async () => {
  const organisation = await foundOrganisation({
    edit: (document) => ({
      ...document,
      agents: [{ id: "support-bot", owner: "bo", limits: { per_minute: 3 } }],
    }),
  });
  const hasty = await organisation.agent();
  const answers = [];
  for (let count = 0; count < 4; count += 1) {
    answers.push(await hasty.post("/api/v1/actions", { tool: "docs.read", arguments: { page: count } }));
  }
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(answers[3]?.body).toMatchObject({
    ruling: { verdict: "throttle", retry_after_seconds: expect.any(Number) },
  });
  await organisation.advance(120);
  const later = await hasty.post("/api/v1/actions", { tool: "docs.read", arguments: { page: 9 } });
  expect(later.body).toMatchObject({ ruling: { verdict: "allow" } });
});
