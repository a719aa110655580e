import { expect, test } from "@playwright/test";
import { at, type Caller, expectProblem, invalidPaths, listAt, textAt } from "../support/http";
import {
  type Agent,
  escalate,
  foundScene,
  type Organisation,
  readAction,
  readRequest,
  requestOf,
  respond,
} from "../support/organisation";

/** What people say to each other and to the agent before they decide. None of it decides anything. */

let organisation: Organisation;
let agent: Agent;
let ana: Caller;
let di: Caller;

test.beforeAll(async () => {
  ({ organisation, agent, ana, di } = await foundScene({ people: ["ana", "di"] }));
});

test("a question reaches the agent, and its answer reaches the people", async () => {
  const held = await escalate(agent);
  const asked = await ana.post(`/api/v1/requests/${held.request}/questions`, { text: "Which invoice?" });
  expect(asked.status, asked.text).toBe(200);
  const [question] = listAt((await readAction(agent, held)).body, "request.questions");
  expect(question).toMatchObject({ id: expect.stringMatching(/^qst_/), text: "Which invoice?" });
  const path = `/api/v1/actions/${held.action}/answers`;
  const answer = { question: textAt(question, "id"), text: "Number 8812." };
  expect((await agent.post(path, answer)).status).toBe(200);
  expect((await agent.post(path, answer)).status, "the same again").toBe(200);
  expectProblem(await agent.post(path, { ...answer, text: "Number 8813." }), 409, "already_answered");
  expect((await readRequest(di, held)).body).toMatchObject({
    request: { status: "pending", questions: [{ text: "Which invoice?", answer: "Number 8812." }] },
  });
});

test("a wait is not ended by a question: the request is still pending", async () => {
  const held = await escalate(agent);
  const waiting = agent.get(`/api/v1/actions/${held.action}?wait=3`);
  await ana.post(`/api/v1/requests/${held.request}/questions`, { text: "Why?" });
  expect((await waiting).body).toMatchObject({ request: { status: "pending" } });
});

test("only the agent of the action answers, and only what was asked", async () => {
  const [held, other] = [await escalate(agent), await escalate(agent)];
  await ana.post(`/api/v1/requests/${held.request}/questions`, { text: "Why?" });
  const id = textAt((await readAction(agent, held)).body, "request.questions.0.id");
  const stranger = await organisation.agent("other-bot");
  const path = `/api/v1/actions/${held.action}/answers`;
  expectProblem(await stranger.post(path, { question: id, text: "mine" }), 404, "not_found");
  expectProblem(await agent.post(path, { question: "qst_ghost", text: "x" }), 404, "not_found");
  expectProblem(
    await agent.post(`/api/v1/actions/${other.action}/answers`, { question: id, text: "x" }),
    404,
    "not_found",
  );
});

test("a comment is on the timeline for people, under the name of who wrote it, and not for the agent", async () => {
  const held = await escalate(agent);
  const said = "I called the customer.";
  const answer = await di.post(`/api/v1/requests/${held.request}/comments`, { text: said });
  expect(answer.status, answer.text).toBe(200);
  const timeline = listAt(await requestOf(ana, held), "timeline");
  const entries = timeline.filter((entry) => JSON.stringify(entry).includes(said));
  expect(entries).toEqual([expect.objectContaining({ person: "di" })]);
  expect((await readAction(agent, held)).text).not.toContain(said);
});

test("nothing to say, or too much, is refused", async () => {
  const held = await escalate(agent);
  for (const verb of ["comments", "questions"]) {
    const path = `/api/v1/requests/${held.request}/${verb}`;
    for (const text of ["", "é".repeat(2_049), 7, null]) {
      expect(invalidPaths(await ana.post(path, { text }))).toEqual(["/text"]);
    }
  }
});

test("after the decision nothing changes it any more, whoever acknowledges, asks or escalates", async () => {
  const held = await escalate(agent);
  await respond(ana, held, "deny");
  const before = at((await readRequest(ana, held)).body, "request.decision");
  for (const [verb, body] of [
    ["acknowledge", {}],
    ["escalate", { from_step: 0 }],
    ["extend", { seconds: 60 }],
    ["questions", { text: "Why?" }],
  ] as const) {
    expectProblem(await di.post(`/api/v1/requests/${held.request}/${verb}`, body), 409, "already_decided");
  }
  expect(at((await readRequest(ana, held)).body, "request.decision")).toEqual(before);
});
