import { expect, test } from "@playwright/test";
import { edited } from "../support/company";
import { at, expectProblem, listAt, textAt } from "../support/http";
import {
  decided,
  escalate,
  foundOrganisation,
  newId,
  type Organisation,
  proposal,
  readAction,
} from "../support/organisation";

/** The one document: reading, planning, replacing. What it refuses is in configuration-refusals.spec.ts. */

let organisation: Organisation;

test.beforeAll(async () => {
  organisation = await foundOrganisation();
});

const YAML = { "Content-Type": "application/yaml" };
const NOTHING = { created: [], changed: [], removed: [] };

test("what is read as JSON and put back changes nothing", async () => {
  const read = await organisation.operator.get("/api/v1/config", { Accept: "application/json" });
  expect(read.headers.get("content-type")).toMatch(/^application\/json/);
  expect(read.body).toMatchObject({ version: 1, organisation: { id: organisation.id } });
  const put = await organisation.operator.put("/api/v1/config", read.body);
  expect(put.status, put.text).toBe(200);
  expect(put.body).toMatchObject(NOTHING);
  expect((await organisation.operator.get("/api/v1/config")).body).toEqual(read.body);
});

test("what is read as YAML and put back changes nothing", async () => {
  const read = await organisation.operator.get("/api/v1/config", { Accept: "application/yaml" });
  expect(read.headers.get("content-type")).toMatch(/^application\/yaml/);
  expect(read.text).toMatch(/^version: 1$/m);
  const put = await organisation.operator.send("PUT", "/api/v1/config", read.text, YAML);
  expect(put.status, put.text).toBe(200);
  expect(put.body).toMatchObject(NOTHING);
});

test("everything that was written is read back", async () => {
  const read = (await organisation.operator.get("/api/v1/config")).body;
  const { document } = organisation;
  expect(read).toMatchObject(JSON.parse(JSON.stringify(document)));
});

test("the contract's own example is accepted as it stands", async () => {
  const example = await foundOrganisation();
  const text = CONTRACT_EXAMPLE.replace("id: acme,", `id: ${example.id},`);
  const put = await example.operator.send("PUT", "/api/v1/config", text, YAML);
  expect(put.status, put.text).toBe(200);
  const read = await example.operator.get("/api/v1/config", { Accept: "application/yaml" });
  const again = await example.operator.send("PUT", "/api/v1/config", read.text, YAML);
  expect(again.body).toMatchObject(NOTHING);
  const answer = await (await example.agent()).post("/api/v1/actions", proposal());
  expect(answer.status, answer.text).toBe(202);
});

test("a dry run answers the plan, with what it means for open requests, and changes nothing", async () => {
  const { document, operator } = organisation;
  const agent = await organisation.agent();
  const held = await escalate(agent);
  const before = (await operator.get("/api/v1/config")).body;
  const wanted = {
    ...document,
    people: [...document.people, { id: "gus", name: "Gus", email: "gus@acme.test" }],
    teams: edited(document.teams, { id: "ops", name: "Other operations" }),
    policies: document.policies.filter(({ id }) => id !== "mail-watched"),
    routes: edited(document.routes, { id: "payments", deadline: "1m" }),
  };
  const plan = await operator.put("/api/v1/config?dry_run=1", wanted);
  expect(plan.status, plan.text).toBe(200);
  expect(listAt(plan.body, "created").join()).toContain("gus");
  expect(listAt(plan.body, "changed").join()).toMatch(/ops/);
  expect(listAt(plan.body, "changed").join()).toMatch(/payments/);
  expect(listAt(plan.body, "removed").join()).toContain("mail-watched");
  expect(JSON.stringify(at(plan.body, "open_requests"))).toContain(held.request);
  expect((await operator.get("/api/v1/config")).body).toEqual(before);
  const applied = await operator.put("/api/v1/config", wanted);
  for (const part of ["created", "changed", "removed"]) {
    expect(at(applied.body, part)).toEqual(at(plan.body, part));
  }
  expect((await operator.get("/api/v1/config")).body).not.toEqual(before);
  expect(textAt((await readAction(agent, held)).body, "request.status")).toBe("pending");
  await organisation.configure(document);
});

test("a rule counts from the next proposal on", async () => {
  const { document } = organisation;
  const agent = await organisation.agent();
  const free = { tool: "docs.read", arguments: { page: newId("page") } };
  expect((await agent.post("/api/v1/actions", free)).body).toMatchObject({ ruling: { verdict: "allow" } });
  const frozen = { id: "docs-frozen", surface: "docs.read", verdict: "block", reason_code: "docs_frozen" };
  await organisation.configure({ ...document, policies: [...document.policies, frozen] });
  const blocked = await agent.post("/api/v1/actions", { ...free, arguments: { page: newId("page") } });
  expect(blocked.body).toMatchObject({ ruling: { verdict: "block", reason_code: "docs_frozen" } });
  await organisation.configure(document);
});

test("policy_version changes with the rules and with nothing else", async () => {
  const { document } = organisation;
  const agent = await organisation.agent();
  const version = async () =>
    textAt((await agent.post("/api/v1/actions", proposal())).body, "ruling.policy_version");
  const first = await version();
  expect(await version()).toBe(first);
  const looser = edited(document.policies, { id: "refund-large", when: "args.amount_cents > 30000" });
  await organisation.configure({ ...document, policies: looser });
  expect(await version()).not.toBe(first);
  await organisation.configure(document);
});

test("a route's preview says who would be paged when, who may approve, and what is wrong with it", async () => {
  const action = { surface: "payments.refund", tool: "refund.create", arguments: { amount_cents: 30_000 } };
  const instant = "2026-11-23T10:00:00.000Z";
  const answer = await organisation.operator.post("/api/v1/routes/preview", { action, at: instant });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.body).toMatchObject({
    ruling: { verdict: "escalate", reason_code: "refund_over_limit" },
    route: expect.anything(),
    steps: [
      { people: ["di"], skipped: false },
      { people: ["ana"], skipped: false },
    ],
    problems: [],
  });
  expect(JSON.stringify(at(answer.body, "route"))).toContain("payments");
  expect(Date.parse(textAt(answer.body, "deadline_at"))).toBe(Date.parse(instant) + 900_000);
  expect(listAt(answer.body, "steps").map((step) => Date.parse(textAt(step, "at")))).toEqual([
    Date.parse(instant),
    Date.parse(instant) + 300_000,
  ]);
  expect(JSON.stringify(at(answer.body, "approvers"))).toMatch(/ana/);
  expect(JSON.stringify(at(answer.body, "approvers"))).not.toMatch(/"(cy|flo|ed)"/);
});

test("a preview opens nothing", async () => {
  const count = async () =>
    at((await organisation.operator.get("/api/v1/requests?view=all&limit=1")).body, "counts.pending");
  const before = await count();
  await organisation.operator.post("/api/v1/routes/preview", {
    action: { tool: "shell.run", arguments: {} },
  });
  expect(await count()).toEqual(before);
});

test("removing a route leaves its open requests answerable as they were opened", async () => {
  const { document } = organisation;
  const agent = await organisation.agent();
  const held = await escalate(agent);
  await organisation.configure({
    ...document,
    policies: document.policies.filter(({ id }) => id !== "refund-large"),
    routes: document.routes.filter(({ id }) => id !== "payments"),
  });
  const ana = await organisation.person("ana");
  const answer = await ana.post(`/api/v1/requests/${held.request}/responses`, {
    verdict: "approve",
    digest: held.digest,
  });
  expect(answer.status, answer.text).toBe(200);
  expect(answer.body).toMatchObject({ request: { status: "approved", route: { id: "payments" } } });
  await organisation.configure(document);
  await decided(agent, ana, "deny");
});

test("another organisation cannot be named in one's own document", async () => {
  const { document, operator } = organisation;
  const stranger = { ...document, organisation: { ...document.organisation, id: "somebody-else" } };
  expectProblem(await operator.put("/api/v1/config", stranger), 422);
});

const CONTRACT_EXAMPLE = `version: 1
organisation: { id: acme, name: Acme, time_zone: Europe/Madrid, fallback: { notify: [person:ana] } }
people:
  - { id: ana, name: Ana Ruiz, email: ana@acme.test, role: admin, level: 3, slack: T01/U012ABC }   # bare U…
  - { id: bo, name: Bo Lind, email: bo@acme.test, role: member, level: 2 }
teams: [ { id: payments, members: [ana, bo] } ]
schedules:
  - id: payments-on-call
    time_zone: Europe/Madrid
    layers:
      - rotation: { type: weekly, shift_length: 1, start: "2026-11-02T09:00", participants: [ana, bo] }
        windows: [ { weekdays: [mo, tu, we, th, fr], start: "09:00", end: "18:00" } ]
    overrides:
      - { type: replace, person: ana, with: bo, start: "2026-12-24T00:00:00Z", end: "2026-12-26T00:00:00Z" }
    temporary: [ { start: "2027-01-01T00:00:00Z", end: "2027-01-03T00:00:00Z", shifts: [ { person: bo, start: "2027-01-01T00:00:00Z", end: "2027-01-02T00:00:00Z" } ] } ]
channels:
  - { id: payments-room, type: slack, slack: T01/C0PAY, details: summary }
agents:
  - { id: support-bot, name: Support bot, owner: bo, limits: { per_minute: 60, open_requests: 5, cost_cents: { task: 20, hour: 200, day: 1000 } } }
surfaces:
  - id: payments.refund
    tools: ["refund.create"]
    tier: approval
    reversibility: irreversible
    owner: team:payments
    input_schema: { type: object, required: [amount_cents], properties: { amount_cents: { type: integer, minimum: 0 } } }
policies:
  - id: refund-autonomous
    surface: payments.refund
    when: "args.amount_cents <= 20000 && facts.account_verified && !('notes.unrelated' in path.tools)"
    verdict: allow
    reason_code: refund_within_limit
    mode: enforce
  - { id: refund-large, surface: payments.refund, when: "args.amount_cents > 20000", verdict: escalate, route: payments, reason_code: refund_over_limit }
routes:
  - id: payments
    when: "surface == 'payments.refund'"
    deadline: 15m
    approval:
      sets:
        - thresholds:
            - { from: [team:payments], approve: 1, deny: 1, level: 2 }
      distinct_people: true
      assurance: session
      reason_required: false
    steps:
      - { after: 0m, notify: [schedule:payments-on-call], via: [slack, web, email] }
      - { after: 5m, notify: [person:ana] }
    repeat: 0
    ack_timeout: 5m
    min_remaining: 2m
    hold: 0s
`;
