import type { ActionAnswer } from "@/lib/contract/actions";
import { DomainError, isDomainError } from "@/lib/contract/errors";
import type { Refusal } from "@/lib/core/command";
import type { ReplyRow } from "@/lib/db/request-rows";
import type { LockedRequest } from "@/lib/db/request-writer";
import { newId } from "@/lib/runtime/ids";
import { noteLoad } from "../config/load";
import { notFound, refusal } from "../refuse";
import { eventsOf, worldOf } from "../requests/change";
import type { Moment, NewRuling, Transition, Work, Written } from "../requests/transact";
import { contextFrom } from "./action-context";
import { actionView, agentRequestView } from "./answer-view";
import { type Filed, PROPOSE_ENDPOINT, principalOf } from "./intake";
import { askedOf, type BatchFacts, type Prepared } from "./intake-facts";
import { openingFor } from "./opening";
import { type GateRuling, ruleOn } from "./ruling";

/** What each proposal of a batch comes to: its rows, and how to answer once they are signed. */
type Entry = {
  readonly ruling: NewRuling | null;
  readonly transition: Transition | null;
  readonly answer: (written: Written) => Filed;
};

export function planBatch(
  moment: Moment,
  superseded: readonly LockedRequest[],
  facts: BatchFacts,
  batch: readonly Prepared["waiting"][],
): Work<readonly Filed[]> {
  const entries = facts.prepared.map((prepared) => {
    try {
      return planOne(moment, superseded, facts, prepared);
    } catch (error) {
      if (!isDomainError(error)) throw error;
      return { ruling: null, transition: null, answer: (): Filed => ({ kind: "refused", error }) };
    }
  });
  return {
    rulings: entries.flatMap(({ ruling }) => (ruling ? [ruling] : [])),
    transitions: entries.flatMap(({ transition }) => (transition ? [transition] : [])),
    rates: [...facts.used].map(([agent_id, count]) => ({ agent_id, count })),
    throttles: facts.throttles.rows(),
    answer: (written) => {
      const filed = entries.map(({ answer }) => answer(written));
      return { result: filed, replies: repliesFor(batch, filed) };
    },
  };
}

function planOne(
  moment: Moment,
  superseded: readonly LockedRequest[],
  facts: BatchFacts,
  prepared: Prepared,
): Entry {
  const { waiting } = prepared;
  const replay = replayFor(facts, prepared);
  if (replay) return { ruling: null, transition: null, answer: () => replay };
  if (!facts.isLive(waiting.actor.keyId))
    throw new DomainError("key_revoked", "This agent key is no longer valid.");
  // Before all else: what is frozen opens nothing, joins nothing and ends nothing.
  if (facts.frozen(prepared)) {
    return { ...newRuling(moment, facts, prepared, ruleOn(moment, facts, prepared)), transition: null };
  }
  checkSchema(moment, prepared);
  const ended = supersede(moment, superseded, prepared);
  if (ended?.refused) {
    // Too late may have been the first look after its deadline, which decides it all the same.
    const error = refusal(ended.refused.code, { request: ended.request.id });
    return { ruling: null, transition: ended, answer: () => ({ kind: "refused", error }) };
  }
  const pending = facts.earlier(prepared, "pending");
  if (pending?.is_overdue) {
    return { ruling: null, transition: null, answer: () => ({ kind: "overdue", requestId: pending.id }) };
  }
  if (pending) {
    facts.spend(prepared.facts.agent);
    const transition = pending.id === ended?.request.id ? null : ended;
    return { ruling: null, transition, answer: () => ({ kind: "joined", actionId: pending.action_id }) };
  }
  const ruling = ruleOn(moment, facts, prepared);
  // Throttled is "not now": it will be asked again, and until then nothing has changed.
  const transition = ruling.view.verdict === "throttle" ? null : ended;
  if (transition) facts.closed(transition.request);
  return { ...newRuling(moment, facts, prepared, ruling), transition };
}

/** The stored answer to the same call; the same key with another body is refused. */
function replayFor(facts: BatchFacts, { waiting }: Prepared): Filed | null {
  if (!waiting.idempotency) return null;
  const stored = facts.replyTo(principalOf(waiting.actor), waiting.idempotency.key);
  if (!stored) return null;
  if (stored.body_hash !== waiting.idempotency.bodyHash) {
    throw new DomainError("idempotency_key_reused", "Use a new Idempotency-Key for another request.");
  }
  const body = JSON.parse(stored.body) as ActionAnswer; // safe because only repliesFor writes it
  return { kind: "answered", status: stored.status === 202 ? 202 : 200, body, replayed: true };
}

/** `at` is where the action stands in the caller's body. Errors: schema_mismatch. */
export function checkSchema(moment: Moment, { surface, facts }: Prepared, at = ""): void {
  if (!surface) return;
  const errors = moment.current.gate.schemas.get(surface.id)?.validate(facts.arguments) ?? [];
  if (errors.length === 0) return;
  throw new DomainError("schema_mismatch", `The arguments do not fit the input schema of ${surface.id}.`, {
    errors: errors.map(({ path, message }) => ({ path: `${at}/arguments${path}`, message })),
  });
}

type Ended = Transition & { readonly refused: Refusal | null };

/** What becomes of the request that a proposal supersedes; null when it names none. */
function supersede(moment: Moment, superseded: readonly LockedRequest[], prepared: Prepared): Ended | null {
  const { supersedes } = prepared.waiting;
  if (supersedes === null) return null;
  const request = superseded.find(({ id }) => id === supersedes);
  if (!request) throw notFound("pending request to supersede");
  const command = { type: "supersede", by: prepared.digest } as const;
  return { request, ...eventsOf(request, command, worldOf(moment, request)) };
}

function newRuling(
  moment: Moment,
  facts: BatchFacts,
  prepared: Prepared,
  ruling: GateRuling,
): Omit<Entry, "transition"> {
  const { waiting } = prepared;
  const actionId = newId("act");
  const opening = ruling.view.verdict === "escalate" ? openingFor(moment, prepared, ruling, actionId) : null;
  const { facts: asked, digest } = prepared;
  const subject = {
    action: actionId,
    digest,
    agent: asked.agent,
    run: asked.run,
    surface: asked.surface,
    tool: asked.tool,
  };
  const { view } = ruling;
  if (ruling.counts) facts.spend(asked.agent);
  facts.record.note({
    ...askedOf(prepared),
    isBlocked: view.verdict === "block",
    isOpened: opening !== null,
  });
  if (view.verdict !== "block" && view.verdict !== "throttle") facts.throttles.letThrough(ruling.counted);
  if (opening) {
    noteLoad(moment.current, opening.events);
    facts.opened(prepared, { id: opening.subject.requestId, actionId });
  }
  const row: NewRuling = {
    opening,
    action: {
      id: actionId,
      agent_id: asked.agent,
      key_id: waiting.actor.keyId,
      digest,
      surface: asked.surface,
      tool: asked.tool,
      tool_version: asked.toolVersion,
      arguments: asked.arguments,
      run_id: asked.run,
      on_behalf_of: asked.onBehalfOf,
      context: contextFrom(waiting.input, ruling.evidence),
      verdict: view.verdict,
      ruling: view,
      config_version: moment.current.version,
    },
    draft: {
      agent_id: asked.agent,
      people: [],
      surface: asked.surface,
      action_id: actionId,
      request_id: opening?.subject.requestId ?? null,
      verdict: view.verdict,
      reason_code: view.reason_code,
      entry: {
        kind: "ruling",
        ...subject,
        verdict: view.verdict,
        reasonCode: view.reason_code,
        rules: view.rules,
        policyVersion: view.policy_version,
        constraints: view.constraints,
        request: opening?.subject.requestId ?? null,
      },
    },
  };
  return { ruling: row, answer: (written) => answered(moment, prepared, ruling, row, written) };
}

function answered(
  moment: Moment,
  prepared: Prepared,
  ruling: GateRuling,
  row: NewRuling,
  written: Written,
): Filed {
  const receipt = written.rulingReceipts.get(row.action.id) ?? "";
  const opened = row.opening && written.requests.get(row.opening.subject.requestId);
  const action = actionView(moment.organisation, {
    id: row.action.id,
    agentId: prepared.facts.agent,
    digest: prepared.digest,
    surface: prepared.facts.surface,
    tool: prepared.facts.tool,
    toolVersion: prepared.facts.toolVersion,
    arguments: prepared.waiting.input.arguments,
    runId: prepared.facts.run,
    onBehalfOf: prepared.facts.onBehalfOf,
    createdAt: moment.now,
  });
  const body: ActionAnswer = { action, ruling: ruling.view, ...ruling.earlier, receipt };
  if (!row.opening || !opened) return { kind: "answered", status: 200, body, replayed: false };
  const { subject } = row.opening;
  const request = agentRequestView(
    {
      id: subject.requestId,
      routeId: subject.route.id,
      bindingMessage: subject.bindingMessage,
      state: opened.state,
    },
    { sent: 0, delivered: 0 },
  );
  return { kind: "answered", status: 202, body: { ...body, request }, replayed: false };
}

function repliesFor(batch: readonly Prepared["waiting"][], filed: readonly Filed[]): readonly ReplyRow[] {
  const rows = new Map<string, ReplyRow>();
  for (const [index, { actor, idempotency }] of batch.entries()) {
    const answer = filed[index];
    if (!idempotency || answer?.kind !== "answered" || answer.replayed) continue;
    const row: ReplyRow = {
      principal: principalOf(actor),
      endpoint: PROPOSE_ENDPOINT,
      key: idempotency.key,
      body_hash: idempotency.bodyHash,
      status: answer.status,
      body: JSON.stringify(answer.body),
    };
    rows.set(JSON.stringify([row.principal, row.key]), row);
  }
  return [...rows.values()];
}
