import { DomainError } from "@/lib/contract/errors";
import type { AuditEntry, AuditList, AuditQuery } from "@/lib/contract/people";
import { type LedgerRecord, listLedger } from "@/lib/db/audit";
import type { Context } from "../context";
import { unknownCursor } from "../refuse";
import { readsEverything } from "../requests/world";

/**
 * The ledger, the newest entry first: who was asked, who answered, what became of it. Errors: forbidden (a member),
 * invalid (a cursor that is not ours).
 */
export async function listAudit(ctx: Context, query: AuditQuery): Promise<AuditList> {
  refuseMembers(ctx);
  const filter = {
    agent: query.agent ?? null,
    person: query.person ?? null,
    surface: query.surface ?? null,
    from: query.from === undefined ? null : new Date(query.from),
    to: query.to === undefined ? null : new Date(query.to),
  };
  const page = { before: readCursor(query.cursor), limit: query.limit + 1 };
  const found = await listLedger(ctx.actor.organisation, filter, page);
  const shown = found.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    entries: shown.map(entryView),
    next_cursor: last && found.length > shown.length ? writeCursor(last.seq) : null,
  };
}

/** Members see their own requests and no ledger. */
export function refuseMembers({ actor }: Context): void {
  if (!readsEverything(actor))
    throw new DomainError("forbidden", "Only managers, admins and auditors read the ledger.");
}

const SEEDS: Readonly<Record<string, AuditEntry["seed"]>> = {
  PERMIT: "PERMIT",
  DENY: "DENY",
  SILENCE: "SILENCE",
};

const entryView = (entry: LedgerRecord): AuditEntry => ({
  seq: entry.seq,
  at: entry.at.toISOString(),
  kind: entry.kind,
  agent: entry.agentId,
  people: [...entry.people],
  surface: entry.surface,
  action: entry.actionId,
  request: entry.requestId,
  verdict: entry.verdict,
  seed: entry.seed === null ? null : (SEEDS[entry.seed] ?? null),
  reason_code: entry.reasonCode,
  receipt: entry.jws,
});

const writeCursor = (seq: number): string => Buffer.from(JSON.stringify([seq])).toString("base64url");

function readCursor(text: string | undefined): number | null {
  if (text === undefined) return null;
  const seq = /^\[(\d{1,15})\]$/.exec(Buffer.from(text, "base64url").toString("latin1"))?.[1];
  if (seq !== undefined) return Number(seq);
  throw unknownCursor();
}
