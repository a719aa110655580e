import { expect, test } from "@playwright/test";
import { answeredBy, edited, pagingStep, withRoute } from "../support/company";
import { at, type Caller, expectProblem, instantAt, listAt, numberAt, textAt } from "../support/http";
import {
  type Agent,
  decided,
  type Escalated,
  escalate,
  foundOrganisation,
  newId,
  type Organisation,
  proposal,
  proposalOn,
  readRequest,
  requestOf,
  respond,
} from "../support/organisation";

/** What people see: lists, filters, cursors, counts, and one request whole. */

let organisation: Organisation;
let agent: Agent;
let ana: Caller;
let flo: Caller;
let ed: Caller;
/** In this order of deadlines: 300 s, 100 s, 200 s. */
let held: readonly Escalated[];
let floHeld: Escalated;
let denied: Escalated;
let approved: Escalated;
let lapsed: Escalated;

test.beforeAll(async () => {
  organisation = await foundOrganisation({
    edit: (document) => ({
      ...withRoute(document, {
        id: "flo-only",
        deadline: "30m",
        approval: answeredBy(["flo"]),
        steps: [pagingStep("0m", "flo")],
      }),
      agents: edited(document.agents, { id: "other-bot", owner: "di" }),
      teams: edited(document.teams, { id: "ops", members: ["flo", "ed"] }),
    }),
  });
  agent = await organisation.agent();
  lapsed = await escalate(agent, proposal({ deadline_seconds: 5 }));
  await organisation.advance(6);
  ana = await organisation.person("ana");
  flo = await organisation.person("flo");
  ed = await organisation.person("ed");
  denied = await decided(agent, ana, "deny");
  approved = await decided(agent, ana, "approve");
  const seconds = [300, 100, 200];
  held = await Promise.all(seconds.map((one) => escalate(agent, proposal({ deadline_seconds: one }))));
  floHeld = await escalate(await organisation.agent("other-bot"), proposalOn("flo-only"));
});

const ids = (body: unknown): readonly string[] =>
  listAt(body, "requests").map((request) => textAt(request, "id"));
const idsOf = (...requests: readonly (Escalated | undefined)[]): readonly string[] =>
  requests.map((one) => one?.request ?? "");

async function list(caller: Caller, query: string): Promise<unknown> {
  const answer = await caller.get(`/api/v1/requests?${query}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}

test("pending requests come with the earliest deadline first", async () => {
  const body = await list(ana, "view=mine&status=pending");
  expect(ids(body)).toEqual(idsOf(held[1], held[2], held[0]));
  const deadlines = listAt(body, "requests").map((request) => instantAt(request, "deadline_at"));
  expect(deadlines).toEqual([...deadlines].sort((a, b) => a - b));
});

test("decided requests come with the latest decision first", async () => {
  expect(ids(await list(ana, "view=all&status=denied"))).toEqual(idsOf(denied, lapsed));
  expect(ids(await list(ana, "view=all&status=approved"))).toEqual(idsOf(approved));
});

test("mine is what I may answer or was paged for; all is what my role may see", async () => {
  expect(ids(await list(flo, "view=mine&status=pending"))).toEqual([floHeld.request]);
  expect(ids(await list(flo, "view=all&status=pending"))).toEqual([floHeld.request]);
  expect(ids(await list(ana, "view=mine&status=pending"))).not.toContain(floHeld.request);
  for (const everything of [ana, ed, organisation.operator]) {
    const seen = ids(await list(everything, "view=all&status=pending"));
    expect([...seen].sort()).toEqual([...idsOf(...held, floHeld)].sort());
  }
});

test("team is what somebody of my teams may answer", async () => {
  expect(ids(await list(ed, "view=mine&status=pending"))).toEqual([]);
  expect(ids(await list(ed, "view=team&status=pending"))).toEqual([floHeld.request]);
  expect(ids(await list(flo, "view=team&status=pending"))).toEqual([floHeld.request]);
});

test("counts say how many are pending and how many of them are mine", async () => {
  expect(at(await list(ana, "view=all"), "counts")).toEqual({ mine: 3, pending: 4 });
  expect(at(await list(flo, "view=mine&status=pending&limit=1"), "counts")).toMatchObject({ mine: 1 });
});

test("filters narrow the list and combine", async () => {
  const all = (query: string) => list(organisation.operator, `view=all&${query}`).then(ids);
  expect(await all("cause=deadline")).toEqual([lapsed.request]);
  expect(await all("status=denied&cause=approver")).toEqual([denied.request]);
  expect(await all("surface=on.flo-only")).toEqual([floHeld.request]);
  expect(await all("agent=other-bot&status=pending")).toEqual([floHeld.request]);
  expect(await all("agent=other-bot&surface=payments.refund")).toEqual([]);
  expect(await all("status=approved&cause=deadline")).toEqual([]);
});

test("q finds a request by the short code that every card carries", async () => {
  const code = textAt((await readRequest(ana, floHeld)).body, "request.binding_message");
  expect(ids(await list(ana, `view=all&q=${code}`))).toContain(floHeld.request);
  expect(ids(await list(ana, "view=all&q=%25%25no-such-request_"))).toEqual([]);
});

test("a cursor walks the whole list once, in order, also while new requests come", async () => {
  const whole = ids(await list(organisation.operator, "view=all&status=pending"));
  const walked: string[] = [];
  let cursor = "";
  for (let page = 0; page < 10; page += 1) {
    const body = await list(organisation.operator, `view=all&status=pending&limit=1&cursor=${cursor}`);
    expect(ids(body).length).toBeLessThanOrEqual(1);
    walked.push(...ids(body));
    if (page === 0) await decided(agent, ana, "deny");
    const next = at(body, "next_cursor");
    if (next === null) break;
    cursor = encodeURIComponent(String(next));
  }
  expect(walked).toEqual(whole);
});

test("a filter nobody knows, a bad value or a made-up cursor is refused", async () => {
  for (const query of [
    "view=everything",
    "status=open",
    "cause=luck",
    "limit=0",
    "limit=-1",
    "limit=x",
    "limit=1000000",
    "colour=red",
    "cursor=made-up",
    "status=pending&status=denied",
  ]) {
    expectProblem(await ana.get(`/api/v1/requests?${query}`), 422);
  }
});

test("one request shows everything an approver needs", async () => {
  const body = proposal({
    run: {
      id: newId("run"),
      task: "Resolve ticket 5521",
      step: 7,
      path: [{ tool: "crm.lookup", at: "2026-11-20T12:00:01Z", summary: "account verified" }],
    },
    facts: { account_verified: true },
    on_behalf_of: "user:maria",
    delegation: [{ agent: "orchestrator" }],
    explanation: { title: "Refund $250.00", why: "duplicate charge" },
  });
  const one = await escalate(agent, body);
  await organisation.advance(0);
  const answer = await readRequest(ana, one);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.body).toMatchObject({
    request: {
      id: one.request,
      status: "pending",
      action: { digest: one.digest, arguments: body.arguments, on_behalf_of: "user:maria" },
      context: {
        explanation: { title: "Refund $250.00", why: "duplicate charge" },
        run: { task: "Resolve ticket 5521", step: 7, path: [{ tool: "crm.lookup" }] },
        facts: { account_verified: true },
        delegation: [{ agent: "orchestrator" }],
      },
      ruling: { verdict: "escalate", reason_code: "refund_over_limit" },
      route: { id: "payments" },
      steps: [
        {
          index: 0,
          fired_at: expect.any(String),
          people: ["di"],
          deliveries: [{ person: "di", channel: "web" }],
        },
        { index: 1, fired_at: null, people: ["ana"], deliveries: [] },
      ],
      responses: [],
      may_respond: { allowed: true, reasons: [] },
    },
  });
  const request = at(answer.body, "request");
  expect(instantAt(request, "steps.1.at") - instantAt(request, "opened_at")).toBe(300_000);
  await respond(ana, one, "approve", { reason: "duplicate indeed" });
  const after = await requestOf(ana, one);
  expect(after).toMatchObject({
    status: "approved",
    responses: [
      {
        id: expect.stringMatching(/^rsp_/),
        person: "ana",
        verdict: "approve",
        reason: "duplicate indeed",
        via: "web",
        at: expect.any(String),
      },
    ],
    may_respond: { allowed: false },
  });
  const timeline = listAt(after, "timeline");
  const order = timeline.map((entry) => numberAt(entry, "seq"));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  for (const entry of timeline) expect(instantAt(entry, "at")).toBeGreaterThan(0);
  expect(timeline.map((entry) => textAt(entry, "type"))).toEqual(
    expect.arrayContaining(["opened", "decided"]),
  );
});

test("reading a request never changes it", async () => {
  const one = await escalate(agent);
  const before = await readRequest(ana, one);
  for (let time = 0; time < 3; time += 1) await readRequest(ana, one);
  await ana.get(`/api/v1/requests/${one.request}?verdict=approve`);
  const after = await readRequest(ana, one);
  expect(at(after.body, "request.version")).toBe(at(before.body, "request.version"));
  expect(at(after.body, "request.timeline")).toEqual(at(before.body, "request.timeline"));
});
