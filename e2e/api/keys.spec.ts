import { expect, test } from "@playwright/test";
import { at, bearer, type Caller, expectProblem, textAt } from "../support/http";
import {
  escalate,
  foundOrganisation,
  newId,
  type Organisation,
  proposal,
  readAction,
} from "../support/organisation";

/** Agents' keys: shown once, rotated without a gap, revoked at once. */

let organisation: Organisation;

test.beforeAll(async () => {
  organisation = await foundOrganisation();
});

const KEYS = "/api/v1/agents/support-bot/keys";

async function createKey(name?: string) {
  const answer = await organisation.operator.post(KEYS, name === undefined ? {} : { name });
  expect(answer.status, answer.text).toBe(201);
  return {
    id: textAt(answer.body, "id"),
    prefix: textAt(answer.body, "prefix"),
    secret: textAt(answer.body, "key"),
    callbackSecret: textAt(answer.body, "callback_secret"),
  };
}

const works = async (secret: string): Promise<boolean> => {
  const caller = bearer(organisation.operator.url, secret);
  const answer = await caller.post("/api/v1/actions", {
    tool: "docs.read",
    arguments: { page: newId("page") },
  });
  if (answer.status === 200) return true;
  expectProblem(answer, 401);
  return false;
};

/** All a reader can ever see about keys. */
async function everythingShown(reader: Caller): Promise<string> {
  const pages = ["/api/v1/agents", KEYS, "/api/v1/config", "/api/v1/audit", "/api/test/deliveries"];
  const answers = await Promise.all(pages.map((page) => reader.get(page)));
  return answers.map(({ text }) => text).join("\n");
}

test("a key is shown once, carries its prefix, and works at once", async () => {
  const key = await createKey("ci");
  expect(key.id).toMatch(/^key_/);
  expect(key.secret).toMatch(/^csa_[A-Za-z0-9_-]{32,}$/);
  expect(key.callbackSecret).toMatch(/^whsec_[A-Za-z0-9+/_=-]{32,}$/);
  expect(key.secret.startsWith(key.prefix)).toBe(true);
  expect(key.prefix.length, "the prefix gives nothing away").toBeLessThan(20);
  expect(await works(key.secret)).toBe(true);
  const shown = await everythingShown(organisation.operator);
  expect(shown).toContain(key.prefix);
  expect(shown).not.toContain(key.secret);
  expect(shown).not.toContain(key.callbackSecret);
});

test("every key is different, whatever its name", async () => {
  const keys = await Promise.all([createKey("same"), createKey("same"), createKey()]);
  expect(new Set(keys.map(({ secret }) => secret)).size).toBe(3);
  expect(new Set(keys.map(({ callbackSecret }) => callbackSecret)).size).toBe(3);
});

test("after a rotation both keys work for an overlap, then only the new one", async () => {
  const old = await createKey("rotating");
  const rotated = await organisation.operator.post(`${KEYS}/${old.id}/rotate`, {});
  expect(rotated.status, rotated.text).toBeLessThan(300);
  const next = textAt(rotated.body, "key");
  expect(next).not.toBe(old.secret);
  expect(await works(old.secret)).toBe(true);
  expect(await works(next)).toBe(true);
  await organisation.advance(30 * 86_400);
  expect(await works(old.secret)).toBe(false);
  expect(await works(next)).toBe(true);
});

test("a revoked key is refused at once, and the agent's other keys go on", async () => {
  const [revoked, kept] = [await createKey("revoked"), await createKey("kept")];
  expect(await works(revoked.secret)).toBe(true);
  const caller = { ...bearer(organisation.operator.url, revoked.secret) };
  const answer = await organisation.operator.delete(`${KEYS}/${revoked.id}`);
  expect(answer.status, answer.text).toBeLessThan(300);
  expectProblem(await caller.post("/api/v1/actions", { tool: "docs.read" }), 401);
  expectProblem(await caller.get("/api/v1/actions/act_x"), 401);
  expect(await works(kept.secret)).toBe(true);
});

test("a request outlives the key that opened it and is read with the agent's next one", async () => {
  const first = await organisation.agent();
  const held = await escalate(first, proposal());
  await organisation.operator.delete(`${KEYS}/${first.keyId}`);
  const read = await readAction(await organisation.agent(), held);
  expect(at(read.body, "request.status")).toBe("pending");
});

test("keys of an agent that does not exist, and keys that do not exist, are not found", async () => {
  const { operator } = organisation;
  expectProblem(await operator.post("/api/v1/agents/ghost/keys", {}), 404, "not_found");
  expectProblem(await operator.post(`${KEYS}/key_ghost/rotate`, {}), 404, "not_found");
  expectProblem(await operator.delete(`${KEYS}/key_ghost`), 404, "not_found");
  const key = await createKey();
  expectProblem(await operator.delete(`/api/v1/agents/other-bot/keys/${key.id}`), 404, "not_found");
  expect(await works(key.secret)).toBe(true);
});
