import { HookAnswer, HookInput, HookQuery } from "@/lib/contract/claude-code";
import { afterToolUse, answerOf, beforeToolUse } from "@/lib/ops/claude-code/hook";
import { type Answer, type Endpoint, endpoint, ok } from "./endpoint";

/**
 * Claude Code's HTTP hook. To Claude Code any status but 2xx is a hook that failed, and unless its settings say
 * `onFailure: "block"` the tool runs then. So whatever it is refused, also the credential, is a 200 that denies.
 */
export const claudeCode: readonly Endpoint[] = [
  endpoint({
    method: "POST",
    path: "/hooks/claude-code",
    summary:
      "Claude Code's HTTP hook: before a tool call it is held until it is decided, afterwards its outcome is kept",
    principals: ["agent"],
    query: HookQuery,
    body: HookInput,
    argumentsAt: "tool_input",
    answers: { 200: HookAnswer },
    refusal: denial,
    verb: async ({ ctx, query, body, wait }) =>
      ok(
        body.hook_event_name === "PreToolUse"
          ? await wait((signal) => beforeToolUse(ctx, { input: body, query, signal }))
          : await afterToolUse(ctx, body),
      ),
  }),
];

/** Every event names itself so, and near the beginning: what is wrong with the rest of a body does not hide it. */
const EVENT = '"hook_event_name"';

function denial(problem: Answer, beginning: string): Answer {
  if (!beginning.includes(EVENT)) return problem;
  const { detail } = JSON.parse(String(problem.body)) as { readonly detail: string }; // safe because problem() wrote it
  const { reasonCode } = problem;
  return { ...ok(answerOf("deny", `Not permitted (${reasonCode}): ${detail}`)), reasonCode };
}
