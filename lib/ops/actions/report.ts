import type { OutcomeAnswer, OutcomeInput, Ruling } from "@/lib/contract/actions";
import { type Constraints, unconfirmed } from "@/lib/core/constraints";
import { type Reported, report as reportGrant } from "@/lib/core/grant";
import { type ActionRecord, readActionRecord, readRequestOfAction } from "@/lib/db/request-reader";
import type { LockedRequest } from "@/lib/db/request-writer";
import type { AgentActor, Context } from "../context";
import { notFound, refusal } from "../refuse";
import { confirmation, type LedgerDraft } from "../requests/drafts";
import { transact } from "../requests/transact";
import { actionView, grantView } from "./answer-view";
import { costOf } from "./cost";
import { ownAction } from "./read";

/**
 * Say what happened when the action ran, and under which of its constraints. An action that was allowed at once may report
 * too; one that was escalated must have been claimed. Repeating a report changes nothing. Errors: not_claimed,
 * already_reported, not_found.
 */
export async function report(
  ctx: Context<AgentActor>,
  input: OutcomeInput & { readonly id: string },
): Promise<OutcomeAnswer> {
  const { organisation } = ctx.actor;
  const action = await ownAction(ctx, input.id);
  const request = await readRequestOfAction(organisation, action.id);
  const runsUnasked = action.verdict === "allow" || action.verdict === "sandbox";
  if (!request && !runsUnasked) throw refusal("not_claimed");
  const outcome = await transact(organisation, request ? [request.id] : [], async (moment, [locked], tx) => {
    const reported = reportedOf(input, termsFor(action, locked ?? null));
    const row = rowOf(action.id, input, reported);
    // An outcome is recorded once, and so is its cost.
    const recorded = async (notes: readonly LedgerDraft[]) => {
      const cost = await costOf(tx, moment, { ...action, cents: row.cost_cents });
      return { ...cost, outcomes: [row], notes: [...notes, ...(cost.notes ?? [])] };
    };
    if (!request) {
      // Read under the ledger's lock: of two reports at once the second sees the first.
      const known = await readActionRecord(organisation, action.id, tx);
      const status = known?.outcomeStatus ?? null;
      const refused = status === null || status === input.status ? null : ("already_reported" as const);
      const first = status === null ? await recorded(noteOf(action, reported)) : {};
      const left = status === null ? row.unconfirmed : (known?.outcomeUnconfirmed ?? null);
      return { ...first, answer: () => ({ result: { refused, after: null, left } }) };
    }
    if (!locked) throw notFound("action");
    const answer = reportGrant(locked.state.grant, reported);
    const isFirst = answer.events.length > 0;
    const left = isFirst ? row.unconfirmed : action.outcomeUnconfirmed;
    return {
      transitions: [{ request: locked, events: answer.events }],
      ...(isFirst ? await recorded([]) : {}),
      answer: ({ requests }) => {
        const after = requests.get(request.id) ?? null;
        return { result: { refused: answer.ok ? null : answer.refused, after, left } };
      },
    };
  });
  if (outcome.refused) throw refusal(outcome.refused);
  return {
    action: actionView(organisation, action),
    grant: grantView(outcome.after?.state.grant ?? null),
    unconfirmed: outcome.left === null ? null : [...outcome.left],
    receipt: outcome.after?.claimReceipt ?? action.receipt,
  };
}

/** What had to be applied: the grant's constraints, or a sandbox's. */
function termsFor(action: ActionRecord, locked: LockedRequest | null): Constraints {
  if (locked) return locked.state.grant?.constraints ?? {};
  const ruling = action.ruling as Ruling; // safe because only propose writes the column, from this very type
  return action.verdict === "sandbox" ? ruling.constraints : {};
}

const reportedOf = (input: OutcomeInput, terms: Constraints): Reported => ({
  status: input.status,
  outputDigest: input.output_digest ?? null,
  costCents: input.cost_cents ?? null,
  ...(Object.keys(terms).length > 0
    ? { unconfirmed: unconfirmed(terms, input.applied_constraints ?? {}) }
    : {}),
});

const rowOf = (id: string, input: OutcomeInput, reported: Reported) => ({
  id,
  status: input.status,
  output_digest: reported.outputDigest,
  error: input.error ?? null,
  cost_cents: input.cost_cents ?? null,
  applied: input.applied_constraints ?? null,
  unconfirmed: reported.unconfirmed ?? null,
});

/** Nobody was asked about a sandbox: whether it was one is on the ledger all the same. */
function noteOf(action: ActionRecord, { unconfirmed: left, ...reported }: Reported): readonly LedgerDraft[] {
  if (!left) return [];
  return [
    {
      agent_id: action.agentId,
      people: [],
      surface: action.surface,
      action_id: action.id,
      request_id: null,
      verdict: null,
      reason_code: confirmation({ unconfirmed: left }),
      entry: {
        kind: "outcome",
        action: action.id,
        digest: action.digest,
        request: null,
        grant: null,
        ...{ status: reported.status, outputDigest: reported.outputDigest },
        costCents: reported.costCents ?? null,
        unconfirmed: left,
      },
    },
  ];
}
