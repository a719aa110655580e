import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { runCountersign } from "../support/command";
import {
  type Answer,
  at,
  type Caller,
  createCaller,
  expectProblem,
  listAt,
  numberAt,
  textAt,
} from "../support/http";
import { type Agent, foundOrganisation, type Organisation } from "../support/organisation";
import { ADDRESS } from "../support/settings";

/** Policies with examples, in shadow, and replayed; surfaces in use and not registered. */

let organisation: Organisation;
let agent: Agent;
let operator: Caller;
let directory: string;

const SMALL = {
  id: "small",
  surface: "payments.refund",
  owner: "person:ana",
  when: "args.amount_cents <= 20000",
  verdict: "allow",
  reason_code: "within_limit",
};
const STRICT = {
  ...SMALL,
  id: "strict",
  when: "args.amount_cents > 15000",
  verdict: "block",
  mode: "shadow",
};

const refund = (amount_cents: number) =>
  agent.post("/api/v1/actions", {
    tool: "refund.create",
    arguments: { amount_cents },
    run: { id: "run_replay" },
  });

test.beforeAll(async () => {
  organisation = await foundOrganisation({
    edit: (document) => ({ ...document, policies: [SMALL, STRICT] }),
  });
  operator = organisation.operator;
  agent = await organisation.agent();
  directory = mkdtempSync(join(tmpdir(), "countersign-replay-"));
  for (const amount of [10_000, 16_000, 17_000, 30_000])
    expect([200, 202]).toContain((await refund(amount)).status);
  await agent.post("/api/v1/actions", { tool: "never.registered", arguments: {} });
});
test.afterAll(() => rmSync(directory, { recursive: true, force: true }));

const policies = (answer: Answer) => at(answer.body, "errors");

test("a policy that does not answer its examples is not saved: the error names all there is to know", async () => {
  const policy = {
    ...SMALL,
    id: "new",
    examples: [{ given: { arguments: { amount_cents: 30_000 } }, expect: { verdict: "allow" } }],
  };
  const answer = await operator.post("/api/v1/policies", policy);
  expectProblem(answer, 422, "invalid");
  expect(policies(answer)).toEqual([
    {
      path: "/examples/0/expect/verdict",
      message: expect.stringMatching(
        /^policy new, example 1: expected allow; it was ruled escalate, reason code tier_approval, route .+, no rule held\./,
      ),
    },
  ]);
  const right = { ...policy, examples: [{ ...policy.examples[0], expect: { verdict: "escalate" } }] };
  const saved = await operator.post("/api/v1/policies", right);
  expect(saved.status, saved.text).toBe(201);
  expect(listAt((await operator.get("/api/v1/policies/new")).body, "examples")).toHaveLength(1);
  expect((await operator.delete("/api/v1/policies/new")).status).toBe(204);
});

test("what policies in shadow would have changed is listed by policy and surface", async () => {
  const { status, body } = await operator.get("/api/v1/config/shadow?since=1d");
  expect(status).toBe(200);
  expect(at(body, "policies.0")).toMatchObject({
    policy: "strict",
    surface: "payments.refund",
    held: 3,
    differing: 3,
    changes: [
      { before: "allow", after: "block", count: 2 },
      { before: "escalate", after: "block", count: 1 },
    ],
  });
});

test("replaying a policy says what it would change, in JSON and YAML, and changes nothing", async () => {
  const before = (await operator.get("/api/v1/config")).text;
  const { status, body } = await operator.post("/api/v1/config/replay?since=1d", {
    policies: [{ ...STRICT, mode: "enforce" }],
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({ actions: 5, changed: 3, complete: true });
  expect(at(body, "surfaces.0.changes")).toEqual([
    { before: "allow", after: "block", count: 2 },
    { before: "escalate", after: "block", count: 1 },
  ]);
  expect((await operator.get("/api/v1/config")).text).toBe(before);
});

test("every ruling is the same when it is derived again", async () => {
  const { body } = await operator.get("/api/v1/config/rederivation");
  expect(body).toMatchObject({ actions: 5, equal: 5, different: [], complete: true });
});

test("surfaces are listed with their state, and what is used and not registered beside them", async () => {
  const { status, body } = await operator.get("/api/v1/config/registry");
  expect(status).toBe(200);
  expect(at(body, "unregistered")).toMatchObject([
    { tool: "never.registered", actions: 1, agents: [agent.id] },
  ]);
  expect(listAt(body, "surfaces").length).toBeGreaterThan(0);
});

const READS = ["/api/v1/config/shadow", "/api/v1/config/rederivation", "/api/v1/config/registry"];

test("is for whoever reads everything, and replaying for whoever configures", async () => {
  const [member, auditor] = [await organisation.person("cy"), await organisation.person("ed")];
  for (const path of READS) {
    expectProblem(await createCaller(ADDRESS).get(path), 401, "unauthenticated");
    expectProblem(await member.get(path), 403, "forbidden");
    expectProblem(await agent.get(path), 403);
    expect((await auditor.get(path)).status, path).toBe(200);
    expectProblem(await operator.get(`${path}?since=soon`), 422, "invalid");
    expectProblem(await operator.get(`${path}?sinse=1d`), 422, "invalid");
  }
  const replay = "/api/v1/config/replay";
  expectProblem(await createCaller(ADDRESS).post(replay, {}), 401, "unauthenticated");
  for (const caller of [member, auditor, agent]) expectProblem(await caller.post(replay, {}), 403);
});

test("what could not be saved is not replayed, and the error says where in the file", async () => {
  const answer = await operator.post("/api/v1/config/replay", {
    policies: [STRICT, { ...SMALL, when: "args.amount_cent > 1" }],
  });
  expectProblem(answer, 422, "invalid");
  expect(policies(answer)).toMatchObject([
    { path: "/policies/1/when", message: expect.stringContaining("policy small, condition 1:") },
  ]);
  expectProblem(await operator.post("/api/v1/config/replay", { policy: [] }), 422, "invalid");
  expectProblem(await operator.post("/api/v1/config/replay?limit=0", {}), 422, "invalid");
});

test("another organisation's actions are never among them", async () => {
  const other = await foundOrganisation();
  expect(numberAt((await other.operator.post("/api/v1/config/replay", {})).body, "actions")).toBe(0);
  expect(numberAt((await other.operator.get("/api/v1/config/rederivation")).body, "actions")).toBe(0);
  expect(listAt((await other.operator.get("/api/v1/config/registry")).body, "unregistered")).toEqual([]);
});

const run = (...argv: readonly string[]) => runCountersign(operator, directory, argv);

test("the command does the same, for people, for machines and by its exit code", async () => {
  writeFileSync(
    join(directory, "new.yaml"),
    "policies:\n  - { id: strict, surface: payments.refund, when: args.amount_cents > 15000, verdict: block }\n",
  );
  const human = await run("replay", "--policy", "new.yaml", "--since", "30d");
  expect(human.text).toContain(
    "payments.refund  4 actions, 3 changed\n  allow → block  2\n  escalate → block  1\n",
  );
  expect(human.code).toBe(0);
  const machine = await run(
    "replay",
    "--policy",
    "new.yaml",
    "--since",
    "30d",
    "--json",
    "--detailed-exitcode",
  );
  expect(machine.code).toBe(5);
  expect(numberAt(JSON.parse(machine.text), "changed")).toBe(3);
  const same = await run("replay", "--since", "30d");
  expect(same.text).toContain("5 of 5 rulings are the same under their own versions.");
  expect(same.code).toBe(0);
  writeFileSync(
    join(directory, "typo.yaml"),
    "policies:\n  - id: a\n    verdict: allow\n    when: org.houre > 3\n",
  );
  const typo = await run("replay", "--policy", "typo.yaml");
  expect(typo.code).toBe(6);
  expect(typo.text).toContain("typo.yaml:4:5: error: /policies/0/when: policy a, condition 1:");
  expect(typo.text).toContain("did you mean hour?");
});

test("where the organisation refuses what is not registered, it is blocked", async () => {
  const strict = await foundOrganisation({
    edit: (document) => ({
      ...document,
      organisation: { ...document.organisation, fallback: { notify: [], unregistered: "deny" } },
    }),
  });
  const { status, body } = await (await strict.agent()).post("/api/v1/actions", {
    tool: "never.registered",
    arguments: {},
  });
  expect(status).toBe(200);
  expect(textAt(body, "ruling.verdict")).toBe("block");
  expect(textAt(body, "ruling.reason_code")).toBe("unregistered_tool");
});
