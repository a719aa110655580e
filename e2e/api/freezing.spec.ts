import { expect, test } from "@playwright/test";
import { at, type Caller, createCaller, expectProblem, listAt } from "../support/http";
import {
  claim,
  decided,
  escalate,
  foundOrganisation,
  type Organisation,
  proposal,
  readAction,
  requestOf,
  respond,
} from "../support/organisation";
import { ADDRESS } from "../support/settings";

/** The emergency stop over the wire: who may pull it, what it stops, and what it leaves. */

const WHY = { reason: "It repeats the same refund." };
let organisation: Organisation;
let di: Caller;

test.beforeAll(async () => {
  organisation = await foundOrganisation();
  di = await organisation.person("di");
});

test("a frozen agent proposes and claims nothing; its requests can be answered, and a thaw lets it go on", async () => {
  const agent = await organisation.agent();
  const approved = await decided(agent, di, "approve");
  const pending = await escalate(agent);
  const frozen = await di.post("/api/v1/agents/support-bot/freeze", WHY);
  expect(frozen.status, frozen.text).toBe(200);
  expect(frozen.body).toMatchObject({
    freeze: { kind: "agent", id: "support-bot", reason: WHY.reason, by: "person:di" },
  });

  const blocked = await agent.post("/api/v1/actions", proposal());
  expect(blocked.status).toBe(200);
  expect(blocked.body).toMatchObject({ ruling: { verdict: "block", reason_code: "agent_frozen" } });
  expectProblem(await claim(agent, approved), 409, "agent_frozen");
  expect(listAt(await requestOf(di, pending), "problems")).toEqual([
    expect.objectContaining({ code: "agent_frozen" }),
  ]);
  expect((await respond(di, pending, "approve")).status).toBe(200);
  expectProblem(await claim(agent, pending), 409, "agent_frozen");
  const other = await organisation.agent("other-bot");
  expect((await other.post("/api/v1/actions", proposal())).status).toBe(202);

  const list = await organisation.operator.get("/api/v1/freezes");
  expect(list.body).toEqual({ freezes: [at(frozen.body, "freeze")] });
  const view = await organisation.operator.get("/api/v1/agents/support-bot");
  expect(at(view.body, "frozen")).toEqual(at(frozen.body, "freeze"));

  const thawed = await organisation.operator.post("/api/v1/agents/support-bot/thaw", {});
  expect(thawed.body).toEqual({ thawed: true });
  expect((await claim(agent, pending)).status).toBe(200);
  expect((await claim(agent, approved)).status).toBe(200);
  const audit = await organisation.operator.get("/api/v1/audit?agent=support-bot&limit=200");
  const kinds = listAt(audit.body, "entries").map((entry) => at(entry, "kind"));
  expect(kinds.filter((kind) => kind === "freeze" || kind === "thaw")).toEqual(["thaw", "freeze"]);
});

test("killing withdraws what is pending and revokes what was not claimed", async () => {
  const agent = await organisation.agent("other-bot");
  const approved = await decided(agent, di, "approve");
  const pending = await escalate(agent);
  const killed = await organisation.operator.post("/api/v1/agents/other-bot/kill", WHY);
  expect(killed.status, killed.text).toBe(200);
  expect(at(killed.body, "revoked")).toBe(1);
  expect((await readAction(agent, pending)).body).toMatchObject({
    request: { status: "denied", decision: { cause: "withdrawn", reason_code: "killed" } },
  });
  expectProblem(await claim(agent, approved), 409, "grant_revoked");
  await organisation.operator.post("/api/v1/agents/other-bot/thaw", {});
});

test("a frozen surface stops every agent on it, and no other surface", async () => {
  const agent = await organisation.agent();
  expect((await di.post("/api/v1/surfaces/docs.read/freeze", WHY)).status).toBe(200);
  const read = await agent.post("/api/v1/actions", { tool: "docs.read", arguments: {} });
  expect(read.body).toMatchObject({ ruling: { verdict: "block", reason_code: "surface_frozen" } });
  await escalate(agent);
  expect((await di.post("/api/v1/surfaces/docs.read/thaw", {})).body).toEqual({ thawed: true });
  const again = await agent.post("/api/v1/actions", { tool: "docs.read", arguments: {} });
  expect(again.body).toMatchObject({ ruling: { verdict: "allow" } });
});

for (const verb of ["freeze", "kill", "thaw"] as const) {
  test(`${verb}: who may, what is meant, and what has to be said`, async () => {
    const path = `/api/v1/agents/support-bot/${verb}`;
    expectProblem(await createCaller(ADDRESS).post(path, WHY), 401, "unauthenticated");
    const agent = await organisation.agent();
    for (const caller of [agent, await organisation.person("bo"), await organisation.person("ed")]) {
      expectProblem(await caller.post(path, WHY), 403, "forbidden");
    }
    expectProblem(await di.post(`/api/v1/agents/nobody/${verb}`, WHY), 404, "not_found");
    const stranger = await foundOrganisation({
      edit: (document) => ({ ...document, agents: [{ id: "their-bot" }] }),
    });
    expectProblem(await stranger.operator.post(path, WHY), 404, "not_found");
    expectProblem(await di.send("POST", path, "{", { "Content-Type": "application/json" }), 400, "malformed");
    expectProblem(await di.post(path, { ...WHY, forever: true }), 422, "invalid");
    if (verb !== "thaw") {
      expectProblem(await di.post(path, {}), 422, "invalid");
      expectProblem(await di.post(path, { reason: " " }), 422, "invalid");
    }
    expect((await organisation.operator.get("/api/v1/freezes")).body).toEqual({ freezes: [] });
  });
}

test("everybody who reads everything sees what is frozen; a member and an agent do not", async () => {
  for (const caller of [await organisation.person("bo"), await organisation.agent()]) {
    expectProblem(await caller.get("/api/v1/freezes"), 403, "forbidden");
  }
  for (const caller of [await organisation.person("ed"), di, organisation.operator]) {
    expect((await caller.get("/api/v1/freezes")).status).toBe(200);
  }
});
