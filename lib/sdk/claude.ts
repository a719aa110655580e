/** `countersign/claude`: Claude Code's tools behind the gate, for the Claude Agent SDK. */
import {
  type ActionContext,
  Countersign,
  digestOf,
  GovernanceDenied,
  type Outcome,
  type PermitOptions,
  requestPermit,
} from "./client";

/** The Agent SDK's types as far as they are used here: its package brings a program of 200 MB, which types need not. */
export type ClaudeToolCall = {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly toolUseId: string;
  /** Known to hooks; `canUseTool` is not told. */
  readonly sessionId: string | null;
};

export type ClaudeOptions = Omit<
  PermitOptions<object>,
  "context" | "idempotencyKey" | "signal" | "appliesConstraints"
> & {
  readonly context?: ActionContext | ((call: ClaudeToolCall) => ActionContext);
  /** The gate could not be told what became of a tool call. A warning on the console by default. */
  readonly onUnreported?: (error: unknown, outcome: Outcome, actionId: string) => void;
};

type Input = Record<string, unknown>;

export type ClaudePermission =
  | { behavior: "allow"; updatedInput: Input }
  | { behavior: "deny"; message: string };

type HookOptions = { signal: AbortSignal };
type HookInput = { hook_event_name: string };
type HookOutput = {
  hookSpecificOutput?: {
    hookEventName: "PreToolUse";
    permissionDecision: "allow" | "deny";
    permissionDecisionReason: string;
    updatedInput?: Input;
  };
};
type HookMatcher = {
  hooks: ((input: HookInput, toolUseId: string | undefined, options: HookOptions) => Promise<HookOutput>)[];
  timeout: number;
  onFailure?: "block";
};

/** Longer than any request stays open; the gate's own deadline ends the wait. */
const HOOK_SECONDS = 7 * 24 * 3600;

/**
 * `query({ options: { hooks: governClaude(…) } })`: every tool call is asked for before it runs, also those that a
 * permission rule would let pass, and what became of it is reported. With a `timeoutSeconds`, calls nobody has answered
 * by then are denied.
 */
export function governClaude(
  options: ClaudeOptions = {},
): Record<"PreToolUse" | "PostToolUse" | "PostToolUseFailure", HookMatcher[]> {
  const client = options.client ?? new Countersign();
  const actions = new Map<string, string>();
  const report = async (toolUseId: string, outcome: Outcome): Promise<HookOutput> => {
    const actionId = actions.get(toolUseId);
    if (actionId === undefined) return {};
    actions.delete(toolUseId);
    await client.report(actionId, outcome).catch((error: unknown) => {
      (options.onUnreported ?? warnUnreported)(error, outcome, actionId);
    });
    return {};
  };
  return {
    PreToolUse: [
      {
        timeout: HOOK_SECONDS,
        onFailure: "block",
        hooks: [
          async (input, _id, { signal }) => {
            const call = callOf(input);
            const answer = await ask(call, { ...options, client }, signal);
            if (answer.actionId !== null) actions.set(call.toolUseId, answer.actionId);
            return preToolUse(answer);
          },
        ],
      },
    ],
    PostToolUse: [
      { timeout: 60, hooks: [async (input) => report(callOf(input).toolUseId, await succeeded(input))] },
    ],
    PostToolUseFailure: [
      { timeout: 60, hooks: [async (input) => report(callOf(input).toolUseId, failed(input))] },
    ],
  };
}

/**
 * `query({ options: { canUseTool: canUseTool(…) } })`: asked only for calls that no permission rule has settled before;
 * `governClaude` is asked for all. What became of a call is not reported. Use one of the two.
 */
export function canUseTool(
  options: ClaudeOptions = {},
): (
  tool: string,
  input: Input,
  call: { signal: AbortSignal; toolUseID: string },
) => Promise<ClaudePermission> {
  const client = options.client ?? new Countersign();
  return async (tool, input, { signal, toolUseID }) => {
    const call = { tool, input, toolUseId: toolUseID, sessionId: null };
    const { input: sealed, reason } = await ask(call, { ...options, client }, signal);
    return sealed === null
      ? { behavior: "deny", message: reason }
      : { behavior: "allow", updatedInput: { ...sealed } };
  };
}

type Asked = {
  /** What was claimed: the tool is to run with this. Null when it may not run. */
  readonly input: Readonly<Input> | null;
  readonly reason: string;
  readonly actionId: string | null;
};

/** Never throws: to Claude Code, a hook that fails may look like one that has nothing to say. */
async function ask(call: ClaudeToolCall, options: ClaudeOptions, signal: AbortSignal): Promise<Asked> {
  try {
    const own = typeof options.context === "function" ? options.context(call) : options.context;
    const run = own?.run ?? (call.sessionId === null ? undefined : { id: call.sessionId });
    const { args, permit } = await requestPermit(call.tool, call.input, {
      ...options,
      context: { ...own, run },
      idempotencyKey: run && `${encodeURIComponent(run.id)}:${encodeURIComponent(call.toolUseId)}`,
      signal,
    });
    const by = permit.decision?.decidedBy.map(({ person }) => person).join(", ");
    return {
      input: args,
      reason: by ? `Approved by ${by}.` : "Permitted by policy.",
      actionId: permit.actionId,
    };
  } catch (error) {
    const reason =
      error instanceof GovernanceDenied
        ? error.message
        : `Not permitted: there is no answer (${error instanceof Error ? error.message : String(error)}).`;
    return { input: null, reason, actionId: null };
  }
}

function preToolUse({ input, reason }: Asked): HookOutput {
  const base = { hookEventName: "PreToolUse", permissionDecisionReason: reason } as const;
  return {
    hookSpecificOutput:
      input === null
        ? { ...base, permissionDecision: "deny" }
        : { ...base, permissionDecision: "allow", updatedInput: { ...input } },
  };
}

/** Throws on anything but a tool call, and the hook's `onFailure` blocks it. */
function callOf(event: object): ClaudeToolCall {
  const {
    tool_name: tool,
    tool_input: input,
    tool_use_id: toolUseId,
    session_id: sessionId,
  } = event as Input; // safe because each is checked
  const isCall = typeof tool === "string" && typeof toolUseId === "string" && typeof sessionId === "string";
  if (!isCall || typeof input !== "object" || input === null) throw new TypeError("this is no tool call");
  return { tool, input: input as Input, toolUseId, sessionId }; // safe because sealing refuses what is no plain object
}

async function succeeded(event: object): Promise<Outcome> {
  const text = "tool_response" in event ? JSON.stringify(event.tool_response) : undefined;
  return { status: "succeeded", outputDigest: text === undefined ? undefined : await digestOf(text) };
}

const failed = (event: object): Outcome => ({
  status: "failed",
  error: "error" in event ? String(event.error) : "",
});

const warnUnreported = (error: unknown, outcome: Outcome, actionId: string): void =>
  console.warn(`countersign: ${actionId} ${outcome.status}, but the gate could not be told:`, error);
