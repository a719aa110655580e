import { opening, type RequestState } from "@/lib/core/approval-request";
import type { EscalationRoute } from "@/lib/core/escalation-route";
import { type AnyEvent, applyEvents } from "@/lib/core/fold";
import type { Batch, OpenRow } from "@/lib/db/request-rows";
import type { Head, LockedRequest } from "@/lib/db/request-writer";
import type { Snapshot } from "../config/snapshot";
import { spanRows } from "../tracing/rows";
import { webhookRows } from "../webhooks/plan";
import { Chain } from "./chain";
import { deliveriesOf, nextTickAt, outboxOf, type PlannedDelivery, type Subject } from "./consequences";
import { draftsOf } from "./drafts";
import type { After, Opening, Transition, Work, Written } from "./transact";
import { wakeMessages } from "./wakes";

/** From what the core decided to every row that must be written, in one pass and without touching the database. */

type Change = {
  readonly subject: Subject;
  readonly opened: Opening | null;
  readonly before: RequestState;
  readonly state: RequestState;
  readonly events: readonly AnyEvent[];
  readonly receipts: { readonly decision: string | null; readonly claim: string | null };
};

/** Openings less decisions, agent by agent. */
function openChanges(moved: readonly Change[]): readonly OpenRow[] {
  const changes = new Map<string, number>();
  for (const { subject, opened, before, state } of moved) {
    const wasOpen = opened === null && before.status === "pending";
    const change = Number(state.status === "pending") - Number(wasOpen);
    if (change !== 0) changes.set(subject.agentId, (changes.get(subject.agentId) ?? 0) + change);
  }
  return [...changes].map(([agent_id, change]) => ({ agent_id, change }));
}

export const isEmpty = (batch: Batch): boolean =>
  batch.actions.length +
    batch.changed.length +
    batch.events.length +
    batch.ledger.length +
    batch.timers.length +
    batch.rates.length +
    batch.outcomes.length ===
  0;

/** Everything to write, derived from what the core decided. */
export function compose<T>(
  organisation: string,
  now: Date,
  head: Head,
  work: Work<T>,
  { pinned, current }: { readonly pinned: ReadonlyMap<number, Snapshot>; readonly current: Snapshot },
): { batch: Batch; written: Written } {
  const rulings = work.rulings ?? [];
  const changes = [
    ...rulings.flatMap(({ opening }) => (opening ? [changeOf(opening.subject, opening, now)] : [])),
    ...(work.transitions ?? []).map((transition) => transitionOf(transition, now, pinned)),
  ];
  const chain = new Chain(organisation, now, head);
  const rulingReceipts = new Map(rulings.map(({ action, draft }) => [action.id, chain.append(draft)]));
  for (const note of work.notes ?? []) chain.append(note);
  const after = changes.map((change) => signed(change, chain, pinned));
  const told = after.map((change) => ({ change, deliveries: pagesFor(change, current) }));
  let streamSeq = head.streamSeq;
  const moved = after.filter((change) => change.events.length > 0);
  // Also where nothing happened: a timer that went off early must not be the last one.
  const ticks = after.map((change) => ({
    id: change.state.id,
    at: nextTickAt(change.state, change.subject.route),
  }));
  const batch: Batch = {
    now,
    actions: rulings.map(({ action }) => ({ ...action, receipt: rulingReceipts.get(action.id) ?? "" })),
    opened: moved.flatMap((change) =>
      change.opened ? [{ ...openedRow(change, change.opened), ...stateRow(change) }] : [],
    ),
    changed: moved.filter((change) => !change.opened).map(stateRow),
    events: moved.flatMap(({ before, state, events }) =>
      events.map((event, index) => ({
        request_id: state.id,
        seq: before.version + index + 1,
        stream_seq: ++streamSeq,
        type: event.type,
        data: event,
      })),
    ),
    ledger: chain.rows,
    deliveries: told.flatMap(({ deliveries }) => deliveries.map(({ afterSeconds: _, ...row }) => row)),
    timers: [
      ...timersOf(organisation, now, told, current),
      ...ticks.flatMap(tickRow),
      ...spansOf(work, moved, now),
    ],
    idle: ticks.filter(({ at }) => at === null).map(({ id }) => id),
    decided: moved
      .filter((change) => change.before.status === "pending" && change.state.status !== "pending")
      .map((change) => change.state.id),
    replies: [],
    ...countsOf(work),
    open: openChanges(moved),
    head: { seq: chain.seq, hash: chain.hash, streamSeq },
    wakes: [],
  };
  const wakes = wakeMessages(
    organisation,
    moved.map((change) => ({ subject: change.subject, state: change.state })),
    batch.timers,
  );
  const requests = new Map(after.map((change) => [change.state.id, afterOf(change)]));
  return { batch: { ...batch, wakes }, written: { now, rulingReceipts, requests } };
}

const pagesFor = ({ subject, before, state, events }: Change, { directory: { people } }: Snapshot) =>
  deliveriesOf({ subject, people }, before, state, events);

type Told = { readonly change: Change; readonly deliveries: readonly PlannedDelivery[] };

/** Whom to tell what, and when: the people, the agent's gate, and whoever's webhooks wait for it. */
const timersOf = (organisation: string, now: Date, told: readonly Told[], { document }: Snapshot) =>
  told.flatMap(({ change: { subject, before, state, events }, deliveries }) => [
    ...outboxOf(subject, deliveries, events, now),
    ...webhookRows(document.webhooks, {
      ...{ organisation, requestId: state.id, firstSeq: before.version + 1, events, now },
    }),
  ]);

const tickRow = ({ id, at }: { readonly id: string; readonly at: Date | null }) =>
  at ? [{ topic: "request.tick", key: id, payload: {}, due_at: at }] : [];

/** What has come to its end: rulings that wait for nobody, decisions, and outcomes. */
function spansOf<T>({ rulings = [], outcomes = [] }: Work<T>, moved: readonly Change[], now: Date) {
  const ruled = rulings.flatMap(({ action, opening }) => (opening ? [] : [action.id]));
  const decided = moved.flatMap(({ subject, events }) =>
    events.some(({ type }) => type === "decided") ? [subject.actionId] : [],
  );
  const reported = outcomes.map(({ id }) => id);
  return [...spanRows("decision", [...ruled, ...decided], now), ...spanRows("outcome", reported, now)];
}

/** What is counted and noted beside the requests. */
const countsOf = ({
  outcomes = [],
  costs = [],
  rates = [],
  throttles = [],
}: Work<unknown>): Pick<Batch, "outcomes" | "costs" | "rates" | "throttles"> => ({
  outcomes,
  costs,
  rates,
  throttles,
});

function changeOf(subject: Subject, opened: Opening, now: Date): Change {
  const [first] = opened.events;
  if (first?.type !== "opened") throw new Error("a request begins with its opening");
  const before = opening(subject.requestId, first, now);
  const state = applyEvents(before, opened.events, now, subject.route);
  return { subject, opened, before, state, events: opened.events, receipts: { decision: null, claim: null } };
}

function transitionOf(
  { request, events }: Transition,
  now: Date,
  pinned: ReadonlyMap<number, Snapshot>,
): Change {
  const pin = pinAfter(request, events);
  const subject: Subject = { ...request, ...pin, requestId: request.id, route: routeOf(pin, pinned) };
  return {
    subject,
    opened: null,
    before: request.state,
    state: applyEvents(request.state, events, now, subject.route),
    events,
    receipts: { decision: request.decisionReceipt, claim: request.claimReceipt },
  };
}

/** Where these events leave a request: a new route is the first of them, and all that follows is its doing. */
function pinAfter(
  { routeId, configVersion }: LockedRequest,
  events: readonly AnyEvent[],
): Pick<LockedRequest, "routeId" | "configVersion"> {
  const [first] = events;
  if (first?.type !== "rerouted") return { routeId, configVersion };
  return { routeId: first.route, configVersion: first.configVersion };
}

/** The route a request is under; configuration versions are never removed, so it is there. */
export function routeOf(
  request: Pick<LockedRequest, "routeId" | "configVersion">,
  pinned: ReadonlyMap<number, Snapshot>,
): EscalationRoute {
  const route = pinned.get(request.configVersion)?.routes.get(request.routeId);
  if (!route) throw new Error(`route ${request.routeId} is not in configuration ${request.configVersion}`);
  return route;
}

/** Put the change's entries on the chain and keep the receipts that answers carry. */
function signed(change: Change, chain: Chain, pinned: ReadonlyMap<number, Snapshot>): Change {
  const policyVersion = pinned.get(change.subject.configVersion)?.hash ?? "";
  let { decision, claim } = change.receipts;
  for (const draft of draftsOf(change.subject, change.state, change.events, policyVersion)) {
    const jws = chain.append(draft);
    if (draft.entry.kind === "decision") decision = jws;
    if (draft.entry.kind === "claim") claim = jws;
  }
  return { ...change, receipts: { decision, claim } };
}

const afterOf = ({ subject, state, receipts }: Change): After => ({
  state,
  routeId: subject.route.id,
  configVersion: subject.configVersion,
  decisionReceipt: receipts.decision,
  claimReceipt: receipts.claim,
});

const openedRow = ({ subject, state }: Change, opened: Opening) => ({
  id: subject.requestId,
  action_id: subject.actionId,
  agent_id: subject.agentId,
  digest: state.digest,
  run_id: opened.runId,
  surface: subject.surface,
  tool: subject.tool,
  title: subject.title,
  binding_message: subject.bindingMessage,
});

const stateRow = ({ subject, state, receipts }: Change) => ({
  id: state.id,
  route_id: subject.route.id,
  config_version: subject.configVersion,
  status: state.status,
  cause: state.decision?.cause ?? null,
  version: state.version,
  opened_at: state.openedAt,
  deadline_at: state.deadlineAt,
  decided_at: state.decision?.decidedAt ?? null,
  grant_id: state.grant?.id ?? null,
  grant_status: state.grant?.status ?? null,
  decision_receipt: receipts.decision,
  claim_receipt: receipts.claim,
  state,
});
