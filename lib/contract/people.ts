import { z } from "zod";
import { Assurance, Instant, id, Role, Slug, wholeNumber } from "./common";
import { FreezeView } from "./freezes";

/** Principals, keys, organisations and sessions. */

export const Me = z.object({
  person: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    role: Role,
    level: z.int(),
  }),
  organisation: z.object({ id: z.string(), name: z.string(), time_zone: z.string() }),
  assurance: Assurance,
});
export type Me = z.infer<typeof Me>;

export const CreateKeyInput = z.strictObject({ name: z.string().min(1).max(100).nullish() }).default({});
export const CreatedAgentKey = z.object({
  id: id("key"),
  prefix: z.string(),
  key: z.string().meta({ description: "csa_…, shown this once" }),
  callback_secret: z.string().meta({ description: "whsec_…, shown this once" }),
});
export type CreatedAgentKey = z.infer<typeof CreatedAgentKey>;
export const CreatedOperatorToken = z.object({ id: id("key"), prefix: z.string(), token: z.string() });

export const KeyView = z.object({
  id: id("key"),
  name: z.string().nullable(),
  prefix: z.string(),
  created_at: Instant,
  expires_at: Instant.nullable(),
  revoked_at: Instant.nullable(),
  last_used_at: Instant.nullable(),
});
export type KeyView = z.infer<typeof KeyView>;

const Envelope = z.object({ spent: z.number(), limit: z.number().nullable() });

/** Costs are in cents. */
export const AgentView = z.object({
  id: Slug,
  name: z.string(),
  owner: z.string().nullable(),
  open_requests: z.int(),
  last_action_at: Instant.nullable(),
  limits: z.object({ per_minute: z.int(), open_requests: z.int() }),
  frozen: FreezeView.nullable(),
  costs: z.object({
    task: Envelope.meta({ description: "spent: by the dearest run of the last 24 hours" }),
    hour: Envelope,
    day: Envelope,
    usual_hour: z.number().nullable().meta({ description: "median of the last 7 days' hours with costs" }),
    unusual: z.boolean().meta({ description: "this hour costs more than 1.5 times the usual" }),
    exhausted: z.enum(["task", "hour", "day"]).nullable(),
  }),
  keys: z.array(KeyView),
});
export type AgentView = z.infer<typeof AgentView>;

export const PersonView = z.object({
  id: Slug,
  name: z.string(),
  email: z.string().nullable(),
  role: Role,
  level: z.int(),
  teams: z.array(z.string()),
  on_call: z.array(z.string()).meta({ description: "schedules this person is on call for now" }),
  slack: z.string().nullable(),
  working_now: z.boolean().meta({ description: "within their working hours; without any, always" }),
  away: z
    .object({ to: z.string(), until: Instant })
    .nullable()
    .meta({ description: "out of office now: who stands in for them, and until when" }),
});
export type PersonView = z.infer<typeof PersonView>;

export const CreateOrganisationInput = z.strictObject({ id: Slug, name: z.string().min(1).max(200) });
export type CreateOrganisationInput = z.infer<typeof CreateOrganisationInput>;
export const CreatedOrganisation = z.object({
  id: Slug,
  name: z.string(),
  operator_token: z.string().meta({ description: "cso_…, shown this once" }),
});

export const TestClockInput = z.strictObject({ advance_seconds: z.number().min(0).max(315_360_000) });
export const TestSessionInput = z.strictObject({ person: Slug, assurance: Assurance.default("session") });
export type TestSessionInput = z.infer<typeof TestSessionInput>;
export const TestDelivery = z.object({
  id: id("dlv"),
  at: Instant,
  person: z.string().nullable(),
  channel: z.string(),
  kind: z.enum(["page", "reminder", "update"]),
  requests: z.array(z.string()),
  step: z.int().nullable(),
  status: z.string(),
  payload: z.unknown(),
});

export const AuditQuery = z.strictObject({
  agent: z.string().max(200).optional(),
  person: z.string().max(200).optional(),
  surface: z.string().max(200).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
  cursor: z.string().max(512).optional(),
  limit: wholeNumber(1, 200).default(50),
});
export type AuditQuery = z.infer<typeof AuditQuery>;
export const AuditEntry = z.object({
  seq: z.int(),
  at: Instant,
  kind: z.string(),
  agent: z.string().nullable(),
  people: z.array(z.string()),
  surface: z.string().nullable(),
  action: z.string().nullable(),
  request: z.string().nullable(),
  verdict: z.string().nullable(),
  seed: z.enum(["PERMIT", "DENY", "SILENCE"]).nullable(),
  reason_code: z.string().nullable(),
  receipt: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
export const AuditList = z.object({ entries: z.array(AuditEntry), next_cursor: z.string().nullable() });
export type AuditList = z.infer<typeof AuditList>;
export const AuditHead = z.object({
  organisation: z.string(),
  seq: z.int(),
  hash: z.string(),
  at: Instant,
  jws: z.string(),
});
