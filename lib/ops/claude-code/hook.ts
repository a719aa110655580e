import { type OutcomeInput, ProposeInput } from "@/lib/contract/actions";
import type { AfterToolUse, HookAnswer, HookQuery, PreToolUse } from "@/lib/contract/claude-code";
import { isDomainError } from "@/lib/contract/errors";
import { canonicalJson, sha256 } from "@/lib/core/canonical-json";
import { log } from "@/lib/runtime/log";
import { PROPOSE_ENDPOINT } from "../actions/intake";
import { permit } from "../actions/permit";
import { report } from "../actions/report";
import type { AgentActor, Context } from "../context";
import { storedReply } from "../idempotency";

/**
 * Claude Code's hooks. Before a tool call it asks, and runs it on an `allow`; afterwards it says what happened. The call
 * is known by its session and its id, so the same call asked about again, as a resumed run does, finds its own request.
 */

/**
 * Claude Code ignores a `defer` it cannot follow and goes on with its own permissions; where those let everything
 * through, the call would run. So it is denied there.
 */
const MODES_THAT_ASK = ["default", "plan", "dontAsk"];

/** Errors: those of `propose`. */
export async function beforeToolUse(
  ctx: Context<AgentActor>,
  call: { readonly input: PreToolUse; readonly query: HookQuery; readonly signal: AbortSignal },
): Promise<HookAnswer> {
  const { input, query, signal } = call;
  const proposal = proposalOf(input);
  const { decision, reason } = await permit(ctx, {
    input: proposal,
    // Not the whole proposal: a resumed run may stand in another directory and is still the same call.
    idempotency: { key: keyOf(input), bodyHash: sha256(canonicalJson([proposal.tool, proposal.arguments])) },
    claimKey: keyOf(input),
    wait: query.wait,
    signal,
  });
  if (decision === "permitted") return answerOf(query.permitted, reason);
  const mayDefer = decision === "pending" && query.pending === "defer";
  if (!mayDefer) return answerOf("deny", reason);
  const mode = input.permission_mode ?? "default";
  if (MODES_THAT_ASK.includes(mode)) return answerOf("defer", reason);
  return answerOf("deny", `${reason} It cannot be deferred in the permission mode ${mode}.`);
}

/** A call that was never asked about, or whose outcome is known, has nothing to report. */
export async function afterToolUse(ctx: Context<AgentActor>, input: AfterToolUse): Promise<HookAnswer> {
  const stored = await storedReply(ctx, { endpoint: PROPOSE_ENDPOINT, key: keyOf(input) });
  if (stored === null) return {};
  const { action } = stored as { readonly action: { readonly id: string } }; // safe because only proposals are kept there
  try {
    await report(ctx, { ...outcomeOf(input), id: action.id });
  } catch (error) {
    if (!isDomainError(error)) throw error;
    if (error.code === "not_claimed") {
      log().warn({ agent: ctx.actor.agent, action: action.id }, "a tool ran that was not permitted");
    } else if (error.code !== "already_reported") throw error;
  }
  return {};
}

export const answerOf = (
  permissionDecision: NonNullable<HookAnswer["hookSpecificOutput"]>["permissionDecision"],
  permissionDecisionReason: string,
): HookAnswer => ({
  hookSpecificOutput: { hookEventName: "PreToolUse", permissionDecision, permissionDecisionReason },
});

/** Attested by the harness, which Claude Code is here: the model writes none of these. */
function proposalOf(input: PreToolUse): ProposeInput {
  const { cwd, permission_mode, agent_type } = input;
  const facts = Object.entries({ cwd, permission_mode, agent_type }).filter(([, fact]) => fact !== undefined);
  return ProposeInput.parse({
    tool: input.tool_name,
    arguments: input.tool_input,
    run: { id: input.session_id },
    facts: Object.fromEntries(facts),
  });
}

const keyOf = (input: { readonly session_id: string; readonly tool_use_id: string }): string =>
  `claude-code:${sha256(canonicalJson([input.session_id, input.tool_use_id]))}`;

function outcomeOf(input: AfterToolUse): OutcomeInput {
  if (input.hook_event_name === "PostToolUseFailure") {
    return { status: "failed", error: input.error === undefined ? null : cut(input.error) };
  }
  return { status: "succeeded", output_digest: sha256(canonicalJson(input.tool_response ?? null)) };
}

/** A long error must not cost the report it belongs to. */
const cut = (text: string): string =>
  Buffer.from(text)
    .subarray(0, 4000)
    .toString("utf8")
    .replace(/\ufffd$/, "");
