import { DomainError } from "@/lib/contract/errors";
import type { RequestState } from "@/lib/core/approval-request";
import type { AnyEvent } from "@/lib/core/fold";
import { hotTransaction, type Tx } from "@/lib/db/client";
import type { CostRow } from "@/lib/db/costs";
import type { ActionRow, Batch, OutcomeRow, RateRow, ReplyRow, ThrottleRow } from "@/lib/db/request-rows";
import {
  type HeldLedger,
  holdLedger,
  type LockedRequest,
  lockRequests,
  writeBatch,
} from "@/lib/db/request-writer";
import { asItIsNow } from "../config/as-it-is-now";
import { loadSnapshot, type Snapshot } from "../config/snapshot";
import { compose, isEmpty } from "./compose";
import { reachesPeople, type Subject } from "./consequences";
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
  /** The configuration a request is under: its route and schedules. */
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
  readonly routeId: string;
  readonly configVersion: number;
  readonly decisionReceipt: string | null;
  readonly claimReceipt: string | null;
};

export type Work<T> = {
  readonly rulings?: readonly NewRuling[];
  readonly transitions?: readonly Transition[];
  readonly outcomes?: readonly OutcomeRow[];
  readonly costs?: readonly CostRow[];
  readonly rates?: readonly RateRow[];
  readonly throttles?: readonly ThrottleRow[];
  /** Entries that belong to no action: a configuration change, a refused privileged act. */
  readonly notes?: readonly LedgerDraft[];
  readonly answer: (written: Written) => { readonly result: T; readonly replies?: readonly ReplyRow[] };
};

type Plan<T> = (moment: Moment, requests: readonly LockedRequest[], tx: Tx) => Work<T> | Promise<Work<T>>;

export async function transact<T>(
  organisation: string,
  requestIds: readonly string[],
  plan: Plan<T>,
): Promise<T> {
  return hotTransaction(async (tx) => {
    const requests = await lockRequests(tx, organisation, requestIds);
    const ledger = await hold(tx, organisation);
    const { work, batch, written } = await compute(tx, { organisation, requests, ...ledger }, plan);
    const { result, replies = [] } = work.answer(written);
    if (isEmpty(batch) && replies.length === 0) return { result };
    return { result, last: writeBatch(tx, organisation, { ...batch, replies }) };
  });
}

/** Writes one more moment of a past: the same steps as `transact`, at an instant of the caller's choice. */
export type WritePast = <T>(now: Date, requestIds: readonly string[], plan: Plan<T>) => Promise<T>;

/**
 * Give an organisation whose ledger is still empty a past, for the demo company and nobody else: what has a ledger has
 * a past already, and cannot be given another. Instants never go back and never reach the present. Pages of the past
 * are written as handed over: nobody is to be paged about them now.
 */
export async function writePast(
  tx: Tx,
  organisation: string,
  tell: (write: WritePast, present: Date) => Promise<void>,
): Promise<void> {
  const { now: present, configVersion, head: empty } = await hold(tx, organisation);
  if (empty.seq !== 0) throw new Error(`${organisation} has a past`);
  let head = empty;
  let last = new Date(0);
  // Every request there is was opened in this transaction, so nothing has to be locked or read again.
  const known = new Map<string, LockedRequest>();
  await tell(async (now, requestIds, plan) => {
    if (now < last || now >= present) throw new Error("a past is told in order, and ends before now");
    last = now;
    const requests = requestIds.flatMap((id) => known.get(id) ?? []);
    const held = { organisation, now, configVersion, requests, head };
    const { work, batch, written } = await compute(tx, held, plan);
    await writeBatch(tx, organisation, handedOver(batch));
    head = batch.head;
    for (const request of after(work, written)) known.set(request.id, request);
    return work.answer(written).result;
  }, present);
}

/** The requests of this moment as the next one finds them. */
function after(
  { rulings = [], transitions = [] }: Work<unknown>,
  written: Written,
): readonly LockedRequest[] {
  const opened = rulings.flatMap(({ opening }) =>
    opening
      ? [
          {
            ...opening.subject,
            id: opening.subject.requestId,
            runId: opening.runId,
            routeId: opening.subject.route.id,
          },
        ]
      : [],
  );
  return [...opened, ...transitions.map(({ request }) => request)].flatMap((request) => {
    const now = written.requests.get(request.id);
    return now ? [{ ...request, ...now }] : [];
  });
}

const handedOver = (batch: Batch): Batch => ({
  ...batch,
  deliveries: batch.deliveries.map((delivery) => ({ ...delivery, status: "delivered" })),
  timers: batch.timers.filter((timer) => !reachesPeople(timer)),
  wakes: [],
});

async function hold(tx: Tx, organisation: string): Promise<HeldLedger> {
  const held = await holdLedger(tx, organisation);
  if (!held) throw new DomainError("not_found", "There is no such organisation.");
  return held;
}

type Held = HeldLedger & { readonly organisation: string; readonly requests: readonly LockedRequest[] };

/** Ask the core what happens at this moment, and derive everything that must be written. */
async function compute<T>(tx: Tx, { organisation, now, configVersion, requests, head }: Held, plan: Plan<T>) {
  const inForce = await loadSnapshot(tx, organisation, configVersion);
  const pinned = new Map([[configVersion, inForce]]);
  for (const { configVersion: version } of requests) {
    if (!pinned.has(version)) pinned.set(version, await loadSnapshot(tx, organisation, version));
  }
  const current = await asItIsNow(tx, organisation, inForce, pinned.values());
  pinned.set(configVersion, current);
  const work = await plan({ organisation, now, current, pinned }, requests, tx);
  return { work, ...compose(organisation, now, head, work, { pinned, current }) };
}
