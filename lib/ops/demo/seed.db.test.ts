import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ProposeInput } from "@/lib/contract/actions";
import { AuditList, AuditQuery } from "@/lib/contract/people";
import { ListRequestsQuery, RequestDetail } from "@/lib/contract/requests";
import { verifyChain } from "@/lib/core/receipt";
import { database, openDatabase, transaction } from "@/lib/db/client";
import { findLiveKey } from "@/lib/db/keys";
import { testDatabaseUrl } from "@/lib/db/testing";
import { signer, useSigner } from "@/lib/runtime/keyring";
import { createSigner, createVerifier, generateSigningKey } from "@/lib/runtime/signing";
import { propose } from "../actions/propose";
import type { Context, OperatorActor, PersonActor } from "../context";
import { listAudit } from "../evidence/audit";
import { listReceipts } from "../evidence/receipts";
import { refoldAll } from "../evidence/refold";
import { demoOrganisation } from "../identity/demo-organisation";
import { secretOf } from "../identity/secrets";
import { listRequests } from "../requests/list";
import { readRequest } from "../requests/read";
import { writePast } from "../requests/transact";
import { seedDemo } from "./seed";

const organisation = "acme";
const operator: Context<OperatorActor> = {
  actor: { kind: "operator", organisation, keyId: "key_operator", bootstrap: false },
  requestId: "test",
};
const ana: Context<PersonActor> = {
  actor: {
    ...{ kind: "person", organisation, person: "ana", role: "admin" },
    ...{ sessionId: "ses_test", assurance: "session", via: "web" },
  },
  requestId: "test",
};

let directory = "";
const keyFile = async (): Promise<{ url: string; agents: Record<string, string> }> =>
  JSON.parse(await readFile(join(directory, "demo-agent.json"), "utf8"));

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "countersign-demo-"));
  vi.stubEnv("COUNTERSIGN_DATA_DIR", directory);
  vi.stubEnv("COUNTERSIGN_DEMO", "1");
  openDatabase(await testDatabaseUrl());
  useSigner(createSigner(generateSigningKey().privateKeyPem));
  await Promise.all([seedDemo(), seedDemo(), seedDemo()]);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const countBy = async (column: "cause" | "grant_status"): Promise<Record<string, number>> => {
  const groups = await database().approvalRequest.groupBy({
    by: column === "cause" ? ["cause"] : ["grantStatus"],
    where: { organisationId: organisation },
    _count: true,
  });
  return Object.fromEntries(
    groups.map((group) => [String(column === "cause" ? group.cause : group.grantStatus), group._count]),
  );
};

describe("the demo company", () => {
  it("is made once, however many start at once, and its ledger says that it was made up", async () => {
    expect(await database().organisation.count()).toBe(1);
    expect(await demoOrganisation()).toBe(organisation);
    const [first] = (await listReceipts(operator, { limit: 1 })).receipts;
    const payload = JSON.parse(Buffer.from(first?.split(".")[1] ?? "", "base64url").toString());
    expect(payload).toMatchObject({ kind: "configuration", noun: "demo", seq: 1 });
  });

  it("has a past with every ending in it", async () => {
    const causes = await countBy("cause");
    for (const cause of ["approver", "deadline", "withdrawn", "superseded", "unroutable"])
      expect(causes[cause], cause).toBeGreaterThan(0);
    const grants = await countBy("grant_status");
    for (const status of ["succeeded", "failed", "lapsed"]) expect(grants[status], status).toBeGreaterThan(0);
    const verdicts = await database().action.groupBy({ by: ["verdict"], _count: true });
    expect(verdicts.map(({ verdict }) => verdict).sort()).toEqual(["allow", "block", "escalate"]);
    const requests = await database().approvalRequest.count();
    expect(requests).toBeGreaterThanOrEqual(120);
    expect(requests).toBeLessThanOrEqual(200);
  });

  it("folds again to exactly what its rows say", async () => {
    expect(await refoldAll(organisation)).toEqual([]);
  });

  it("can be looked at: every request, and every page of the ledger, is what the contract says", async () => {
    const ids = await database().approvalRequest.findMany({ select: { id: true } });
    for (const { id } of ids) RequestDetail.parse(await readRequest(operator, { id }));
    let cursor: string | null = null;
    do {
      const page: AuditList = await listAudit(
        operator,
        AuditQuery.parse({ limit: 200, ...(cursor && { cursor }) }),
      );
      AuditList.parse(page);
      cursor = page.next_cursor;
    } while (cursor !== null);
  });

  it("has receipts that verify as one chain, in the order of time, over a month", async () => {
    const receipts: string[] = [];
    for (let after = 0, more = true; more; ) {
      const page = await listReceipts(operator, { after_seq: after, limit: 1000 });
      receipts.push(...page.receipts);
      more = page.next_seq > after;
      after = page.next_seq;
    }
    expect(verifyChain(receipts, { keys: [signer().publicJwk] }, createVerifier())).toMatchObject({
      ok: true,
      firstSeq: 1,
    });
    const instants = await database().ledgerEntry.findMany({ select: { at: true }, orderBy: { seq: "asc" } });
    const times = instants.map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(29 * 86_400_000);
  });

  it("nobody approved what their own agent asked for", async () => {
    const own = await database().$queryRaw<unknown[]>`
      SELECT 1 FROM ledger_entry l, jsonb_each_text(${JSON.stringify({ "release-bot": "cleo", "support-bot": "dan", "research-bot": "eva" })}::jsonb) AS o(agent, owner)
       WHERE l.kind = 'response' AND l.verdict = 'approve' AND l.agent_id = o.agent AND o.owner = ANY(l.people)`;
    expect(own).toEqual([]);
  });

  it("leaves three requests waiting, which Ana may answer, and pages nobody about the past", async () => {
    const { requests } = await listRequests(
      ana,
      ListRequestsQuery.parse({ view: "mine", status: "pending" }),
    );
    expect(requests).toHaveLength(3);
    expect(requests.every((request) => request.may_respond)).toBe(true);
    const hours = requests.map(
      ({ deadline_at, opened_at }) => Date.parse(deadline_at) - Date.parse(opened_at),
    );
    expect(hours.filter((lasts) => lasts >= 2 * 3_600_000)).toHaveLength(2);
    const timers = await database().outbox.findMany({ where: { topic: { not: "callback" } } });
    expect(timers.map(({ topic }) => topic)).toEqual(["request.tick", "request.tick", "request.tick"]);
    expect(await database().delivery.count({ where: { status: "queued" } })).toBe(0);
  });

  it("takes what its real agents send, and lets them do at once only what is harmless", async () => {
    const { agents } = await keyFile();
    const commit = "0123456789abcdef0123456789abcdef01234567";
    const verdictOf = async (agent: string, tool: string, args: Record<string, unknown>) => {
      const key = await findLiveKey(secretOf(agents[agent] ?? "").hash);
      expect(key).toMatchObject({ organisation, agent });
      const input = ProposeInput.parse({ tool, arguments: args, facts: { account_verified: true } });
      const actor = { kind: "agent" as const, organisation, agent, keyId: key?.id ?? "" };
      const { body } = await propose({ actor, requestId: "test" }, { input, idempotency: null });
      return [body.ruling.verdict, body.request?.route ?? null];
    };
    const branch = { remote: "origin", branch: "main", from: commit };
    const release = (tool: string, args: Record<string, unknown>) => verdictOf("release-bot", tool, args);
    const files = [{ path: "CHANGELOG.md", text: "# Changelog\n" }];
    expect(await release("git.commit", { parent: commit, files, message: "Note" })).toEqual(["allow", null]);
    expect(await release("git.push", { ...branch, to: commit })).toEqual(["allow", null]);
    expect(await release("git.push_force", { ...branch, to: commit, drops_commits: 4 })).toEqual([
      "escalate",
      "platform",
    ]);
    expect(await release("git.branch_delete", branch)).toEqual(["escalate", "platform"]);
    expect(await release("files.delete", { parent: commit, paths: ["a", "b"], message: "Delete" })).toEqual([
      "escalate",
      "files",
    ]);
    const refund = (cents: number) => ({ order: "8812", amount_cents: cents, currency: "USD" });
    expect(await verdictOf("support-bot", "refund.create", refund(25_000))).toEqual(["escalate", "payments"]);
    expect(await verdictOf("support-bot", "refund.create", refund(250_000))).toEqual([
      "escalate",
      "payments-large",
    ]);
    expect(await verdictOf("support-bot", "refund.create", refund(1_999))).toEqual(["allow", null]);
    expect(await verdictOf("support-bot", "payout.create", {})).toEqual(["block", null]);
  });

  it("cannot be given another past", async () => {
    await expect(transaction((tx) => writePast(tx, organisation, async () => {}))).rejects.toThrow(
      "has a past",
    );
  });
});

describe("the key file", () => {
  it("is for its user's eyes only, and a second start leaves it and the company as they are", async () => {
    const before = await keyFile();
    expect((await stat(join(directory, "demo-agent.json"))).mode & 0o777).toBe(0o600);
    const entries = await database().ledgerEntry.count();
    await seedDemo();
    expect(await keyFile()).toEqual(before);
    expect(await database().ledgerEntry.count()).toBe(entries);
  });

  it("is written anew when it is gone or its keys no longer hold", async () => {
    const before = await keyFile();
    await rm(join(directory, "demo-agent.json"));
    await seedDemo();
    const renewed = await keyFile();
    expect(Object.keys(renewed.agents)).toEqual(["release-bot", "support-bot", "research-bot"]);
    expect(renewed.agents["release-bot"]).not.toBe(before.agents["release-bot"]);
    const { hash } = secretOf(renewed.agents["support-bot"] ?? "");
    await database().apiKey.update({ where: { hash }, data: { revokedAt: new Date() } });
    await seedDemo();
    const { agents } = await keyFile();
    for (const [agent, secret] of Object.entries(agents))
      expect(await findLiveKey(secretOf(secret).hash)).toMatchObject({ agent });
  });
});
