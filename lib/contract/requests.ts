import { z } from "zod";
import { Action, Decision, Grant, Question, Ruling } from "./actions";
import {
  Assurance,
  Cause,
  Cursor,
  Decider,
  Digest,
  Instant,
  id,
  JsonObject,
  NextCursor,
  ReasonCode,
  ReasonText,
  RequestStatus,
  Slug,
  textBytes,
  wholeNumber,
} from "./common";

/** The people's side of the wire: the queue, one request, and what may be done to it (contract: "People"). */

export const ListRequestsQuery = z.strictObject({
  view: z.enum(["mine", "team", "all"]).default("mine"),
  status: RequestStatus.optional(),
  cause: Cause.optional(),
  surface: z.string().max(200).optional(),
  agent: z.string().max(200).optional(),
  q: z.string().max(200).optional(),
  cursor: Cursor,
  limit: wholeNumber(1, 200).default(50),
});
export type ListRequestsQuery = z.infer<typeof ListRequestsQuery>;

export const RequestSummary = z
  .object({
    id: id("req"),
    version: z.int(),
    status: RequestStatus,
    title: z.string(),
    surface: z.string().nullable(),
    tool: z.string().nullable(),
    agent: z.object({ id: z.string(), name: z.string() }),
    route: z.string(),
    reversibility: z.string().nullable(),
    tier: z.string().nullable(),
    opened_at: Instant,
    deadline_at: Instant,
    binding_message: z.string(),
    digest: Digest,
    responses_count: z.int(),
    acknowledged_by: z.string().nullable(),
    waiting_for: z.array(z.string()),
    problems: z.array(z.string()),
    decision: z
      .object({
        outcome: z.enum(["approved", "denied"]),
        cause: Cause,
        reason: z.string().nullable(),
        decided_at: Instant,
        decided_by: z.array(Decider),
      })
      .nullable(),
    grant_status: z.string().nullable(),
    may_respond: z.boolean(),
  })
  .meta({ id: "RequestSummary" });
export type RequestSummary = z.infer<typeof RequestSummary>;

export const RequestList = z
  .object({
    requests: z.array(RequestSummary),
    next_cursor: NextCursor,
    counts: z
      .object({ mine: z.int(), pending: z.int() })
      .meta({ description: "of pending requests; counting stops at 1,000" }),
  })
  .meta({ id: "RequestList" });
export type RequestList = z.infer<typeof RequestList>;

export const ResponseView = z.object({
  id: id("rsp"),
  person: z.string(),
  on_behalf_of: z.string().optional().meta({ description: "whose authority they used, where it was lent" }),
  verdict: z.enum(["approve", "deny"]),
  reason: z.string().nullable(),
  reason_code: z.string().nullable(),
  via: z.string(),
  assurance: Assurance,
  at: Instant,
  dropped: z
    .boolean()
    .meta({ description: "it does not count: authority was lost, or the route asks for more" }),
});
export type ResponseView = z.infer<typeof ResponseView>;

export const DeliveryView = z.object({
  id: id("dlv"),
  person: z.string().nullable(),
  channel: z.string(),
  kind: z.enum(["page", "reminder", "update"]),
  status: z.enum(["queued", "sent", "delivered", "failed", "dropped"]),
  at: Instant,
  error: z.string().nullable(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

export const StepView = z.object({
  index: z.int(),
  at: Instant,
  fired_at: Instant.nullable(),
  skipped: z.boolean(),
  targets: z.array(z.string()),
  people: z.array(z.string()).meta({ description: "named people paged, or who it would page right now" }),
  deliveries: z.array(DeliveryView),
});
export type StepView = z.infer<typeof StepView>;

export const TimelineEntry = z
  .object({ seq: z.int(), type: z.string(), at: Instant, person: z.string().nullable().optional() })
  .loose();
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const MayRespond = z.object({
  allowed: z.boolean().meta({ description: "this caller may approve now" }),
  reasons: z.array(z.object({ code: z.string(), message: z.string() })),
  verdicts: z.array(z.enum(["approve", "deny"])),
  on_behalf_of: z
    .string()
    .optional()
    .meta({ description: "whose authority an answer of the caller would use, where it is lent" }),
});
export type MayRespond = z.infer<typeof MayRespond>;

/** What this caller may do about it now besides answering, and whom they may put on it. */
export const MaySteer = z.object({
  verbs: z.array(z.enum(["acknowledge", "escalate", "extend", "reassign", "add_responder", "reroute"])),
  assignees: z.array(z.string()),
});
export type MaySteer = z.infer<typeof MaySteer>;

export const ApprovalRuleView = z.object({
  sentence: z.string(),
  distinct_people: z.boolean(),
  assurance: Assurance,
  reason_required: z.boolean(),
  sets: z.array(
    z.object({
      met: z.boolean(),
      thresholds: z.array(
        z.object({
          from: z.array(z.string()),
          people: z.array(z.string()),
          approve: z.int(),
          deny: z.int(),
          level: z.int(),
          up_to: z.record(z.string(), z.number()).nullable(),
          approvals: z.int(),
          denials: z.int(),
        }),
      ),
    }),
  ),
});
export type ApprovalRuleView = z.infer<typeof ApprovalRuleView>;

export const RequestDetail = z
  .object({
    id: id("req"),
    version: z.int(),
    status: RequestStatus,
    binding_message: z.string(),
    opened_at: Instant,
    deadline_at: Instant,
    now: Instant,
    url: z.string(),
    title: z.string().meta({ description: "one sentence by the gate, not by the agent" }),
    action: Action,
    canonical_arguments: z.string(),
    context: z.object({
      explanation: z.object({ title: z.string().nullable(), why: z.string().nullable() }),
      run: z.object({
        id: z.string().nullable(),
        task: z.string().nullable(),
        step: z.int().nullable(),
        path: z.array(
          z.object({
            tool: z.string(),
            at: Instant.nullable(),
            summary: z.string().nullable(),
            source: z.string().optional(),
          }),
        ),
      }),
      facts: JsonObject,
      delegation: z.array(z.object({ agent: z.string(), surface: z.string().nullish() })),
      agent: z.object({ id: z.string(), name: z.string(), owner: z.string().nullable() }),
      surface: z
        .object({
          id: z.string(),
          tier: z.string(),
          reversibility: z.string(),
          owner: z.string().nullable(),
          data_class: z.string().nullish(),
          preview: z.string().nullish(),
        })
        .nullable(),
    }),
    ruling: Ruling,
    route: z.object({
      id: z.string(),
      config_version: z.int(),
      deadline_seconds: z.int(),
      hold_seconds: z.int(),
    }),
    approval: ApprovalRuleView,
    steps: z.array(StepView),
    responses: z.array(ResponseView),
    responders: z
      .array(z.string())
      .meta({ description: "people paged under this route who have not handed it on" }),
    extensions_left: z.int(),
    acknowledgement: z.object({ person: z.string(), at: Instant, until: Instant }).nullable(),
    questions: z.array(Question),
    timeline: z.array(TimelineEntry),
    problems: z.array(z.object({ code: z.string(), message: z.string() })),
    loop: z
      .object({ denials: z.int(), limit: z.int() })
      .nullish()
      .meta({ description: "so many denials in this run look like a loop; null below the agent's limit" }),
    decision: Decision.nullable(),
    grant: Grant.nullable(),
    outcome: z
      .object({
        status: z.string(),
        error: z.string().nullable(),
        reported_at: Instant,
        applied_constraints: JsonObject.nullish(),
        unconfirmed: z.array(z.string()).nullish(),
      })
      .nullable(),
    precedents: z.object({
      approved: z.int(),
      denied: z.int(),
      last: z.array(
        z.object({
          id: id("req"),
          outcome: z.string(),
          cause: z.string(),
          decided_at: Instant,
          decided_by: z.array(z.string()),
        }),
      ),
    }),
    people: z
      .record(z.string(), z.object({ name: z.string() }))
      .meta({ description: "names of every person id above" }),
    may_respond: MayRespond,
    may_steer: MaySteer,
  })
  .meta({ id: "RequestDetail" });
export type RequestDetail = z.infer<typeof RequestDetail>;

export const RequestEnvelope = z.object({ request: RequestDetail });
export type RequestEnvelope = z.infer<typeof RequestEnvelope>;

export const RespondInput = z
  .strictObject({
    verdict: z.enum(["approve", "deny"]),
    digest: Digest,
    reason: ReasonText.nullish(),
    reason_code: ReasonCode.nullish(),
    constraints: JsonObject.nullish(),
  })
  .meta({ id: "RespondInput" });
export type RespondInput = z.infer<typeof RespondInput>;

export const RespondAnswer = z.object({
  request: RequestDetail,
  response: z.object({ id: id("rsp") }).loose(),
});
export type RespondAnswer = z.infer<typeof RespondAnswer>;

export const AcknowledgeInput = z.strictObject({}).default({});
export const EscalateInput = z.strictObject({ from_step: z.int().min(0) });
export type EscalateInput = z.infer<typeof EscalateInput>;
export const ExtendInput = z.strictObject({ seconds: z.int().min(1).max(300) });
export type ExtendInput = z.infer<typeof ExtendInput>;
/** The person it is handed to, or who is asked as well. */
export const AssignInput = z.strictObject({ person: Slug }).meta({ id: "AssignInput" });
export type AssignInput = z.infer<typeof AssignInput>;
export const RerouteInput = z.strictObject({ route: Slug });
export type RerouteInput = z.infer<typeof RerouteInput>;
export const CommentInput = z.strictObject({ text: textBytes(4096, "text").min(1) });
export type CommentInput = z.infer<typeof CommentInput>;

export const AskInput = z.strictObject({ text: textBytes(4096, "text").min(1) });
export type AskInput = z.infer<typeof AskInput>;
