import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { createAgentKey } from "../agents/create-key";
import { listAgentKeys } from "../agents/list-keys";
import { revokeAgentKey } from "../agents/revoke-key";
import { rotateAgentKey } from "../agents/rotate-key";
import { changeConfig } from "../config/apply";
import { createOperatorToken } from "../operators/create-token";
import { listOperatorTokens } from "../operators/list-tokens";
import { revokeOperatorToken } from "../operators/revoke-token";
import { rotateOperatorToken } from "../operators/rotate-token";
import { type House, openTestHouse } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { heard, openListeningHouse } from "../testing-wakes";
import { authenticateKey } from "./authenticate-key";

const codeOf = async (work: Promise<unknown>) => (await refusalOf(work))[0];

const advance = (seconds: number) =>
  database().$executeRaw`UPDATE clock_offset SET milliseconds = milliseconds + ${seconds * 1000}`;

let house: House;
beforeAll(openListeningHouse);
beforeEach(async () => {
  house = await openTestHouse();
});

const stored = (id: string) => database().apiKey.findUniqueOrThrow({ where: { id } });
const admin = () => house.person("ana", { role: "admin" });

describe("keys of agents", () => {
  it("are shown once and kept as a hash: nothing stored opens anything", async () => {
    const made = await createAgentKey(admin(), { agent: "bot", name: "ci" });
    expect(made.key).toMatch(/^csa_[\w-]{43}$/);
    expect(made.callback_secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(made.key.startsWith(made.prefix)).toBe(true);
    expect(made.prefix).toHaveLength(12);
    const row = await stored(made.id);
    expect(Object.values(row).filter((value) => String(value).includes(made.key))).toEqual([]);
    expect(await authenticateKey(made.key)).toEqual({
      kind: "agent",
      organisation: house.organisation,
      agent: "bot",
      keyId: made.id,
    });
    expect(await authenticateKey(row.hash)).toBeNull();
    expect((await listAgentKeys(admin(), { agent: "bot" })).keys).toContainEqual(
      expect.objectContaining({ id: made.id, name: "ci", prefix: made.prefix, revoked_at: null }),
    );
  });

  it("belong to nobody when unknown, also when they differ by one character", async () => {
    const { key } = await createAgentKey(house.operator, { agent: "bot" });
    expect(await authenticateKey(`${key}a`)).toBeNull();
    expect(await authenticateKey("csa_nobody-has-this-key")).toBeNull();
  });

  it("are refused as soon as their revocation is heard, though this process had just seen them", async () => {
    const { key, id } = await createAgentKey(admin(), { agent: "bot" });
    expect(await authenticateKey(key)).not.toBeNull();
    const told = heard((wake) => wake?.keys === true);
    await revokeAgentKey(admin(), { agent: "bot", key: id });
    await told;
    expect(await authenticateKey(key)).toBeNull();
    expect(await codeOf(revokeAgentKey(admin(), { agent: "bot", key: id }))).toBe("ok");
  });

  it("are refused as soon as their agent leaves the configuration, and accepted when it is back", async () => {
    const { key } = await createAgentKey(admin(), { agent: "bot" });
    const agents = (await authenticateKey(key)) && [{ id: "bot", name: "Bot" }];
    const told = heard((wake) => wake?.config !== undefined);
    await changeConfig(house.operator, (document) => ({ ...document, agents: [] }));
    await told;
    expect(await authenticateKey(key)).toBeNull();
    const again = heard((wake) => wake?.config !== undefined);
    await changeConfig(house.operator, (document) => ({ ...document, agents: agents ?? [] }));
    await again;
    expect(await authenticateKey(key)).not.toBeNull();
  });

  it("both work for a day after a rotation, and then the new one alone, by the database's clock", async () => {
    const old = await createAgentKey(admin(), { agent: "bot", name: "ci" });
    const next = await rotateAgentKey(admin(), { agent: "bot", key: old.id });
    expect(next.key).not.toBe(old.key);
    expect((await stored(next.id)).name).toBe("ci");
    expect(await codeOf(rotateAgentKey(admin(), { agent: "bot", key: old.id }))).toBe("conflict");
    await advance(24 * 3600 - 60);
    expect(await authenticateKey(old.key)).toMatchObject({ keyId: old.id });
    await advance(60);
    expect(await authenticateKey(old.key)).toBeNull();
    expect(await authenticateKey(next.key)).toMatchObject({ keyId: next.id });
    expect(await codeOf(rotateAgentKey(admin(), { agent: "bot", key: old.id }))).toBe("conflict");
  });

  it("note their use", async () => {
    const { key, id } = await createAgentKey(admin(), { agent: "bot" });
    await authenticateKey(key);
    await expect.poll(async () => (await stored(id)).lastUsedAt).not.toBeNull();
  });

  it("are an admin's and an operator's to give; anybody else's attempt is refused and recorded", async () => {
    for (const role of ["member", "manager", "auditor"] as const) {
      expect(await codeOf(createAgentKey(house.person("di", { role }), { agent: "bot" }))).toBe("forbidden");
    }
    expect(await codeOf(createAgentKey(house.agent, { agent: "bot" }))).toBe("forbidden");
    const refusals = await database().ledgerEntry.count({
      where: { organisationId: house.organisation, kind: "refusal" },
    });
    expect(refusals).toBe(4);
    expect(await codeOf(listAgentKeys(house.person("eve"), { agent: "bot" }))).toBe("forbidden");
    expect(await codeOf(createAgentKey(admin(), { agent: "stranger" }))).toBe("not_found");
  });

  it("leave a trace in the ledger for every change", async () => {
    const { id } = await createAgentKey(admin(), { agent: "bot" });
    const next = await rotateAgentKey(house.operator, { agent: "bot", key: id });
    await revokeAgentKey(admin(), { agent: "bot", key: next.id });
    const entries = await database().ledgerEntry.findMany({
      where: { organisationId: house.organisation, kind: "configuration" },
      orderBy: { seq: "asc" },
    });
    expect(entries.map((entry) => [entry.reasonCode, entry.people])).toEqual([
      ["created", ["ana"]],
      ["created", []],
      ["changed", []],
      ["removed", ["ana"]],
    ]);
  });

  it("of another organisation or another agent do not exist", async () => {
    const other = await openTestHouse();
    const { id, key } = await createAgentKey(admin(), { agent: "bot" });
    expect(await codeOf(revokeAgentKey(other.operator, { agent: "bot", key: id }))).toBe("not_found");
    expect(await codeOf(rotateAgentKey(admin(), { agent: "other", key: id }))).toBe("not_found");
    expect(await codeOf(revokeOperatorToken(admin(), { key: id }))).toBe("not_found");
    expect(await authenticateKey(key)).not.toBeNull();
  });
});

describe("operator tokens", () => {
  it("are shown once, replaced and revoked like keys", async () => {
    const made = await createOperatorToken(admin(), { name: "terraform" });
    expect(await authenticateKey(made.token)).toEqual({
      kind: "operator",
      organisation: house.organisation,
      keyId: made.id,
      bootstrap: false,
    });
    const next = await rotateOperatorToken(admin(), { key: made.id });
    await revokeOperatorToken(admin(), { key: made.id });
    expect(await authenticateKey(next.token)).toMatchObject({ kind: "operator" });
    expect((await listOperatorTokens(admin())).tokens.map((token) => token.revoked_at === null)).toEqual([
      false,
      true,
    ]);
  });
});
