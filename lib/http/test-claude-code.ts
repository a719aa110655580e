import { expect } from "vitest";
import { HookAnswer } from "@/lib/contract/claude-code";
import { call, JSON_TYPE } from "./test-api";
import type { HttpHouse } from "./test-house";

/** What Claude Code posts before a tool call, for tests; each is another call. */

let calls = 0;
export const eventOf = (more: Record<string, unknown> = {}) => {
  calls += 1;
  return {
    hook_event_name: "PreToolUse",
    session_id: "session-1",
    transcript_path: "/home/u/t.jsonl",
    cwd: "/repo",
    permission_mode: "default",
    effort: { level: "high" },
    tool_name: "Bash",
    tool_input: { command: `git push ${calls}` },
    tool_use_id: `toolu_${calls}`,
    ...more,
  };
};

/** Posts as Claude Code does, and reads the decision as it does. */
export async function postHook(http: HttpHouse, body: unknown, query = "?wait=0") {
  const headers = { ...JSON_TYPE, ...http.agent };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = await call(http.api, "POST", `/hooks/claude-code${query}`, { headers, body: text });
  expect(answer.status).toBe(200);
  const output = HookAnswer.strict().parse(answer.body).hookSpecificOutput;
  return {
    body: answer.body,
    decision: output?.permissionDecision,
    reason: output?.permissionDecisionReason,
  };
}
