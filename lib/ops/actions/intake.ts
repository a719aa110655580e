import type { ActionAnswer, ProposeInput } from "@/lib/contract/actions";
import type { DomainError } from "@/lib/contract/errors";
import { remember } from "@/lib/runtime/remember";
import type { AgentActor } from "../context";
import { transact } from "../requests/transact";
import { factsFor } from "./intake-facts";
import { planBatch } from "./intake-plan";
import { isOwnFault } from "./own-fault";

/**
 * Group commit: proposals of one organisation that arrive while a transaction is under way share the next one, with its
 * lock, its clock and its fsync. Each is still ruled on by itself, in the order of arrival.
 */
export type Proposal = {
  readonly input: ProposeInput;
  readonly idempotency: { readonly key: string; readonly bodyHash: string } | null;
  /** The request it ends. */
  readonly supersedes: string | null;
};

export type Filed =
  | {
      readonly kind: "answered";
      readonly status: 200 | 202;
      readonly body: ActionAnswer;
      readonly replayed: boolean;
    }
  /** The same digest is already waiting in that run. */
  | { readonly kind: "joined"; readonly actionId: string }
  /** The same digest is waiting in that run past its deadline: that must be decided before this can be ruled on. */
  | { readonly kind: "overdue"; readonly requestId: string }
  | { readonly kind: "refused"; readonly error: DomainError };

/** One agent's proposal. */
export type Asked = Proposal & { readonly actor: AgentActor };

export type Waiting = Asked & {
  readonly resolve: (filed: Filed) => void;
  readonly reject: (error: unknown) => void;
};

type Desk = { readonly queue: Waiting[]; isBusy: boolean };
const desks = (): Map<string, Desk> => remember("intake", () => new Map<string, Desk>());

/** Enough to fill a commit; more would hold the organisation's lock too long. */
const MOST_PER_COMMIT = 128;

/** From this many on, waiting a moment for more saves more than it costs; a quiet gate never waits. */
const BUSY_BATCH = 6;
const GATHER_MS = 2;

/** How proposals are told apart for Idempotency-Key: per principal and endpoint. */
export const PROPOSE_ENDPOINT = "POST /api/v1/actions";
export const principalOf = (actor: AgentActor): string => `agent:${actor.agent}`;

export function file(actor: AgentActor, proposal: Proposal): Promise<Filed> {
  const desk = desks().get(actor.organisation) ?? { queue: [], isBusy: false };
  desks().set(actor.organisation, desk);
  return new Promise((resolve, reject) => {
    desk.queue.push({ ...proposal, actor, resolve, reject });
    if (!desk.isBusy) void work(actor.organisation, desk);
  });
}

async function work(organisation: string, desk: Desk): Promise<void> {
  desk.isBusy = true;
  // Let what arrived in the same turn of the event loop come along.
  await new Promise(setImmediate);
  while (desk.queue.length > 0) {
    const batch = takeBatch(desk.queue);
    await commit(organisation, batch);
    // Whoever was just answered and asks again at once comes along too: a commit costs the same for one as for many.
    if (batch.length >= BUSY_BATCH) await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
  }
  desk.isBusy = false;
  desks().delete(organisation);
}

/** In order of arrival. A repeat of a call in the batch waits for the next one, where it finds the stored answer. */
function takeBatch(queue: Waiting[]): readonly Waiting[] {
  const calls = new Set<string>();
  const later: Waiting[] = [];
  const batch: Waiting[] = [];
  for (const waiting of queue.splice(0, MOST_PER_COMMIT)) {
    const call = waiting.idempotency && JSON.stringify([waiting.actor.agent, waiting.idempotency.key]);
    if (call !== null && calls.has(call)) later.push(waiting);
    else batch.push(waiting);
    if (call !== null) calls.add(call);
  }
  queue.unshift(...later);
  return batch;
}

/** One bad proposal must not fail the others: a batch that cannot be written is written one by one. */
async function commit(organisation: string, batch: readonly Waiting[]): Promise<void> {
  try {
    const filed = await fileTogether(organisation, batch);
    for (const [index, waiting] of batch.entries()) {
      const answer = filed[index];
      if (answer) waiting.resolve(answer);
      else waiting.reject(new Error("a proposal was left without an answer"));
    }
  } catch (error) {
    if (batch.length > 1 && isOwnFault(error)) {
      for (const waiting of batch) await commit(organisation, [waiting]);
    } else {
      for (const { reject } of batch) reject(error);
    }
  }
}

async function fileTogether(organisation: string, batch: readonly Waiting[]): Promise<readonly Filed[]> {
  const superseded = batch.flatMap(({ supersedes }) => (supersedes === null ? [] : [supersedes]));
  return transact(organisation, superseded, async (moment, requests, tx) => {
    const facts = await factsFor(tx, moment, batch);
    return planBatch(moment, requests, facts, batch);
  });
}
