import type { ClaimAnswer, ClaimInput } from "@/lib/contract/actions";
import { actionDigest } from "@/lib/core/action";
import { frozenCode, stoppedBy } from "@/lib/core/freeze";
import { claim as claimGrant } from "@/lib/core/grant";
import { readFreezes } from "@/lib/db/freezes";
import { readRequestOfAction } from "@/lib/db/request-reader";
import type { AgentActor, Context } from "../context";
import { notFound, refusal } from "../refuse";
import { transact } from "../requests/transact";
import { contextOf } from "./action-context";
import { ownAction } from "./read";
import { stoppableOf } from "./stoppable";

/**
 * Spend an approval, once, for exactly the action that was approved. The same claim key gets the same answer.
 * Errors: not_approved, digest_mismatch, already_claimed, grant_held, grant_lapsed, grant_revoked,
 * agent_frozen, surface_frozen, not_found.
 */
export async function claim(
  ctx: Context<AgentActor>,
  input: ClaimInput & { readonly id: string },
): Promise<ClaimAnswer> {
  const { organisation } = ctx.actor;
  const action = await ownAction(ctx, input.id);
  const digest =
    input.digest ??
    actionDigest({
      ...action,
      organisation,
      agent: action.agentId,
      run: action.runId,
      arguments: input.arguments,
    });
  const request = await readRequestOfAction(organisation, action.id);
  if (!request) throw refusal("not_approved");
  const { delegation } = contextOf(action.context);
  const outcome = await transact(organisation, [request.id], async ({ now, current }, [locked], tx) => {
    if (!locked) throw notFound("action");
    const stoppable = stoppableOf(current.gate, { ...action, agent: action.agentId, delegation });
    // Under the ledger's lock, as every freeze is written: of the two, one is first.
    const stopped = stoppedBy(await readFreezes(tx, organisation), stoppable);
    const command = { digest, claimKey: input.claim_key ?? null, frozen: stopped && frozenCode(stopped) };
    const answer = claimGrant(locked.state.grant, command, now);
    return {
      transitions: [{ request: locked, events: answer.events }],
      answer: ({ requests }) => ({
        result: { after: requests.get(request.id), refused: answer.ok ? null : answer.refused },
      }),
    };
  });
  if (outcome.refused) throw refusal(outcome.refused);
  const grant = outcome.after?.state.grant;
  if (!grant || !outcome.after?.claimReceipt) throw refusal("not_approved");
  return {
    grant: {
      id: grant.id,
      status: "claimed",
      expires_at: grant.expiresAt.toISOString(),
      constraints: { ...grant.constraints },
    },
    receipt: outcome.after.claimReceipt,
  };
}
