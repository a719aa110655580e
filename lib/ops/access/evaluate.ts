import { type AccessDecision, RULING_MEMBER } from "@/lib/contract/access";
import type { ClaimAnswer } from "@/lib/contract/actions";
import { isDomainError } from "@/lib/contract/errors";
import { ruleInChain } from "@/lib/core/rule-chain";
import { statements } from "@/lib/db/pipeline";
import { readNow, readRequestRecord } from "@/lib/db/request-reader";
import { chainOf } from "../actions/chain";
import { claim } from "../actions/claim";
import { askedOf, prepare, recordFor } from "../actions/intake-facts";
import { propose } from "../actions/propose";
import { readAction } from "../actions/read";
import { policyInput } from "../actions/ruling";
import type { AgentActor, Context } from "../context";
import { reading } from "../requests/world";
import { approvalId, decisionOf, refusedApproval } from "./decision";
import { type Asked, proposalFrom } from "./proposal";

type Key = { readonly key: string; readonly bodyHash: string } | null;

/**
 * One AuthZEN evaluation. It is a proposal, ruled on and recorded as any other; an escalation opens its request at once.
 * With `context.approval` it is the claim of that approval, so that `true` comes once for what was approved.
 * Errors: those of propose, and forbidden.
 */
export async function evaluate(
  ctx: Context<AgentActor>,
  call: { readonly evaluation: unknown; readonly idempotency: Key },
): Promise<{ readonly body: AccessDecision; readonly replayed: boolean }> {
  const asked = proposalFrom(ctx.actor, call.evaluation);
  // The same key may have been used for a proposal: keys belong to an endpoint.
  const idempotency = call.idempotency && { ...call.idempotency, key: `authzen:${call.idempotency.key}` };
  if (asked.approval !== null) {
    const body = await claimApproval(ctx, { ...asked, approval: asked.approval }, idempotency?.key);
    return { body, replayed: false };
  }
  const { body, replayed } = await propose(ctx, { input: asked.proposal, idempotency });
  return { body: decisionOf(body), replayed };
}

type Presented = Asked & { readonly approval: string };

/** Why an approval is not good, in the profile's words where it has some. */
const REASONS: Readonly<Record<string, string>> = {
  not_approved: "approval_unverifiable",
  digest_mismatch: "out_of_scope",
  grant_lapsed: "approval_expired",
  grant_revoked: "approval_expired",
  grant_held: "grant_pending",
  already_claimed: "already_claimed",
  agent_frozen: "policy_denied",
  surface_frozen: "policy_denied",
};

async function claimApproval(
  ctx: Context<AgentActor>,
  { approval, proposal }: Presented,
  claimKey: string | undefined,
): Promise<AccessDecision> {
  const { actor } = ctx;
  const request = await readRequestRecord(actor.organisation, approval.replace(/^apr_/, "req_"));
  const isTheirs = request?.agentId === actor.agent && approvalId(request.id) === approval;
  const grant = request?.state.grant;
  if (!request || !isTheirs || !grant) return refusedApproval("approval_unverifiable");
  const view = await reading(actor.organisation);
  const moment = { ...view, pinned: new Map() };
  const prepared = prepare(moment, { input: proposal, actor, idempotency: null, supersedes: null });
  if (prepared.digest !== request.digest) return refusedApproval("out_of_scope");
  // An approval does not outlive a rule that has since come to forbid the action.
  const record = await recordFor(statements(), moment, [prepared]);
  const recorded = record.of(askedOf(prepared), prepared.place);
  const input = policyInput(moment, prepared, recorded ? { recorded } : {});
  const today = ruleInChain(view.current.gate.policies, input, chainOf(view.current, input.delegation));
  if (today.verdict === "block") return refusedApproval("policy_denied");
  // Limits that this caller was never asked to apply: who can apply them claims at /api/v1/actions/{id}/claim.
  if (Object.keys(grant.constraints).length > 0) return refusedApproval("constraints");
  const asked = { id: request.actionId, digest: prepared.digest, claim_key: claimKey };
  try {
    const claimed = await claim(ctx, asked);
    return granted(ctx, request.actionId, approval, claimed);
  } catch (error) {
    if (!isDomainError(error)) throw error;
    const reason = REASONS[error.code];
    if (reason === undefined) throw error;
    return refusedApproval(reason, reason === "grant_pending" ? await secondsUntil(grant.heldUntilAt) : null);
  }
}

async function secondsUntil(at: Date | null): Promise<number> {
  const left = at ? at.getTime() - (await readNow()).getTime() : 0;
  return Math.max(1, left / 1000);
}

async function granted(
  ctx: Context<AgentActor>,
  actionId: string,
  approval: string,
  { grant, receipt }: ClaimAnswer,
): Promise<AccessDecision> {
  const { action, ruling } = await readAction(ctx, { id: actionId, wait: 0 });
  return {
    decision: true,
    context: {
      evaluation_id: action.id,
      evaluated_at: action.created_at,
      approval: { id: approval, approved_until: grant.expires_at },
      [RULING_MEMBER]: {
        action: { id: action.id, digest: action.digest },
        ruling,
        grant: { id: grant.id, status: grant.status },
        receipt,
      },
    },
  };
}
