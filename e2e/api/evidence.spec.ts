import { expect, test } from "@playwright/test";
import { actionDigest, sha256 } from "../support/digest";
import { at, type Caller, createCaller, listAt, numberAt, textAt } from "../support/http";
import {
  type Agent,
  claim,
  decided,
  type Escalated,
  escalate,
  foundOrganisation,
  type Organisation,
  proposal,
  readAction,
} from "../support/organisation";
import { verifiedChain, verifyReceipt } from "../support/receipts";
import { ADDRESS } from "../support/settings";

/** What anyone can check afterwards with the published keys alone. */

let organisation: Organisation;
let agent: Agent;
let ana: Caller;
let approved: Escalated;
let denied: Escalated;
let silent: Escalated;
let allowed: string;

test.beforeAll(async () => {
  organisation = await foundOrganisation();
  agent = await organisation.agent();
  silent = await escalate(agent, proposal({ deadline_seconds: 5 }));
  await organisation.advance(6);
  ana = await organisation.person("ana");
  approved = await decided(agent, ana, "approve");
  denied = await decided(agent, ana, "deny");
  await claim(agent, approved);
  await agent.post(`/api/v1/actions/${approved.action}/outcome`, { status: "succeeded" });
  const free = await agent.post("/api/v1/actions", { tool: "docs.read", arguments: { page: 1 } });
  allowed = textAt(free.body, "receipt");
});

test("the published keys are public, and good for signatures only", async () => {
  const answer = await createCaller(ADDRESS).get("/.well-known/jwks.json");
  expect(answer.status).toBe(200);
  const keys = listAt(answer.body, "keys");
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) {
    expect(key).toMatchObject({ kty: "OKP", crv: "Ed25519", x: expect.any(String), kid: expect.any(String) });
    expect(Object.keys(Object(key))).not.toContain("d");
  }
});

test("every receipt is signed and chained to the one before it, from the first to the last", async () => {
  const chain = await verifiedChain(organisation.operator);
  expect(chain.length).toBeGreaterThanOrEqual(9);
  expect(chain[0]?.seq).toBe(1);
});

test("the receipts in answers are links of that chain", async () => {
  const chain = (await verifiedChain(organisation.operator)).map(({ jws }) => jws);
  expect(chain).toContain(allowed);
  for (const held of [approved, denied, silent]) {
    const answer = await readAction(agent, held);
    const receipt = textAt(answer.body, "receipt");
    expect(chain).toContain(receipt);
    const content = JSON.stringify((await verifyReceipt(ADDRESS, receipt)).payload);
    expect(content).toContain(held.digest);
    expect(actionDigest(at(answer.body, "action"))).toBe(held.digest);
  }
});

test("the receipts of one request are its own links, in order", async () => {
  const chain = (await verifiedChain(organisation.operator)).map(({ jws }) => jws);
  const answer = await organisation.operator.get(`/api/v1/requests/${approved.request}/receipts`);
  const own = listAt(answer.body, "receipts").map(String);
  expect(own.length).toBeGreaterThanOrEqual(3);
  const places = own.map((jws) => chain.indexOf(jws));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test("the head of the audit is signed and is the end of the chain", async () => {
  const chain = await verifiedChain(organisation.operator);
  const head = await organisation.operator.get("/api/v1/audit/head");
  expect(head.status, head.text).toBe(200);
  const last = chain.at(-1);
  expect(head.body).toMatchObject({
    organisation: organisation.id,
    seq: last?.seq,
    hash: sha256(last?.jws ?? ""),
    at: expect.any(String),
  });
});

test("a yes, a no and silence are three different words", async () => {
  const answer = await organisation.operator.get("/api/v1/audit?limit=100");
  expect(answer.status, answer.text).toBe(200);
  const seedOf = (held: Escalated) =>
    listAt(answer.body, "entries")
      .filter((entry) => at(entry, "request") === held.request)
      .map((entry) => at(entry, "seed"))
      .filter((seed) => seed !== null);
  expect(new Set(seedOf(approved))).toEqual(new Set(["PERMIT"]));
  expect(new Set(seedOf(denied))).toEqual(new Set(["DENY"]));
  expect(new Set(seedOf(silent))).toEqual(new Set(["SILENCE"]));
});

test("the audit is filtered by agent, person, surface and time", async () => {
  const read = async (query: string) => {
    const answer = await organisation.operator.get(`/api/v1/audit?limit=100&${query}`);
    expect(answer.status, answer.text).toBe(200);
    return listAt(answer.body, "entries");
  };
  expect(await read("agent=other-bot")).toEqual([]);
  expect((await read("agent=support-bot")).length).toBeGreaterThan(5);
  expect((await read("surface=docs.read")).every((entry) => at(entry, "surface") === "docs.read")).toBe(true);
  const byAna = await read("person=ana");
  expect(byAna.length).toBeGreaterThan(0);
  expect(byAna.every((entry) => listAt(entry, "people").includes("ana"))).toBe(true);
  expect(await read("from=2099-01-01T00:00:00Z")).toEqual([]);
  expect(await read("to=2001-01-01T00:00:00Z")).toEqual([]);
});

test("nothing in the chain changes when more is added to it", async () => {
  const before = await verifiedChain(organisation.operator);
  await decided(agent, ana, "approve");
  const after = await verifiedChain(organisation.operator);
  expect(after.length).toBeGreaterThan(before.length);
  expect(after.slice(0, before.length).map(({ jws }) => jws)).toEqual(before.map(({ jws }) => jws));
  const last = after.at(-1);
  expect(numberAt(last?.payload, "seq")).toBe(after.length);
});
