import { z } from "zod";
import { Action, Grant, Ruling } from "./actions";
import { Instant, id, Jws } from "./common";

/**
 * The AuthZEN side of the wire: Authorization API 1.0 and its Access Request and Approval Profile (docs/authzen.md).
 * Members of theirs that we do not know are ignored, as the standard demands; members of ours are read strictly, when
 * what they make is read as a proposal.
 */

const Name = z.string().min(1).max(200);
/** Attributes are whatever the enforcement point has; only those named here have a meaning. */
const Attributes = z.record(z.string(), z.unknown());

/** `agent` is the key's own agent; the others are whom it acts for. */
export const AccessSubject = z
  .object({
    type: z.enum(["agent", "user", "person", "identity"]),
    id: Name,
    properties: Attributes.optional(),
  })
  .meta({ id: "AccessSubject" });
export type AccessSubject = z.infer<typeof AccessSubject>;

export const AccessAction = z
  .object({
    name: z.enum(["invoke", "tools/call"]),
    properties: Attributes.optional().meta({
      description: "`arguments` (an object), `tool_version`; the rest is ignored",
    }),
  })
  .meta({ id: "AccessAction" });

export const AccessResource = z
  .object({
    type: z.enum(["tool", "surface"]),
    id: Name,
    properties: Attributes.optional().meta({
      description: "of a surface: `tool`; the rest is ignored",
    }),
  })
  .meta({ id: "AccessResource" });

export const AccessContext = Attributes.meta({
  id: "AccessContext",
  description:
    "`run`, `facts`, `delegation`, `explanation`, `deadline_seconds` and `trace` as in a proposal; `approval` as it was given; the rest is ignored",
});

export const EvaluationInput = z
  .object({
    subject: AccessSubject,
    action: AccessAction,
    resource: AccessResource,
    context: AccessContext.optional(),
  })
  .meta({ id: "EvaluationInput" });
export type EvaluationInput = z.infer<typeof EvaluationInput>;

/** More would hold a connection for minutes. */
const MOST_EVALUATIONS = 50;

/** Its members are read one by one, after the defaults are put in: one that cannot be read is denied alone. */
export const EvaluationsInput = z
  .object({
    subject: z.unknown().optional(),
    action: z.unknown().optional(),
    resource: z.unknown().optional(),
    context: z.unknown().optional(),
    evaluations: z.array(Attributes).max(MOST_EVALUATIONS).optional(),
    options: z
      .object({
        evaluations_semantic: z
          .enum(["execute_all", "deny_on_first_deny", "permit_on_first_permit"])
          .optional(),
      })
      .optional(),
  })
  .meta({ id: "EvaluationsInput" });
export type EvaluationsInput = z.infer<typeof EvaluationsInput>;

/** What we add to a decision, under a name of ours, as the profile asks of members it does not define. */
export const RULING_MEMBER = "urn:countersign:ruling";

export const CountersignMember = z
  .object({
    action: Action.pick({ id: true, digest: true }),
    ruling: Ruling,
    request: z
      .object({
        id: id("req"),
        url: z.string(),
        binding_message: z.string(),
        deadline_at: Instant,
      })
      .optional(),
    grant: Grant.pick({ id: true, status: true }).optional(),
    receipt: Jws.optional(),
  })
  .meta({ id: "AccessRuling" });

const ApprovalReference = z.object({
  id: z.string(),
  approved_at: Instant.optional(),
  approved_until: Instant,
});

export const DecisionContext = z
  .object({
    evaluation_id: z.string().optional(),
    evaluated_at: Instant.optional(),
    reason: z.string().optional(),
    next_action: z.enum(["request", "retry", "none"]).optional(),
    retry_after: z.int().optional(),
    error: z.object({ status: z.int(), message: z.string() }).optional(),
    access_request: z
      .object({
        endpoint: z.string(),
        template: z.string(),
        expires_at: Instant,
        display: z.object({ title: z.string(), description: z.string() }),
      })
      .optional(),
    approval: ApprovalReference.optional(),
    [RULING_MEMBER]: CountersignMember.optional(),
  })
  .meta({ id: "AccessDecisionContext" });
export type DecisionContext = z.infer<typeof DecisionContext>;

export const AccessDecision = z
  .object({ decision: z.boolean(), context: DecisionContext })
  .meta({ id: "AccessDecision" });
export type AccessDecision = z.infer<typeof AccessDecision>;

export const EvaluationsAnswer = z
  .union([AccessDecision, z.object({ evaluations: z.array(AccessDecision) })])
  .meta({ id: "EvaluationsAnswer" });
export type EvaluationsAnswer = z.infer<typeof EvaluationsAnswer>;

const absent = (message: string) =>
  z
    .unknown()
    .optional()
    .refine((given) => given === undefined, message);

/** One item: bundles (`items`) are refused, because each action is approved by itself. */
export const AccessRequestInput = EvaluationInput.extend({
  items: absent("bundled requests are not supported; submit each by itself"),
  denial: z.object({
    evaluation_id: z.string().max(64),
    expires_at: Instant,
    binding_token: absent("no binding token is ever given out"),
  }),
  callback: z
    .object({
      endpoint: z.url().max(2000),
      state: z.string().max(2000).optional(),
      events: z.array(z.string().max(64)).max(20).optional(),
    })
    .optional(),
}).meta({ id: "AccessRequestInput" });
export type AccessRequestInput = z.infer<typeof AccessRequestInput>;

export const TaskStatus = z.enum(["pending", "approved", "denied", "expired", "cancelled", "failed"]);
export type TaskStatus = z.infer<typeof TaskStatus>;

export const AccessTask = z
  .object({
    id: id("req"),
    status: TaskStatus,
    status_endpoint: z.string(),
    display: z.object({ title: z.string(), description: z.string() }),
    links: z.object({ ticket: z.string(), cancel: z.string().optional() }),
  })
  .meta({ id: "AccessTask" });
export type AccessTask = z.infer<typeof AccessTask>;

export const TaskAnswer = z
  .object({
    task: AccessTask,
    result: z.object({ mode: z.literal("reevaluate"), approval: ApprovalReference }).optional(),
  })
  .meta({ id: "AccessTaskAnswer" });
export type TaskAnswer = z.infer<typeof TaskAnswer>;

/** The profile lets nobody add to this one, so a typo is refused. */
export const CancelInput = z.strictObject({
  reason: z.string().max(200).optional(),
  comment: z.string().max(2000).optional(),
});
export type CancelInput = z.infer<typeof CancelInput>;

export const AccessMetadata = z
  .object({
    policy_decision_point: z.string(),
    access_evaluation_endpoint: z.string(),
    access_evaluations_endpoint: z.string(),
    access_request_endpoint: z.string(),
    capabilities: z.array(z.string()),
  })
  .meta({ id: "AccessMetadata" });
