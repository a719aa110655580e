import { expect, test } from "@playwright/test";
import { at, type Caller, createCaller, expectProblem, listAt } from "../support/http";
import { nameOf, operations } from "../support/operations";
import {
  type Agent,
  type Escalated,
  escalate,
  foundOrganisation,
  type Organisation,
  requestOf,
} from "../support/organisation";
import { ADDRESS, BOOTSTRAP_TOKEN } from "../support/settings";

/** A machine never answers for people, on any route that is registered. */

let organisation: Organisation;
let agent: Agent;
let held: Escalated;
let machines: readonly { readonly name: string; readonly caller: Caller }[];

test.beforeAll(async () => {
  organisation = await foundOrganisation();
  agent = await organisation.agent();
  held = await escalate(agent);
  const ana = await organisation.person("ana");
  machines = [
    { name: "the agent itself", caller: agent },
    { name: "another agent", caller: await organisation.agent("other-bot") },
    { name: "the operator token", caller: organisation.operator },
    {
      name: "the bootstrap token",
      caller: createCaller(ADDRESS, { Authorization: `Bearer ${BOOTSTRAP_TOKEN}` }),
    },
    {
      name: "a key beside a person's cookie",
      caller: createCaller(ADDRESS, { ...ana.headers, ...organisation.operator.headers }),
    },
  ];
});

const BODIES: Readonly<Record<string, unknown>> = {
  responses: { verdict: "approve" },
  acknowledge: {},
  escalate: { from_step: 0 },
  reassign: { person: "ana" },
  responders: { person: "ana" },
  extend: { seconds: 60 },
  reroute: { route: "general" },
  comments: { text: "fine by me" },
  questions: { text: "why?" },
};

test("no machine principal can change a request, on any registered route", async () => {
  const before = await requestOf(organisation.operator, held);
  const mutating = (await operations()).filter(
    ({ method, path }) => path.startsWith("/api/v1/requests/") && method !== "GET",
  );
  expect(mutating.map(({ path }) => path)).toEqual(
    expect.arrayContaining(["/api/v1/requests/{id}/responses", "/api/v1/requests/{id}/acknowledge"]),
  );
  for (const operation of mutating) {
    const verb = operation.path.split("/").at(-1) ?? "";
    expect(BODIES, `the test knows a valid body for ${verb}`).toHaveProperty(verb);
    const body = verb === "responses" ? { verdict: "approve", digest: held.digest } : BODIES[verb];
    const path = operation.path.replace("{id}", held.request);
    for (const { name, caller } of machines) {
      const answer = await caller.send(operation.method, path, JSON.stringify(body), {
        "Content-Type": "application/json",
      });
      await test.step(`${nameOf(operation)} by ${name}`, () => {
        expectProblem(answer, 403, "machine_principal");
      });
    }
  }
  const after = await requestOf(organisation.operator, held);
  expect(at(after, "version")).toBe(at(before, "version"));
  expect(listAt(after, "responses")).toEqual([]);
  expect(at(after, "status")).toBe("pending");
});

test("an agent reads nothing of the people's side", async () => {
  for (const path of [
    "/api/v1/requests",
    `/api/v1/requests/${held.request}`,
    "/api/v1/stream",
    "/api/v1/people",
  ]) {
    expectProblem(await agent.get(path), 403);
  }
});

test("an agent's key configures nothing and a person's session proposes nothing", async () => {
  expectProblem(await agent.put("/api/v1/config", organisation.document), 403);
  expectProblem(await agent.post("/api/v1/agents/support-bot/keys", {}), 403);
  const ana = await organisation.person("ana");
  expectProblem(await ana.post("/api/v1/actions", { tool: "docs.read" }), 403);
  expectProblem(await organisation.operator.post("/api/v1/actions", { tool: "docs.read" }), 403);
});

test("every endpoint but the public ones asks who calls", async () => {
  const anonymous = createCaller(ADDRESS);
  const open: string[] = [];
  for (const operation of await operations()) {
    const path = operation.path.replaceAll(/\{\w+\}/g, "anything");
    const answer = await anonymous.send(operation.method, path, null);
    if (answer.status !== 401) open.push(nameOf(operation));
    else {
      expectProblem(answer, 401, "unauthenticated");
      expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
    }
  }
  expect(open.sort()).toEqual(
    [
      "GET /.well-known/authzen-configuration",
      "GET /.well-known/jwks.json",
      "GET /api/health/live",
      "GET /api/health/ready",
      "GET /api/v1/config/schema.json",
    ].sort(),
  );
});

test("a made-up, cut or differently cased key is nobody's", async () => {
  const key = agent.headers.Authorization?.replace("Bearer ", "") ?? "";
  const wrong = [
    key.slice(0, -1),
    `${key}x`,
    key.toUpperCase(),
    "csa_",
    "csa_%00",
    key.replace("csa_", "cso_"),
    "",
  ];
  for (const secret of wrong) {
    const answer = await createCaller(ADDRESS, { Authorization: `Bearer ${secret}` }).get("/api/v1/requests");
    expectProblem(answer, 401, "unauthenticated");
  }
  const basic = createCaller(ADDRESS, {
    Authorization: `Basic ${Buffer.from(`a:${key}`).toString("base64")}`,
  });
  expectProblem(await basic.get("/api/v1/requests"), 401, "unauthenticated");
});
