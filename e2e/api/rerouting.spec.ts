import { expect, test } from "@playwright/test";
import { answeredBy, pagingStep } from "../support/company";
import {
  at,
  type Caller,
  createCaller,
  expectProblem,
  instantAt,
  invalidPaths,
  listAt,
  textAt,
} from "../support/http";
import {
  type Agent,
  claim,
  decided,
  type Escalated,
  escalate,
  foundScene,
  newId,
  type Organisation,
  proposal,
  proposalOn,
  readAction,
  requestOf,
  respond,
} from "../support/organisation";

/** Sending a request down another route. */

let organisation: Organisation;
let agent: Agent;
let di: Caller;
let ana: Caller;

test.beforeAll(async () => {
  ({ organisation, agent, di, ana } = await foundScene({
    people: ["di", "ana"],
    routes: [
      {
        id: "two",
        approval: answeredBy(["ana", "di", "flo"], { approve: 2, deny: 2 }),
        steps: [pagingStep("0m", "di")],
      },
      {
        id: "one",
        approval: answeredBy(["ana", "flo"]),
        steps: [pagingStep("0m", "flo"), pagingStep("3m", "ana")],
        hold: "60s",
      },
      {
        id: "strict",
        approval: { ...answeredBy(["ana", "flo"]), assurance: "passkey" },
        steps: [pagingStep("0m", "flo")],
      },
      { id: "hopeless", approval: answeredBy(["bo"]), steps: [pagingStep("0m", "cy")] },
    ],
  }));
});

const reroute = (caller: Caller, held: Escalated, route: unknown) =>
  caller.post(`/api/v1/requests/${held.request}/reroute`, { route });
const request = (held: Escalated) => requestOf(organisation.operator, held);

test("the new ladder starts at that instant; the deadline does not move", async () => {
  const held = await escalate(agent, proposalOn("two"));
  await organisation.advance(120);
  const before = await request(held);
  const answer = await reroute(di, held, "one");
  expect(answer.status, answer.text).toBe(200);
  const after = at(answer.body, "request");
  expect(at(after, "deadline_at")).toBe(at(before, "deadline_at"));
  expect(after).toMatchObject({
    status: "pending",
    route: { id: "one" },
    steps: [
      { index: 0, people: ["flo"], fired_at: expect.any(String) },
      { index: 1, people: ["ana"], fired_at: null },
    ],
  });
  expect(instantAt(after, "steps.1.at") - instantAt(after, "steps.0.at")).toBe(180_000);
  await organisation.advance(178);
  expect(await organisation.pagesOf(held.request)).toEqual(["di", "flo"]);
  await organisation.advance(3);
  expect(await organisation.pagesOf(held.request)).toEqual(["di", "flo", "ana"]);
  expect(listAt(await request(held), "timeline")).toContainEqual(
    expect.objectContaining({ type: "rerouted", person: "di", from_route: "two", route: "one" }),
  );
  expect((await readAction(agent, held)).body).toMatchObject({
    request: { status: "pending", route: "one" },
  });
});

test("the new rule judges from then on, and its undo window holds the grant", async () => {
  const held = await escalate(agent, proposalOn("two"));
  await reroute(di, held, "one");
  expectProblem(await respond(di, held, "approve"), 403, "not_eligible");
  expect((await respond(ana, held, "approve")).status).toBe(200);
  expectProblem(await claim(agent, held), 409, "grant_held");
  await organisation.advance(61);
  expect((await claim(agent, held)).status).toBe(200);
});

test("an approval given before decides at once where it now suffices", async () => {
  const held = await escalate(agent, proposalOn("two"));
  await respond(ana, held, "approve");
  const answer = await reroute(di, held, "one");
  expect(at(answer.body, "request.status")).toBe("approved");
  expect(at(answer.body, "request.decision.decided_by")).toMatchObject([{ person: "ana" }]);
  expect(await organisation.pagesOf(held.request)).not.toContain("flo");
});

test("and so does a denial", async () => {
  const held = await escalate(agent, proposalOn("two"));
  await respond(ana, held, "deny");
  expect(at((await reroute(di, held, "one")).body, "request.decision")).toMatchObject({
    outcome: "denied",
    cause: "approver",
  });
});

test("an approval with less assurance than the new route asks does not count; its author may give it again", async () => {
  const held = await escalate(agent, proposalOn("two"));
  await respond(ana, held, "approve");
  const answer = await reroute(di, held, "strict");
  expect(at(answer.body, "request")).toMatchObject({
    status: "pending",
    responses: [{ person: "ana", dropped: true }],
  });
  expectProblem(await respond(ana, held, "approve"), 403, "step_up_required");
  const strong = await organisation.person("ana", "passkey");
  const answers = await Promise.all([1, 2, 3].map(() => respond(strong, held, "approve")));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await readAction(agent, held)).body).toMatchObject({
    request: { status: "approved", decision: { decided_by: [{ person: "ana" }] } },
  });
});

test("a route nobody can satisfy pages the fallback and says so; another one mends it", async () => {
  const held = await escalate(agent, proposalOn("two"));
  const answer = await reroute(ana, held, "hopeless");
  expect(at(answer.body, "request.problems")).toMatchObject([{ code: "unroutable" }]);
  await organisation.advance(0);
  expect([...(await organisation.pagesOf(held.request))].sort()).toEqual(["ana", "cy", "di"]);
  expect(at((await reroute(ana, held, "one")).body, "request.problems")).toEqual([]);
});

test("the configuration in force now is what counts, not the one it was opened under", async () => {
  const held = await escalate(agent, proposalOn("two"));
  const { document } = organisation;
  const edited = { id: "one", approval: answeredBy(["di"]), steps: [pagingStep("0m", "di")], deadline: "1h" };
  await organisation.configure({
    ...document,
    routes: [...document.routes.filter(({ id }) => id !== "one"), edited],
  });
  const answer = await reroute(di, held, "one");
  expect(at(answer.body, "request.approval.sets.0.thresholds.0.people")).toEqual(["di"]);
  await organisation.configure(document);
  expect((await respond(di, held, "approve")).status, "and stays so").toBe(200);
});

test("the same again is the same answer, also at once, and changes nothing", async () => {
  const held = await escalate(agent, proposalOn("two"));
  const answers = await Promise.all(Array.from({ length: 6 }, () => reroute(di, held, "one")));
  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(200));
  const again = await reroute(di, held, "one");
  expect(at(again.body, "request.version")).toBe(at(answers[0]?.body, "request.version"));
  await organisation.advance(0);
  expect(await organisation.pagesOf(held.request)).toEqual(["di", "flo"]);
  const key = { "Idempotency-Key": newId("key") };
  const path = `/api/v1/requests/${held.request}/reroute`;
  await di.post(path, { route: "two" }, key);
  expect((await di.post(path, { route: "two" }, key)).headers.get("idempotency-replayed")).toBe("true");
});

test("a race with an answer has one outcome, whichever comes first", async () => {
  for (let round = 0; round < 5; round += 1) {
    const held = await escalate(agent, proposalOn("two"));
    await respond(ana, held, "approve");
    const flo = await organisation.person("flo");
    const [moved, answered] = await Promise.all([reroute(di, held, "one"), respond(flo, held, "approve")]);
    expect([moved.status, answered.status].filter((status) => status === 200).length).toBeGreaterThan(0);
    const read = await request(held);
    expect(at(read, "status")).toBe("approved");
    expect(listAt(read, "timeline").filter((entry) => at(entry, "type") === "decided")).toHaveLength(1);
  }
});

test("is refused by whom, to where and when it may not be", async () => {
  const held = await escalate(agent, proposal());
  const path = `/api/v1/requests/${held.request}/reroute`;
  expectProblem(await di.send("POST", path, "{", { "Content-Type": "application/json" }), 400, "malformed");
  expect(invalidPaths(await di.post(path, {}))).toContain("/route");
  expect(invalidPaths(await di.post(path, { route: "nowhere" }))).toEqual(["/route"]);
  expectProblem(await di.post(path, { route: "one", deadline: "1h" }), 422);
  expectProblem(await createCaller(di.url).post(path, { route: "one" }), 401, "unauthenticated");
  expectProblem(await organisation.operator.post(path, { route: "one" }), 403, "machine_principal");
  expectProblem(await agent.post(path, { route: "one" }), 403, "machine_principal");
  expectProblem(await (await organisation.person("flo")).post(path, { route: "one" }), 403, "not_eligible");
  expectProblem(await (await organisation.person("ed")).post(path, { route: "one" }), 403, "forbidden");
  expectProblem(await (await organisation.person("bo")).post(path, { route: "one" }), 403, "self_approval");
  const nowhere = "/api/v1/requests/req_00000000000000000000000000/reroute";
  expectProblem(await di.post(nowhere, { route: "one" }), 404, "not_found");
  expectProblem(await reroute(di, await decided(agent, ana, "deny"), "one"), 409, "already_decided");
  const late = await escalate(agent, proposal({ deadline_seconds: 30 }));
  await organisation.advance(30);
  expectProblem(await reroute(di, late, "one"), 410, "deadline_passed");
  expect(at(await request(held), "route.id")).toBe("payments");
});

test("it is an entry of the signed record, by the person who did it", async () => {
  const held = await escalate(agent, proposalOn("two"));
  await reroute(di, held, "one");
  const audit = await organisation.operator.get("/api/v1/audit?person=di&limit=1");
  expect(listAt(audit.body, "entries")).toMatchObject([
    { kind: "reroute", request: held.request, people: ["di"] },
  ]);
  const receipts = await organisation.operator.get(`/api/v1/requests/${held.request}/receipts`);
  const payload = textAt({ jws: listAt(receipts.body, "receipts").at(-1) }, "jws").split(".")[1] ?? "";
  expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({
    kind: "reroute",
    by: "di",
    from_route_version: expect.stringMatching(/^two@\d+$/),
    route_version: expect.stringMatching(/^one@\d+$/),
  });
});
