import { expect, test } from "@playwright/test";
import { edited } from "../support/company";
import { at, bearer, type Caller, expectProblem, listAt } from "../support/http";
import {
  type Escalated,
  escalate,
  foundOrganisation,
  type Organisation,
  respond,
} from "../support/organisation";
import { ADDRESS, BOOTSTRAP_TOKEN } from "../support/settings";

/** What each role may do: member flo, manager di, admin ana, auditor ed. */

let organisation: Organisation;
let held: Escalated;
let member: Caller;
let manager: Caller;
let admin: Caller;
let auditor: Caller;

test.beforeAll(async () => {
  organisation = await foundOrganisation();
  held = await escalate(await organisation.agent());
  [member, manager, admin, auditor] = await Promise.all([
    organisation.person("flo"),
    organisation.person("di"),
    organisation.person("ana"),
    organisation.person("ed"),
  ]);
});

test("everybody reads people, teams, schedules, routes and their own queue", async () => {
  for (const caller of [member, manager, admin, auditor]) {
    for (const noun of ["people", "teams", "schedules", "routes", "requests"]) {
      const answer = await caller.get(`/api/v1/${noun}`);
      expect(answer.status, `${noun} ${answer.text}`).toBe(200);
      expect(at(answer.body, noun)).toEqual(expect.any(Array));
      expect(at(answer.body, "next_cursor")).toBeNull();
    }
    const onCall = await caller.get("/api/v1/schedules/payments-on-call/on-call");
    expect(onCall.status, onCall.text).toBe(200);
  }
});

test("a member reads of the configuration who works here and who is on call, and no rules", async () => {
  const read = await member.get("/api/v1/config");
  expect(read.status).toBe(200);
  expect(read.body).toMatchObject({ agents: [], surfaces: [], policies: [], webhooks: [] });
  expect(listAt(read.body, "people")).toHaveLength(6);
  for (const caller of [manager, admin, auditor, organisation.operator]) {
    expect(listAt((await caller.get("/api/v1/config")).body, "policies")).not.toEqual([]);
  }
});

test("a member does not read rules, audit or receipts; the others do", async () => {
  for (const path of ["/api/v1/audit", "/api/v1/audit/head", "/api/v1/receipts", "/api/v1/policies"]) {
    expectProblem(await member.get(path), 403, "forbidden");
    for (const caller of [manager, admin, auditor, organisation.operator]) {
      expect((await caller.get(path)).status, path).toBe(200);
    }
  }
});

test("a member sees nothing of a request they have no part in", async () => {
  expectProblem(await member.get(`/api/v1/requests/${held.request}`), 404, "not_found");
  expectProblem(await member.get(`/api/v1/requests/${held.request}/receipts`), 404, "not_found");
  expectProblem(await member.get("/api/v1/requests/req_nothing"), 404, "not_found");
  for (const caller of [manager, admin, auditor]) {
    expect((await caller.get(`/api/v1/requests/${held.request}`)).status).toBe(200);
  }
});

test("an auditor reads everything and decides nothing", async () => {
  const before = (await auditor.get(`/api/v1/requests/${held.request}`)).body;
  expect(at(before, "request.may_respond.allowed")).toBe(false);
  expectProblem(await respond(auditor, held, "approve"), 403);
  expectProblem(await respond(auditor, held, "deny"), 403);
  for (const [verb, body] of [
    ["acknowledge", {}],
    ["escalate", { from_step: 0 }],
    ["extend", { seconds: 60 }],
    ["comments", { text: "hm" }],
  ] as const) {
    expectProblem(await auditor.post(`/api/v1/requests/${held.request}/${verb}`, body), 403);
  }
  expectProblem(await auditor.put("/api/v1/config", organisation.document), 403);
  expectProblem(await auditor.post("/api/v1/agents/support-bot/keys", {}), 403);
  const after = (await auditor.get(`/api/v1/requests/${held.request}`)).body;
  expect(at(after, "request.version")).toBe(at(before, "request.version"));
});

test("a manager configures, but people and keys are the admin's", async () => {
  const { document } = organisation;
  const renamed = { ...document, teams: edited(document.teams, { id: "ops", name: "Operations and more" }) };
  expectProblem(await member.put("/api/v1/config", renamed), 403);
  expect((await manager.put("/api/v1/config", renamed)).status).toBe(200);
  const promoted = { ...renamed, people: edited(document.people, { id: "di", role: "admin" }) };
  expectProblem(await manager.put("/api/v1/config", promoted), 403, "forbidden");
  expect((await admin.put("/api/v1/config", promoted)).status).toBe(200);
  expect((await admin.put("/api/v1/config", document)).status).toBe(200);
  expectProblem(await manager.post("/api/v1/agents/support-bot/keys", {}), 403);
  expectProblem(await member.post("/api/v1/agents/support-bot/keys", {}), 403);
  expect((await admin.post("/api/v1/agents/support-bot/keys", {})).status).toBe(201);
});

test("a role that was taken away is gone at the next call", async () => {
  const { document } = organisation;
  const other = await organisation.person("di");
  expect((await other.get("/api/v1/audit")).status).toBe(200);
  await organisation.configure({
    ...document,
    people: edited(document.people, { id: "di", role: "member" }),
  });
  expectProblem(await other.get("/api/v1/audit"), 403);
  await organisation.configure(document);
});

test("a person who was removed is signed out", async () => {
  const { document } = organisation;
  const gone = await organisation.person("flo");
  expect((await gone.get("/api/v1/requests")).status).toBe(200);
  await organisation.configure({
    ...document,
    people: document.people.filter(({ id }) => id !== "flo"),
    teams: edited(document.teams, { id: "ops", members: [] }),
    agents: edited(document.agents, { id: "other-bot", owner: "bo" }),
    routes: document.routes.filter(({ id }) => id !== "general"),
    organisation: { ...document.organisation, default_route: "payments" },
  });
  expectProblem(await gone.get("/api/v1/requests"), 401);
  await organisation.configure(document);
});

test("only the bootstrap token founds organisations, and the same id only once", async () => {
  const wanted = { id: organisation.id, name: "Again" };
  expectProblem(
    await organisation.operator.post("/api/v1/organisations", { id: "another-one", name: "X" }),
    403,
  );
  expectProblem(await admin.post("/api/v1/organisations", { id: "another-one", name: "X" }), 403);
  const twice = await bearer(ADDRESS, BOOTSTRAP_TOKEN).post("/api/v1/organisations", wanted);
  expectProblem(twice, 409, "already_exists");
  expect(listAt((await organisation.operator.get("/api/v1/people")).body, "people").length).toBe(6);
});
