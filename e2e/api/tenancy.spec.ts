import { expect, test } from "@playwright/test";
import { type Caller, expectProblem, listAt, textAt } from "../support/http";
import { nameOf, operations } from "../support/operations";
import {
  type Agent,
  claim,
  decided,
  type Escalated,
  escalate,
  foundOrganisation,
  type Organisation,
  readAction,
  readRequest,
  requestOf,
} from "../support/organisation";

/** Organisations do not exist for each other, and agents cannot touch each other's actions. */

let mine: Organisation;
let theirs: Organisation;
let myAgent: Agent;
let theirAgent: Agent;
let held: Escalated;

test.beforeAll(async () => {
  [mine, theirs] = [await foundOrganisation(), await foundOrganisation()];
  [myAgent, theirAgent] = [await mine.agent(), await theirs.agent()];
  held = await escalate(myAgent);
});

/** Everything that can be asked about my request and action, with a body that is valid where one is needed. */
function touches(of: Escalated) {
  const [action, request] = [`/api/v1/actions/${of.action}`, `/api/v1/requests/${of.request}`];
  return {
    agent: [
      ["GET", action, undefined],
      ["GET", `${action}?wait=1`, undefined],
      ["POST", `${action}/claim`, { digest: of.digest, claim_key: "w" }],
      ["POST", `${action}/outcome`, { status: "succeeded" }],
      ["POST", `${action}/withdraw`, {}],
      ["POST", `${action}/answers`, { question: "qst_x", text: "because" }],
    ],
    person: [
      ["GET", request, undefined],
      ["GET", `${request}/receipts`, undefined],
      ["POST", `${request}/responses`, { verdict: "approve", digest: of.digest }],
      ["POST", `${request}/acknowledge`, {}],
      ["POST", `${request}/escalate`, { from_step: 0 }],
      ["POST", `${request}/extend`, { seconds: 60 }],
      ["POST", `${request}/reassign`, { person: "di" }],
      ["POST", `${request}/responders`, { person: "di" }],
      ["POST", `${request}/reroute`, { route: "general" }],
      ["POST", `${request}/comments`, { text: "hello" }],
    ],
  } as const;
}

async function touch(caller: Caller, [method, path, body]: readonly [string, string, unknown]) {
  return body === undefined ? caller.send(method, path, null) : caller.post(path, body);
}

test("another organisation's agent, person and operator find nothing under my ids", async () => {
  const { agent, person } = touches(held);
  const admin = await theirs.person("ana");
  for (const one of agent) expectProblem(await touch(theirAgent, one), 404, "not_found");
  for (const one of person) expectProblem(await touch(admin, one), 404, "not_found");
  for (const [method, path] of [...agent, ...person].filter(([method]) => method === "GET")) {
    expectProblem(await theirs.operator.send(method, path, null), 404, "not_found");
  }
  expect((await readAction(myAgent, held)).body).toMatchObject({ request: { status: "pending" } });
  const request = await requestOf(mine.operator, held);
  expect(request).toMatchObject({ status: "pending", responses: [] });
});

test("what is not there and what is somebody else's look the same", async () => {
  const admin = await theirs.person("ana");
  const foreign = await admin.get(`/api/v1/requests/${held.request}`);
  const absent = await admin.get(`/api/v1/requests/${held.request.slice(0, -3)}000`);
  expect(foreign.body).toEqual(absent.body);
});

test("another agent of the same organisation cannot read or touch an action", async () => {
  const other = await mine.agent("other-bot");
  for (const one of touches(held).agent) expectProblem(await touch(other, one), 404, "not_found");
  const approved = await decided(myAgent, await mine.person("ana"), "approve");
  expectProblem(await claim(other, approved), 404, "not_found");
  expect((await claim(myAgent, approved)).status).toBe(200);
});

test("lists, audit and receipts hold nothing of another organisation", async () => {
  const admin = await theirs.person("ana");
  await escalate(theirAgent);
  const lists = (await operations()).filter(
    ({ method, path }) => method === "GET" && path.startsWith("/api/v1/") && !path.includes("{"),
  );
  let read = 0;
  for (const operation of lists) {
    if (operation.path === "/api/v1/stream") continue;
    const query = operation.path === "/api/v1/requests" ? "?view=all" : "";
    for (const caller of [admin, theirs.operator]) {
      const answer = await caller.get(`${operation.path}${query}`);
      expect(answer.status, nameOf(operation)).toBeLessThan(500);
      if (answer.status === 200) read += 1;
      for (const secret of [held.request, held.action, held.digest, mine.id]) {
        expect(answer.text.includes(secret), `${nameOf(operation)} tells ${secret}`).toBe(false);
      }
    }
  }
  expect(read).toBeGreaterThan(10);
  expect(listAt((await admin.get("/api/v1/requests?view=all")).body, "requests")).toHaveLength(1);
});

test("the same names in two organisations are two agents, two people and two configurations", async () => {
  const key = await mine.operator.post("/api/v1/agents/support-bot/keys", {});
  const id = textAt(key.body, "id");
  expectProblem(await theirs.operator.delete(`/api/v1/agents/support-bot/keys/${id}`), 404, "not_found");
  expectProblem(
    await theirs.operator.post(`/api/v1/agents/support-bot/keys/${id}/rotate`, {}),
    404,
    "not_found",
  );
  await theirs.configure({ ...theirs.document, teams: theirs.document.teams.slice(0, 1) });
  expect(listAt((await mine.operator.get("/api/v1/teams")).body, "teams")).toHaveLength(2);
});

test("a filter by another organisation's ids finds nothing", async () => {
  const admin = await theirs.person("ana");
  const code = textAt((await readRequest(mine.operator, held)).body, "request.binding_message");
  for (const q of [held.request, held.digest, code, held.action]) {
    const found = await admin.get(`/api/v1/requests?view=all&q=${q}`);
    const ids = listAt(found.body, "requests").map((request) => textAt(request, "id"));
    expect(ids).not.toContain(held.request);
  }
});
