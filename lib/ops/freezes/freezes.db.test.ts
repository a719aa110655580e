import { beforeEach, describe, expect, it } from "vitest";
import { database } from "@/lib/db/client";
import { claim } from "../actions/claim";
import { readAction } from "../actions/read";
import { readAgent } from "../agents/list";
import { changeConfig } from "../config/apply";
import { listAudit } from "../evidence/audit";
import { readRequest } from "../requests/read";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { answered, type Opened, opened } from "../testing-requests";
import { freeze } from "./freeze";
import { kill } from "./kill";
import { listFreezes } from "./list";
import { thaw } from "./thaw";

let house: House;
const BOT = { kind: "agent", id: "bot" } as const;
const REFUND = { kind: "surface", id: "payments.refund" } as const;
const manager = () => house.person("di", { role: "manager" });
const claimOf = ({ action }: Opened, key = "w1") =>
  refusalOf(claim(house.agent, { id: action.id, digest: action.digest, claim_key: key }));

beforeEach(async () => {
  house = await openTestHouse({
    ...SMALL_COMPANY,
    agents: [...(SMALL_COMPANY.agents ?? []), { id: "boss", owner: "eve" }],
  });
});

describe("a frozen agent", () => {
  it("is blocked in everything it proposes, and in nothing once it is thawed", async () => {
    const held = await opened(house);
    const { arguments: same } = held.action;
    await freeze(manager(), { ...BOT, reason: "It loops." });
    for (const input of [{}, { arguments: same }, { tool: "notes.read" }, { supersedes: held.action.id }]) {
      const { status, body } = await house.ask(input);
      expect(status).toBe(200);
      expect(body.ruling).toMatchObject({ verdict: "block", reason_code: "agent_frozen", rules: [] });
      expect(body.request).toBeUndefined();
      expect(body.receipt?.split(".")).toHaveLength(3);
    }
    expect((await readAction(house.agent, { id: held.action.id, wait: 0 })).request?.status).toBe("pending");
    expect(await thaw(manager(), BOT)).toEqual({ thawed: true });
    expect((await house.ask({ arguments: same })).body.request?.id).toBe(held.request.id);
  });

  it("keeps its requests answerable, says so on them, and claims nothing until it is thawed", async () => {
    const approved = await opened(house);
    const pending = await opened(house);
    await answered(house, approved, "bo");
    await freeze(manager(), { ...BOT, reason: "It loops." });
    expect(await claimOf(approved)).toEqual(["agent_frozen"]);
    expect((await readRequest(house.person("bo"), { id: pending.request.id })).problems).toEqual([
      {
        code: "agent_frozen",
        message:
          "The agent bot is frozen: “It loops.”. You may answer, but nothing is claimed before it is thawed.",
      },
    ]);
    expect(await answered(house, pending, "bo")).toBe("ok");
    expect(await claimOf(pending)).toEqual(["agent_frozen"]);
    await thaw(manager(), BOT);
    expect(await claimOf(pending)).toEqual(["ok"]);
    expect((await readRequest(house.person("bo"), { id: pending.request.id })).problems).toEqual([]);
  });

  it("stops whoever acts for it, also what was approved before", async () => {
    const held = await opened(house, { delegation: [{ agent: "boss" }] });
    await answered(house, held, "bo");
    await freeze(manager(), { kind: "agent", id: "boss", reason: "why" });
    const { body } = await house.ask({ delegation: [{ agent: "boss" }] });
    expect(body.ruling).toMatchObject({ verdict: "block", reason_code: "agent_frozen" });
    expect(await claimOf(held)).toEqual(["agent_frozen"]);
    expect((await house.ask()).status).toBe(202);
  });
});

describe("a frozen surface", () => {
  it("stops every agent on it, whichever of its names they use, and no other surface", async () => {
    const held = await opened(house);
    await answered(house, held, "bo");
    await freeze(manager(), { ...REFUND, reason: "The bank is down." });
    for (const named of [
      { tool: "refund.create" },
      { surface: "payments.refund" },
      // A claim that is not believed touches both.
      { surface: "notes.read", tool: "refund.create" },
      { surface: "payments.refund", tool: "notes.read" },
    ]) {
      const { body } = await house.ask({ tool: undefined, ...named });
      expect(body.ruling).toMatchObject({ verdict: "block", reason_code: "surface_frozen" });
    }
    expect((await house.ask({ tool: "notes.read" })).body.ruling.verdict).toBe("allow");
    expect(await claimOf(held)).toEqual(["surface_frozen"]);
  });
});

describe("freezing", () => {
  it("is a manager's, an admin's or an operator's, and of what there is", async () => {
    const input = { ...BOT, reason: "why" };
    for (const ctx of [house.person("bo"), house.person("eve", { role: "auditor" }), house.agent]) {
      for (const work of [freeze(ctx, input), kill(ctx, input), thaw(ctx, input)]) {
        expect(await refusalOf(work)).toEqual(["forbidden"]);
      }
    }
    for (const ctx of [manager(), house.person("ana", { role: "admin" }), house.operator]) {
      expect(await refusalOf(freeze(ctx, input))).toEqual(["ok"]);
      expect(await refusalOf(freeze(ctx, { ...input, id: "nobody" }))).toEqual(["not_found"]);
      expect(await refusalOf(kill(ctx, { ...input, kind: "surface" }))).toEqual(["not_found"]);
      expect(await thaw(ctx, input)).toEqual({ thawed: true });
      expect(await refusalOf(thaw(ctx, { ...input, id: "nobody" }))).toEqual(["not_found"]);
    }
  });

  it("twice keeps the first reason, and each change is one entry of the ledger, with who made it", async () => {
    const first = await freeze(manager(), { ...BOT, reason: "It loops." });
    expect(await freeze(house.operator, { ...BOT, reason: "Another." })).toEqual(first);
    expect(first.freeze).toMatchObject({ ...BOT, reason: "It loops.", by: "person:di" });
    expect((await readAgent(house.operator, { id: "bot" })).frozen).toEqual(first.freeze);
    expect(await listFreezes(house.operator)).toEqual({ freezes: [first.freeze] });
    await thaw(manager(), { ...BOT, reason: "Mended." });
    expect(await thaw(manager(), BOT)).toEqual({ thawed: false });
    const { entries } = await listAudit(house.operator, { limit: 50 });
    expect(entries.map(({ kind, agent, people, reason_code }) => [kind, agent, people, reason_code])).toEqual(
      [
        ["thaw", "bot", ["di"], "agent_thawed"],
        ["freeze", "bot", ["di"], "agent_frozen"],
      ],
    );
  });

  it("outlives the agent's place in the configuration, and can be ended all the same", async () => {
    await freeze(manager(), { kind: "agent", id: "boss", reason: "why" });
    await changeConfig(house.operator, (document) => ({
      ...document,
      agents: document.agents.filter(({ id }) => id !== "boss"),
    }));
    expect((await listFreezes(house.operator)).freezes).toHaveLength(1);
    expect(await thaw(manager(), { kind: "agent", id: "boss" })).toEqual({ thawed: true });
  });

  it("is another organisation's own", async () => {
    const other = await openTestHouse();
    await freeze(manager(), { ...BOT, reason: "why" });
    expect((await other.ask()).status).toBe(202);
    expect(await listFreezes(other.operator)).toEqual({ freezes: [] });
  });
});

describe("killing", () => {
  it("withdraws what is pending and revokes what nobody has claimed; what was claimed stays", async () => {
    const pending = await Promise.all(Array.from({ length: 60 }, () => opened(house)));
    const [approved, claimed] = [await opened(house), await opened(house)];
    await answered(house, approved, "bo");
    await answered(house, claimed, "bo");
    expect(await claimOf(claimed)).toEqual(["ok"]);
    const killed = await kill(manager(), { ...BOT, reason: "It loops." });
    expect(killed).toMatchObject({ freeze: { id: "bot" }, withdrawn: 60, revoked: 1 });
    const { request } = await readAction(house.agent, { id: pending[0]?.action.id ?? "", wait: 0 });
    expect(request?.decision).toMatchObject({
      cause: "withdrawn",
      reason: "It loops.",
      reason_code: "killed",
    });
    expect(await claimOf(approved)).toEqual(["grant_revoked"]);
    const { grant } = (await readAction(house.agent, { id: claimed.action.id, wait: 0 })).request ?? {};
    expect(grant?.status).toBe("claimed");
    const again = await kill(house.operator, { ...BOT, reason: "Still." });
    expect(again).toMatchObject({ freeze: { reason: "It loops." }, withdrawn: 0, revoked: 0 });
    expect(
      await database().openCount.findMany({ where: { organisationId: house.organisation } }),
    ).toMatchObject([{ count: 0 }]);
  });

  it("of a surface ends what is under way on it, and nothing else", async () => {
    await opened(house);
    const elsewhere = await opened(house, { tool: "unheard.of" });
    expect(await kill(manager(), { ...REFUND, reason: "why" })).toMatchObject({ withdrawn: 1, revoked: 0 });
    const { request } = await readAction(house.agent, { id: elsewhere.action.id, wait: 0 });
    expect(request?.status).toBe("pending");
  });
});

describe("a freeze and claims at once", () => {
  it("no claim comes after the freeze in the ledger, however they race", async () => {
    const held = await Promise.all(Array.from({ length: 24 }, () => opened(house)));
    for (const one of held) await answered(house, one, "bo");
    const [early, racing, late] = [held.slice(0, 4), held.slice(4, 20), held.slice(20)];
    const claims = (some: readonly Opened[]) => Promise.all(some.map((one) => claimOf(one)));
    expect(new Set((await claims(early)).flat())).toEqual(new Set(["ok"]));
    const [codes] = await Promise.all([claims(racing), freeze(manager(), { ...BOT, reason: "why" })]);
    expect(new Set((await claims(late)).flat())).toEqual(new Set(["agent_frozen"]));
    const won = codes.flat().filter((code) => code === "ok").length;
    const { entries } = await listAudit(house.operator, { limit: 200 });
    const kinds = entries.map(({ kind }) => kind).filter((kind) => kind === "claim" || kind === "freeze");
    // The newest first: everything before the freeze in this list came after it in time.
    expect(kinds.indexOf("freeze")).toBe(0);
    expect(kinds.filter((kind) => kind === "claim")).toHaveLength(early.length + won);
  });
});
