import { z } from "zod";
import {
  Cause,
  Decider,
  Digest,
  GrantStatus,
  Instant,
  id,
  JsonObject,
  Jws,
  ReasonCode,
  ReasonText,
  RequestStatus,
  textBytes,
  Verdict,
  wholeNumber,
} from "./common";
import { PathStep, ToolName } from "./config-examples";

/** The agent's side of the wire: propose, wait, claim, answer, report, withdraw (contract: "Agents"). */

export const ProposeInput = z
  .strictObject({
    surface: z.string().min(1).max(200).nullish(),
    tool: ToolName.nullish(),
    tool_version: z.string().max(200).nullish(),
    arguments: JsonObject.default({}),
    run: z
      .strictObject({
        id: z.string().min(1).max(200),
        task: textBytes(4096, "task").nullish(),
        step: z.int().min(0).nullish(),
        path: z.array(PathStep).max(500).default([]),
      })
      .nullish(),
    facts: JsonObject.default({}),
    on_behalf_of: z.string().min(1).max(200).nullish(),
    delegation: z
      .array(
        z.strictObject({
          agent: z.string().min(1).max(200),
          surface: z.string().max(200).nullish().meta({
            description: "what it is doing by handing this on: the gravest surface of a chain governs",
          }),
        }),
      )
      .max(20)
      .default([]),
    explanation: z
      .strictObject({ title: z.string().max(200).nullish(), why: textBytes(4096, "why").nullish() })
      .nullish(),
    deadline_seconds: z.int().min(1).max(31_536_000).nullish(),
    supersedes: z.string().max(64).nullish(),
    callback: z.strictObject({ url: z.url().max(2000), state: z.string().max(2000).nullish() }).nullish(),
    trace: z.strictObject({ traceparent: z.string().max(200).nullish() }).nullish(),
  })
  .refine((input) => input.surface != null || input.tool != null, {
    message: "name a surface or a tool",
    path: ["surface"],
  })
  .meta({ id: "ProposeInput" });
export type ProposeInput = z.infer<typeof ProposeInput>;

export const Action = z
  .object({
    id: id("act"),
    digest: Digest,
    organisation: z.string(),
    agent: z.string(),
    run: z.string().nullable(),
    surface: z.string().nullable(),
    tool: z.string().nullable(),
    tool_version: z.string().nullable(),
    arguments: JsonObject,
    on_behalf_of: z.string().nullable(),
    created_at: Instant,
  })
  .meta({ id: "Action", description: "Every field the digest covers, echoed, with the digest itself" });
export type Action = z.infer<typeof Action>;

export const Ruling = z
  .object({
    verdict: Verdict,
    reason_code: z.string(),
    reason: z.string(),
    rules: z.array(z.string()),
    policy_version: z.string(),
    retry_after_seconds: z.int().nullable(),
    constraints: JsonObject,
    counted: z
      .array(
        z.object({
          policy: z.string(),
          scope: z.object({
            agent: z.string().optional(),
            tool: z.string().nullable().optional(),
            surface: z.string().nullable().optional(),
          }),
          max: z.int(),
          window_seconds: z.int(),
          used: z.int().meta({ description: "let through within the window before this action" }),
          retry_after_seconds: z.int().nullable().meta({ description: "until one more fits; null: it fits" }),
        }),
      )
      .optional()
      .meta({ description: "what throttles with a limit counted" }),
    shadow: z.array(
      z.object({
        policy: z.string(),
        verdict: Verdict,
        reason_code: z.string(),
        would_be: Verdict.optional().meta({ description: "the ruling, had this rule been in force" }),
      }),
    ),
  })
  .meta({ id: "Ruling" });
export type Ruling = z.infer<typeof Ruling>;

export const Decision = z
  .object({
    outcome: z.enum(["approved", "denied"]),
    cause: Cause,
    reason: z.string().nullable(),
    reason_code: z.string().nullable(),
    decided_at: Instant,
    decided_by: z.array(Decider),
    seen: z.boolean(),
    pages: z.object({ sent: z.int(), delivered: z.int(), acknowledged: z.int() }),
    retryable: z.boolean(),
    constraints: JsonObject,
  })
  .meta({ id: "Decision" });
export type Decision = z.infer<typeof Decision>;

export const Grant = z
  .object({
    id: id("grt"),
    status: GrantStatus,
    expires_at: Instant,
    held_until: Instant.nullable().optional(),
    constraints: JsonObject.optional(),
  })
  .meta({ id: "Grant" });
export type Grant = z.infer<typeof Grant>;

export const Question = z.object({
  id: id("qst"),
  text: z.string(),
  asked_by: z.string(),
  asked_at: Instant,
  answer: z.string().nullable(),
  answered_at: Instant.nullable(),
});
export type Question = z.infer<typeof Question>;

export const AgentRequest = z
  .object({
    id: id("req"),
    status: RequestStatus,
    route: z.string(),
    opened_at: Instant,
    deadline_at: Instant,
    binding_message: z.string(),
    url: z.string(),
    asked: z.array(z.string()).meta({ description: "people paged about it so far" }),
    decision: Decision.nullable(),
    grant: Grant.nullable(),
    questions: z.array(Question).optional(),
  })
  .meta({ id: "AgentRequest" });
export type AgentRequest = z.infer<typeof AgentRequest>;

export const ActionAnswer = z
  .object({
    action: Action,
    ruling: Ruling,
    request: AgentRequest.optional(),
    decision: Decision.optional().meta({ description: "With `recently_denied`: the earlier decision" }),
    outcome: z
      .object({
        status: z.string(),
        output_digest: z.string().nullable(),
        reported_at: Instant,
        unconfirmed: z.array(z.string()).nullable(),
      })
      .nullable()
      .optional(),
    receipt: Jws.optional(),
  })
  .meta({ id: "ActionAnswer" });
export type ActionAnswer = z.infer<typeof ActionAnswer>;

export const WaitQuery = z.strictObject({ wait: wholeNumber(0, 25).default(0) });

export const ClaimInput = z
  .strictObject({
    digest: Digest.optional(),
    arguments: JsonObject.optional(),
    claim_key: z.string().min(1).max(255).optional(),
  })
  .refine((input) => (input.digest === undefined) !== (input.arguments === undefined), {
    message: "give either digest or arguments",
    path: ["digest"],
  });
export type ClaimInput = z.infer<typeof ClaimInput>;

export const ClaimAnswer = z.object({
  grant: z.object({ id: id("grt"), status: GrantStatus, expires_at: Instant, constraints: JsonObject }),
  receipt: Jws,
});
export type ClaimAnswer = z.infer<typeof ClaimAnswer>;

export const OutcomeInput = z.strictObject({
  status: z.enum(["succeeded", "failed", "unknown"]),
  output_digest: Digest.nullish(),
  error: textBytes(4096, "error").nullish(),
  cost_cents: z.number().min(0).max(1_000_000_000).nullish(),
  applied_constraints: JsonObject.nullish().meta({
    description: "the constraints of the ruling or the grant that it was run under, as they were applied",
  }),
});
export type OutcomeInput = z.infer<typeof OutcomeInput>;

export const OutcomeAnswer = z.object({
  action: Action,
  grant: Grant.nullable(),
  unconfirmed: z.array(z.string()).nullable().meta({
    description: "constraints the outcome does not confirm; null where there were none to apply",
  }),
  receipt: Jws,
});
export type OutcomeAnswer = z.infer<typeof OutcomeAnswer>;

export const WithdrawInput = z.strictObject({
  reason: ReasonText.nullish(),
  reason_code: ReasonCode.nullish(),
});
export type WithdrawInput = z.infer<typeof WithdrawInput>;

export const AnswerInput = z.strictObject({
  question: z.string().max(64),
  text: textBytes(4096, "text").min(1),
});
export type AnswerInput = z.infer<typeof AnswerInput>;
