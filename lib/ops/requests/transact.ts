import { DomainError } from "@/lib/contract/errors";
import type { RequestState } from "@/lib/core/approval-request";
import type { AnyEvent } from "@/lib/core/fold";
import { type Tx, transaction } from "@/lib/db/client";
import {
  type ActionRow,
  type LockedRequest,
  lockHead,
  lockRequests,
  type OutcomeRow,
  type RateRow,
  type ReplyRow,
  readMoment,
  writeBatch,
} from "@/lib/db/request-writer";
import { loadSnapshot, type Snapshot } from "../config/snapshot";
import { compose, isEmpty } from "./compose";
import type { Subject } from "./consequences";
import type { LedgerDraft } from "./drafts";

/**
 * The only writer of a request. One transaction: lock the requests, lock the organisation's ledger head, read the
 * database's clock, ask the core, sign, and write state, events, ledger entries and outbox rows in one statement.
 * Nothing here waits for anything but the database.
 */
export type Moment = {
  readonly organisation: string;
  /** The database's clock, read after the locks were held. */
  readonly now: Date;
  /** The configuration in force now: who people are, what they may. */
  readonly current: Snapshot;
  /** The configuration a request was opened under: its route and schedules. */
  readonly pinned: ReadonlyMap<number, Snapshot>;
};

export type Opening = {
  readonly subject: Subject;
  readonly runId: string | null;
  readonly events: readonly AnyEvent[];
};

export type NewRuling = {
  readonly action: Omit<ActionRow, "receipt">;
  readonly draft: LedgerDraft;
  readonly opening: Opening | null;
};

export type Transition = { readonly request: LockedRequest; readonly events: readonly AnyEvent[] };

export type Written = {
  readonly now: Date;
  /** Receipts of rulings, by action. */
  readonly rulingReceipts: ReadonlyMap<string, string>;
  /** Every request written or looked at, as it now is. */
  readonly requests: ReadonlyMap<string, After>;
};
export type After = {
  readonly state: RequestState;
  readonly decisionReceipt: string | null;
  readonly claimReceipt: string | null;
};

export type Work<T> = {
  readonly rulings?: readonly NewRuling[];
  readonly transitions?: readonly Transition[];
  readonly outcomes?: readonly OutcomeRow[];
  readonly rates?: readonly RateRow[];
  /** Entries that belong to no action: a configuration change, a refused privileged act. */
  readonly notes?: readonly LedgerDraft[];
  readonly answer: (written: Written) => { readonly result: T; readonly replies?: readonly ReplyRow[] };
};

export async function transact<T>(
  organisation: string,
  requestIds: readonly string[],
  plan: (moment: Moment, requests: readonly LockedRequest[], tx: Tx) => Work<T> | Promise<Work<T>>,
): Promise<T> {
  return transaction(async (tx) => {
    const requests = await lockRequests(tx, organisation, requestIds);
    const head = await lockHead(tx, organisation);
    if (!head) throw new DomainError("not_found", "There is no such organisation.");
    const { now, configVersion } = await readMoment(tx, organisation);
    const current = await loadSnapshot(tx, organisation, configVersion);
    const pinned = new Map([[configVersion, current]]);
    for (const { configVersion: version } of requests) {
      if (!pinned.has(version)) pinned.set(version, await loadSnapshot(tx, organisation, version));
    }
    const work = await plan({ organisation, now, current, pinned }, requests, tx);
    const { batch, written } = compose(organisation, now, head, work, pinned);
    const { result, replies = [] } = work.answer(written);
    if (!isEmpty(batch) || replies.length > 0) await writeBatch(tx, organisation, { ...batch, replies });
    return result;
  });
}
