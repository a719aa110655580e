import { z } from "zod";
import { JsonObject, wholeNumber } from "./common";

/**
 * What Claude Code posts to its HTTP hooks, and what it reads. The names are Claude Code's; its releases add members, so
 * unlike elsewhere unknown ones are let in. They are not looked at.
 */

const ToolCall = {
  session_id: z.string().min(1).max(200),
  tool_name: z.string().min(1).max(200),
  tool_input: JsonObject,
  tool_use_id: z.string().min(1).max(200),
  cwd: z.string().max(4096).optional(),
  permission_mode: z.string().max(100).optional(),
  agent_type: z.string().max(200).optional(),
};

export const PreToolUse = z.looseObject({ hook_event_name: z.literal("PreToolUse"), ...ToolCall });
export type PreToolUse = z.infer<typeof PreToolUse>;

export const PostToolUse = z.looseObject({
  hook_event_name: z.literal("PostToolUse"),
  ...ToolCall,
  tool_response: z.unknown(),
});

export const PostToolUseFailure = z.looseObject({
  hook_event_name: z.literal("PostToolUseFailure"),
  ...ToolCall,
  error: z.string().optional(),
});

export const HookInput = z
  .discriminatedUnion("hook_event_name", [PreToolUse, PostToolUse, PostToolUseFailure])
  .meta({ id: "ClaudeCodeHookInput" });
export type HookInput = z.infer<typeof HookInput>;
export type AfterToolUse = Exclude<HookInput, PreToolUse>;

/** Claude Code gives an HTTP hook 600 seconds; the answer must be there before. */
export const HOOK_SECONDS = { most: 590, usual: 540 } as const;

export const HookQuery = z.strictObject({
  /** How long people have, in seconds, before the call is answered as `pending` says. */
  wait: wholeNumber(0, HOOK_SECONDS.most).default(HOOK_SECONDS.usual),
  /** While nobody has answered: deny the call, or defer it, which ends a headless run that can be resumed. */
  pending: z.enum(["deny", "defer"]).default("deny"),
  /** What is permitted runs at once, or only after Claude Code's own prompt to whoever sits there. */
  permitted: z.enum(["allow", "ask"]).default("allow"),
});
export type HookQuery = z.infer<typeof HookQuery>;

export const HookAnswer = z
  .object({
    hookSpecificOutput: z
      .object({
        hookEventName: z.literal("PreToolUse"),
        permissionDecision: z.enum(["allow", "deny", "ask", "defer"]),
        permissionDecisionReason: z.string(),
      })
      .optional(),
  })
  .meta({
    id: "ClaudeCodeHookAnswer",
    description: "To Claude Code a refusal of any kind is a 200 that denies",
  });
export type HookAnswer = z.infer<typeof HookAnswer>;
