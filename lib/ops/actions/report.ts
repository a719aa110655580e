import type { OutcomeAnswer, OutcomeInput } from "@/lib/contract/actions";
import { report as reportGrant } from "@/lib/core/grant";
import { readActionRecord, readRequestOfAction } from "@/lib/db/request-reader";
import type { AgentActor, Context } from "../context";
import { notFound, refusal } from "../refuse";
import { transact } from "../requests/transact";
import { actionView, grantView } from "./answer-view";
import { costOf } from "./cost";
import { ownAction } from "./read";

/**
 * Say what happened when the action ran. An action that was allowed at once may report too; one that was escalated must
 * have been claimed. Repeating a report changes nothing. Errors: not_claimed, already_reported, not_found.
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
  const row = {
    id: action.id,
    status: input.status,
    output_digest: input.output_digest ?? null,
    error: input.error ?? null,
    cost_cents: input.cost_cents ?? null,
  };
  const outcome = await transact(organisation, request ? [request.id] : [], async (moment, [locked], tx) => {
    // An outcome is recorded once, and so is its cost.
    const recorded = async () => ({
      outcomes: [row],
      ...(await costOf(tx, moment, { ...action, cents: row.cost_cents })),
    });
    if (!request) {
      // Read under the ledger's lock: of two reports at once the second sees the first.
      const known = (await readActionRecord(organisation, action.id, tx))?.outcomeStatus ?? null;
      const refused = known === null || known === input.status ? null : ("already_reported" as const);
      return {
        ...(known === null ? await recorded() : {}),
        answer: () => ({ result: { refused, after: null } }),
      };
    }
    if (!locked) throw notFound("action");
    const answer = reportGrant(locked.state.grant, { status: input.status, outputDigest: row.output_digest });
    return {
      transitions: [{ request: locked, events: answer.events }],
      ...(answer.events.length > 0 ? await recorded() : {}),
      answer: ({ requests }) => ({
        result: { refused: answer.ok ? null : answer.refused, after: requests.get(request.id) ?? null },
      }),
    };
  });
  if (outcome.refused) throw refusal(outcome.refused);
  return {
    action: actionView(organisation, action),
    grant: grantView(outcome.after?.state.grant ?? null),
    receipt: outcome.after?.claimReceipt ?? action.receipt,
  };
}
