import { expect, test } from "@playwright/test";
import { answeredBy, edited } from "../support/company";
import { at, type Caller, expectProblem, invalidPaths, listAt, textAt } from "../support/http";
import {
  type Agent,
  type Escalated,
  escalate,
  foundScene,
  type Organisation,
  readAction,
  readRequest,
  requestOf,
  respond,
} from "../support/organisation";

/** di is paged first and may approve at level 2; cy is at level 1 and may not, flo is in no team. bo owns the agent. */

let organisation: Organisation;
let agent: Agent;
let di: Caller;
let cy: Caller;
let flo: Caller;
let ana: Caller;

test.beforeEach(async () => {
  ({ organisation, agent, ana, cy, di, flo } = await foundScene({ people: ["ana", "cy", "di", "flo"] }));
});

/** From now on payments take the approvals of both ana and di. */
const askBoth = () =>
  organisation.configure({
    ...organisation.document,
    routes: edited(organisation.document.routes, {
      id: "payments",
      approval: answeredBy(["ana", "di"], { approve: 2 }),
    }),
  });

const MINE = "/api/v1/people/me/delegations";
const inSeconds = async (seconds: number) =>
  new Date((await organisation.advance(0)) + seconds * 1000).toISOString();
async function lend(caller: Caller, to: string, seconds = 3600, more: object = {}) {
  return caller.post(MINE, { to, end: await inSeconds(seconds), reason: "holiday", ...more });
}
async function lent(caller: Caller, to: string, seconds = 3600, more: object = {}): Promise<string> {
  const answer = await lend(caller, to, seconds, more);
  expect(answer.status, answer.text).toBe(201);
  return textAt(answer.body, "id");
}
const mine = async (caller: Caller) => {
  const { body } = await caller.get("/api/v1/requests?view=mine&status=pending");
  const listed = listAt(body, "requests").map((request) => textAt(request, "id"));
  expect(at(body, "counts.mine")).toBe(listed.length);
  return listed;
};
const stateOf = async (held: Escalated) => at((await readAction(agent, held)).body, "request.status");

test("whoever stands in is paged, sees it as theirs, and answers on behalf of whoever is away", async () => {
  await lent(di, "cy");
  const held = await escalate(agent);
  await organisation.advance(0);
  expect(await organisation.pagesOf(held.request)).toEqual(["cy"]);
  expect(await mine(cy)).toEqual([held.request]);
  const seen = await readRequest(cy, held);
  expect(at(seen.body, "request.may_respond")).toMatchObject({ allowed: true, on_behalf_of: "di" });
  expect(listAt(seen.body, "request.approval.sets.0.thresholds.0.people")).toContain("cy");
  const answer = await respond(cy, held, "approve", { reason: "fine" });
  expect(answer.status, answer.text).toBe(200);
  expect(listAt(answer.body, "request.responses")).toMatchObject([{ person: "cy", on_behalf_of: "di" }]);
  expect(at((await readAction(agent, held)).body, "request.decision.decided_by")).toEqual([
    { person: "cy", via: "web", on_behalf_of: "di" },
  ]);
  const timeline = listAt(await requestOf(ana, held), "timeline");
  expect(timeline).toContainEqual(
    expect.objectContaining({ type: "step_entered", instead: [{ person: "di", to: "cy" }] }),
  );
  expect(timeline).toContainEqual(expect.objectContaining({ type: "responded", on_behalf_of: "di" }));
  const { body } = await ana.get(`/api/v1/requests/${held.request}/receipts`);
  const payloads = listAt(body, "receipts").map((jws) =>
    JSON.parse(Buffer.from(String(jws).split(".")[1] ?? "", "base64url").toString("utf8")),
  );
  expect(payloads).toContainEqual(
    expect.objectContaining({ kind: "response", person: "cy", on_behalf_of: "di" }),
  );
  expect(payloads).toContainEqual(
    expect.objectContaining({
      kind: "decision",
      decided_by: [{ person: "cy", via: "web", on_behalf_of: "di" }],
    }),
  );
});

test("it takes effect at the next look, from its start to its end, also while a request is open", async () => {
  const held = await escalate(agent);
  expectProblem(await respond(cy, held, "approve"), 403, "authority_insufficient");
  expectProblem(await respond(flo, held, "approve"), 403, "not_eligible");
  await lent(di, "flo", 600, { start: await inSeconds(60) });
  expectProblem(await respond(flo, held, "approve"), 403, "not_eligible");
  expect(await mine(flo)).toEqual([]);
  await organisation.advance(60);
  expect(await mine(flo)).toEqual([held.request]);
  await organisation.advance(400);
  const reminders = (await organisation.deliveries()).filter(({ kind }) => kind === "reminder");
  expect(reminders.map(({ person }) => person)).toEqual(["flo"]);
  await organisation.advance(140);
  expectProblem(await respond(flo, held, "approve"), 403, "not_eligible");
  expect((await respond(di, held, "approve")).status).toBe(200);
});

test("an approval given by lent authority is dropped when the time is over before the decision", async () => {
  await askBoth();
  await lent(di, "flo", 60);
  const held = await escalate(agent);
  expect((await respond(flo, held, "approve")).status).toBe(200);
  await organisation.advance(60);
  expect((await respond(ana, held, "approve")).status).toBe(200);
  expect(await stateOf(held)).toBe("pending");
  expect((await respond(di, held, "approve")).status).toBe(200);
  expect(await stateOf(held)).toBe("approved");
  expect(listAt((await readRequest(ana, held)).body, "request.responses")).toContainEqual(
    expect.objectContaining({ person: "flo", dropped: true }),
  );
});

test("one authority counts once: the stand-in, and then whoever lent it", async () => {
  await askBoth();
  await lent(di, "flo");
  const held = await escalate(agent);
  expect((await respond(flo, held, "approve")).status).toBe(200);
  expect((await respond(di, held, "approve")).status).toBe(200);
  expect(await stateOf(held)).toBe("pending");
  expect((await respond(ana, held, "approve")).status).toBe(200);
  expect(at((await readAction(agent, held)).body, "request.decision.decided_by")).toEqual([
    { person: "di", via: "web" },
    { person: "ana", via: "web" },
  ]);
});

test("nobody kept apart from an action approves it by way of somebody else, or for them", async () => {
  const bo = await organisation.person("bo");
  await lent(bo, "flo");
  const held = await escalate(agent);
  expect((await readRequest(flo, held)).status).toBe(200);
  expectProblem(await respond(flo, held, "approve"), 403, "not_eligible");
  await lent(di, "bo");
  expectProblem(await respond(bo, held, "approve"), 403, "self_approval");
  const next = await escalate(agent);
  await organisation.advance(0);
  expect(await organisation.pagesOf(next.request)).toEqual(["di"]);
  expectProblem(await respond(flo, next, "approve"), 403, "not_eligible");
});

test("what is lent may be lent on; a circle, oneself, two at once and what is there already are refused", async () => {
  await lent(di, "cy");
  await lent(cy, "flo");
  const held = await escalate(agent);
  await organisation.advance(0);
  expect(await organisation.pagesOf(held.request)).toEqual(["flo"]);
  expect(invalidPaths(await lend(flo, "di"))).toEqual(["/to"]);
  expect(invalidPaths(await lend(di, "di"))).toEqual(["/to"]);
  expect(invalidPaths(await lend(di, "nobody"))).toEqual(["/to"]);
  expect(invalidPaths(await lend(di, "ed"))).toEqual(["/to"]);
  expect(invalidPaths(await lend(di, "ana"))).toEqual(["/start"]);
  expect(invalidPaths(await lend(ana, "di", -1))).toEqual(["/end"]);
  expect(invalidPaths(await lend(ana, "flo", 91 * 86_400))).toEqual(["/end"]);
  expect(invalidPaths(await lend(ana, "flo", 60, { from: "di" }))).toEqual(["/from"]);
  const [start, end] = [await inSeconds(9000), await inSeconds(9900)];
  expect((await ana.post(MINE, { to: "flo", start, end })).status).toBe(201);
  expectProblem(await ana.post(MINE, { to: "flo", start, end }), 409, "already_exists");
  expect((await respond(flo, held, "approve")).status).toBe(200);
});

test("people see their own, end their own, and the books say whose doing it was", async () => {
  const id = await lent(di, "cy");
  expect(listAt((await di.get(MINE)).body, "delegations")).toMatchObject([{ id, to: "cy", active: true }]);
  expect(listAt((await cy.get(MINE)).body, "lent_to_me")).toMatchObject([{ id, from: "di" }]);
  expect(at((await ana.get("/api/v1/people/di")).body, "away")).toMatchObject({ to: "cy" });
  expectProblem(await cy.delete(`${MINE}/${id}`), 404, "not_found");
  await organisation.advance(10);
  expect((await di.delete(`${MINE}/${id}`)).status).toBe(204);
  expect((await di.delete(`${MINE}/${id}`)).status).toBe(204);
  expect(listAt((await di.get(MINE)).body, "delegations")).toEqual([]);
  expect(at((await ana.get("/api/v1/people/di")).body, "away")).toBeNull();
  const held = await escalate(agent);
  await organisation.advance(0);
  expect(await organisation.pagesOf(held.request)).toEqual(["di"]);
  const { body } = await ana.get("/api/v1/config/versions");
  expect(listAt(body, "versions")[0]).toMatchObject({ author: "person:di" });
});

test("keys and auditors neither lend nor take back", async () => {
  const ed = await organisation.person("ed");
  const body = { to: "cy", end: await inSeconds(60) };
  expectProblem(await organisation.operator.post(MINE, body), 403, "machine_principal");
  expectProblem(await agent.post(MINE, body), 403, "machine_principal");
  expectProblem(await ed.post(MINE, body), 403, "forbidden");
});
