/**
 * Every error a caller can meet, once. `reason_code` on the wire is the code; the row gives its HTTP status and
 * title (RFC 9457). The compiler demands a row for each code; docs and OpenAPI are rendered from this table.
 */
export const PROBLEMS = {
  malformed: { status: 400, title: "The request body is not valid JSON" },
  bad_request: { status: 400, title: "The request cannot be understood" },
  not_requestable: { status: 400, title: "No person can be asked to allow it" },
  invalid_denial_binding: { status: 400, title: "The access request is not of that denial" },
  unauthenticated: { status: 401, title: "Authentication is required" },
  key_revoked: { status: 401, title: "The key has been revoked" },
  bad_credentials: { status: 401, title: "The sign-in was refused" },
  forbidden: { status: 403, title: "Your role does not allow this" },
  wrong_origin: { status: 403, title: "The request came from another origin" },
  machine_principal: { status: 403, title: "A machine cannot answer a request" },
  not_eligible: { status: 403, title: "You may not answer this request" },
  self_approval: { status: 403, title: "Nobody approves their own agent's action" },
  authority_insufficient: { status: 403, title: "Your authority is not sufficient for this request" },
  step_up_required: { status: 403, title: "This approval needs stronger authentication" },
  not_found: { status: 404, title: "Not found" },
  method_not_allowed: { status: 405, title: "This path does not have that method" },
  already_decided: { status: 409, title: "The request has already been decided" },
  already_responded: { status: 409, title: "You have already answered this request differently" },
  already_answered: { status: 409, title: "The question has already been answered differently" },
  already_reported: { status: 409, title: "Another outcome was already reported" },
  digest_mismatch: { status: 409, title: "The action is not the one that was approved" },
  not_approved: { status: 409, title: "The action has no approval to claim" },
  not_claimed: { status: 409, title: "The approval has not been claimed" },
  already_claimed: { status: 409, title: "The approval has already been claimed" },
  grant_held: { status: 409, title: "The approval is still held" },
  grant_lapsed: { status: 409, title: "The approval lapsed before it was claimed" },
  grant_revoked: { status: 409, title: "The approval was revoked" },
  agent_frozen: { status: 409, title: "The agent is frozen" },
  surface_frozen: { status: 409, title: "The surface is frozen" },
  step_already_fired: { status: 409, title: "That step has already fired" },
  no_more_steps: { status: 409, title: "There is no later step to fire" },
  assignee_not_eligible: { status: 409, title: "That person could not answer this request" },
  extend_limit: { status: 409, title: "The deadline cannot be extended further" },
  cannot_take_shift: { status: 409, title: "The shift cannot be taken over" },
  already_exists: { status: 409, title: "It already exists" },
  in_progress: { status: 409, title: "The same request is still in progress" },
  conflict: { status: 409, title: "It was changed by somebody else meanwhile" },
  expired_denial: { status: 410, title: "The denial can no longer be requested" },
  deadline_passed: { status: 410, title: "The deadline has passed" },
  precondition_failed: { status: 412, title: "The configuration is not the one you looked at" },
  too_large: { status: 413, title: "The request is too large" },
  unsupported_media_type: { status: 415, title: "The body must be application/json" },
  invalid: { status: 422, title: "The request is not valid" },
  schema_mismatch: { status: 422, title: "The arguments do not fit the surface's input schema" },
  idempotency_key_reused: { status: 422, title: "The Idempotency-Key was used with another body" },
  rate_limited: { status: 429, title: "Too many requests" },
  internal: { status: 500, title: "Something failed on our side" },
  unavailable: { status: 503, title: "The service cannot answer right now" },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof PROBLEMS;

export type FieldError = {
  readonly path: string;
  readonly message: string;
  /** Where it stands in the document that was sent, from 1: of configuration, which people write in files. */
  readonly line?: number;
  readonly column?: number;
};

/** What a caller can cause. `detail` is for the person; `facts` may add members to the problem document. */
export class DomainError extends Error {
  override readonly name = "DomainError";
  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    readonly more: {
      readonly errors?: readonly FieldError[];
      readonly facts?: Readonly<Record<string, unknown>>;
      readonly retryAfterSeconds?: number;
    } = {},
  ) {
    super(`${code}: ${detail}`);
  }
}

/** Next bundles modules more than once in a process, so a class is recognised by its name, not by identity. */
export const isDomainError = (error: unknown): error is DomainError =>
  error instanceof Error && error.name === "DomainError" && "code" in error && "detail" in error;
