import { surfaceOf } from "@/lib/contract/gate";
import { type ActionFacts, actionDigest } from "@/lib/core/action";
import { hasCostLimit, type Spent } from "@/lib/core/cost";
import { type Freeze, type Stoppable, stoppedBy } from "@/lib/core/freeze";
import { throttleLogs } from "@/lib/core/rule";
import type { Surface } from "@/lib/core/surface";
import type { ThrottleLog } from "@/lib/core/throttle";
import type { Tx } from "@/lib/db/client";
import { readSpent, type Spender } from "@/lib/db/costs";
import { type AskedOf, type RecordedPast, readRecordedPast } from "@/lib/db/intake-history";
import {
  type EarlierRequest,
  type IntakeFacts,
  readIntakeFacts,
  type StoredReply,
} from "@/lib/db/intake-reader";
import type { LockedRequest } from "@/lib/db/request-writer";
import type { Moment } from "../requests/transact";
import { BatchThrottles, distinctLogs } from "./batch-throttles";
import { type Asked, PROPOSE_ENDPOINT, principalOf } from "./intake";
import { BatchRecord } from "./recorded";
import { stoppableOf } from "./stoppable";

/** One proposal with what the gate makes of it before ruling: its surface and its digest. */
export type Prepared = {
  readonly waiting: Asked;
  readonly surface: Surface | null;
  readonly facts: ActionFacts;
  readonly digest: string;
  /** Its place in the batch. */
  readonly place: number;
  readonly stoppable: Stoppable;
  /** What throttles with a limit may have to count. */
  readonly logs: readonly ThrottleLog[];
};

/** What a batch knows, and what its earlier members have already used up. */
export class BatchFacts {
  private readonly ratePrevious = new Map<string, number>();
  private readonly rateCurrent = new Map<string, number>();
  private readonly open = new Map<string, number>();
  private readonly pending = new Map<string, EarlierRequest>();
  private readonly denied = new Map<string, EarlierRequest>();
  private readonly replies = new Map<string, StoredReply>();
  readonly used = new Map<string, number>();
  readonly throttles: BatchThrottles;
  private readonly spentBy: ReadonlyMap<string, Spent>;

  constructor(
    readonly prepared: readonly Prepared[],
    private readonly read: IntakeFacts,
    readonly record: BatchRecord,
    spent: ReadonlyMap<string, Spent> = new Map(),
  ) {
    this.spentBy = spent;
    for (const rate of read.rates)
      (rate.is_current ? this.rateCurrent : this.ratePrevious).set(rate.agent_id, rate.count);
    for (const { agent_id, count } of read.open) this.open.set(agent_id, count);
    for (const earlier of read.earlier) {
      const known = earlier.status === "pending" ? this.pending : this.denied;
      const key = sameAsk(earlier.agent_id, earlier.run_id, earlier.digest);
      if (!known.has(key)) known.set(key, earlier);
    }
    this.throttles = new BatchThrottles(read.throttles);
    for (const reply of read.replies) this.replies.set(JSON.stringify([reply.principal, reply.key]), reply);
  }

  isLive = (keyId: string): boolean => this.read.liveKeys.has(keyId);

  /** The freeze that stops it, if one does. */
  frozen = ({ stoppable }: Prepared): Freeze | null => stoppedBy(this.read.freezes, stoppable);

  replyTo(principal: string, key: string): StoredReply | null {
    return this.replies.get(JSON.stringify([principal, key])) ?? null;
  }

  /** The earlier request for the same digest in the same run: waiting, or denied within the memory. */
  earlier(prepared: Prepared, status: "pending" | "denied"): EarlierRequest | null {
    const key = sameAsk(prepared.facts.agent, prepared.facts.run, prepared.digest);
    return (status === "pending" ? this.pending : this.denied).get(key) ?? null;
  }

  /** What the agent has spent in this task, this hour and this day; read of those that have an envelope only. */
  spent = ({ facts: { agent, run } }: Prepared): Spent | null =>
    this.spentBy.get(spenderKey({ agent, run })) ?? null;

  counts(agent: string): { readonly previous: number; readonly current: number; readonly open: number } {
    const current = (this.rateCurrent.get(agent) ?? 0) + (this.used.get(agent) ?? 0);
    return { previous: this.ratePrevious.get(agent) ?? 0, current, open: this.open.get(agent) ?? 0 };
  }

  spend(agent: string): void {
    this.used.set(agent, (this.used.get(agent) ?? 0) + 1);
  }

  /** A request that an earlier member of the batch superseded: its place is free, and nobody joins it. */
  closed(request: Pick<LockedRequest, "agentId" | "runId" | "state">): void {
    const { agentId, runId, state } = request;
    this.open.set(agentId, (this.open.get(agentId) ?? 0) - 1);
    this.pending.delete(sameAsk(agentId, runId, state.digest));
  }

  opened(prepared: Prepared, request: { readonly id: string; readonly actionId: string }): void {
    const { agent, run } = prepared.facts;
    this.open.set(agent, (this.open.get(agent) ?? 0) + 1);
    this.pending.set(sameAsk(agent, run, prepared.digest), {
      id: request.id,
      action_id: request.actionId,
      agent_id: agent,
      run_id: run,
      digest: prepared.digest,
      route_id: "",
      binding_message: "",
      status: "pending",
      is_overdue: false,
      state: null,
      pages: { sent: 0, delivered: 0 },
    });
  }
}

const sameAsk = (agent: string, run: string | null, digest: string): string =>
  JSON.stringify([agent, run, digest]);

export async function factsFor(tx: Tx, moment: Moment, batch: readonly Asked[]): Promise<BatchFacts> {
  const prepared = batch.map((waiting, place) => prepare(moment, waiting, place));
  const read = await readIntakeFacts(tx, moment.organisation, {
    now: moment.now,
    keyIds: [...new Set(batch.map(({ actor }) => actor.keyId))],
    agents: [...new Set(batch.map(({ actor }) => actor.agent))],
    stoppable: {
      agents: [...new Set(prepared.flatMap(({ stoppable }) => stoppable.agents))],
      surfaces: [...new Set(prepared.flatMap(({ stoppable }) => stoppable.surfaces))],
    },
    throttles: distinctLogs(prepared.flatMap(({ logs }) => logs)),
    digests: [...new Set(prepared.map(({ digest }) => digest))],
    endpoint: PROPOSE_ENDPOINT,
    replies: batch.flatMap(({ actor, idempotency }) =>
      idempotency ? [{ principal: principalOf(actor), key: idempotency.key }] : [],
    ),
  });
  return new BatchFacts(
    prepared,
    read,
    await recordFor(tx, moment, prepared),
    await spentIn(tx, moment, prepared),
  );
}

/** What happened before these, as far as some rule asks. */
export async function recordFor(tx: Tx, moment: Moment, prepared: readonly Prepared[]): Promise<BatchRecord> {
  const { reads } = moment.current.gate;
  if (reads.size === 0) return new BatchRecord(reads, NO_PAST);
  const asked = prepared.map(askedOf);
  return new BatchRecord(
    reads,
    await readRecordedPast(tx, moment.organisation, { now: moment.now, asked, reads }),
  );
}

const spenderKey = ({ agent, run }: Spender): string => JSON.stringify([agent, run]);

async function spentIn(
  tx: Tx,
  { organisation, now, current }: Moment,
  prepared: readonly Prepared[],
): Promise<ReadonlyMap<string, Spent>> {
  const spenders = new Map<string, Spender>();
  for (const { agent, run } of prepared.map(({ facts }) => facts)) {
    const limits = current.agents.get(agent)?.limits.cost;
    if (limits && hasCostLimit(limits)) spenders.set(spenderKey({ agent, run }), { agent, run });
  }
  if (spenders.size === 0) return new Map();
  const spent = await readSpent(tx, organisation, now, [...spenders.values()]);
  return new Map(
    [...spenders.keys()].flatMap((key, index) => (spent[index] ? [[key, spent[index]] as const] : [])),
  );
}

const NO_PAST: RecordedPast = { counters: null, of: [] };

/** Of one proposal that is only rehearsed, as if nothing had happened before. */
export const noFacts = (moment: Moment, prepared: Prepared): BatchFacts =>
  new BatchFacts(
    [prepared],
    { liveKeys: new Set(), replies: [], earlier: [], rates: [], open: [], freezes: [], throttles: [] },
    new BatchRecord(moment.current.gate.reads, NO_PAST),
  );

export const askedOf = ({ facts: { agent, tool, surface, run } }: Prepared): AskedOf => ({
  ...{ agent, tool, surface, run },
});

export function prepare(moment: Moment, waiting: Asked, place = 0): Prepared {
  const { input, actor } = waiting;
  const surface = surfaceOf(moment.current.gate, {
    surface: input.surface ?? null,
    tool: input.tool ?? null,
  });
  const facts: ActionFacts = {
    organisation: moment.organisation,
    agent: actor.agent,
    run: input.run?.id ?? null,
    surface: surface?.id ?? input.surface ?? null,
    tool: input.tool ?? null,
    toolVersion: input.tool_version ?? null,
    arguments: input.arguments,
    onBehalfOf: input.on_behalf_of ?? null,
  };
  const { delegation } = input;
  const named = { surface: input.surface ?? null, tool: facts.tool };
  const stoppable = stoppableOf(moment.current.gate, { agent: actor.agent, delegation, ...named });
  // Of every agent in the chain: each is judged as if it acted itself.
  const logs = stoppable.agents.flatMap((agent) =>
    throttleLogs(moment.current.gate.policies, { agent, ...named }),
  );
  return { waiting, surface, facts, digest: actionDigest(facts), place, stoppable, logs };
}
