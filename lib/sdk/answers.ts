import { CountersignError } from "./errors";
import { countOrNull, listOf, membersOf, textOrNull, textsOf } from "./json";

/**
 * What the gate answers, and how it is read. Reading fails closed: a verdict this version does not know is "unknown"
 * and denies; an answer without the members a permission rests on throws `unreadable_answer`.
 */

const VERDICTS = ["allow", "throttle", "sandbox", "escalate", "block"] as const;
export type Verdict = (typeof VERDICTS)[number];

const REQUEST_STATUSES = ["pending", "approved", "denied"] as const;
export type RequestStatus = (typeof REQUEST_STATUSES)[number];

const CAUSES = [
  "approver",
  "deadline",
  "withdrawn",
  "superseded",
  "unroutable",
  "standing_grant",
  "break_glass",
] as const;
export type Cause = (typeof CAUSES)[number];

const GRANT_STATUSES = [
  "held",
  "issued",
  "claimed",
  "succeeded",
  "failed",
  "unknown",
  "lapsed",
  "revoked",
] as const;
export type GrantStatus = (typeof GRANT_STATUSES)[number];

export type Constraints = { readonly [name: string]: unknown };

export type Ruling = {
  readonly verdict: Verdict | "unknown";
  readonly reasonCode: string;
  readonly reason: string;
  readonly rules: readonly string[];
  readonly policyVersion: string | null;
  readonly retryAfterSeconds: number | null;
  readonly constraints: Constraints;
};

export type Decision = {
  readonly outcome: "approved" | "denied";
  readonly cause: Cause | null;
  readonly reason: string | null;
  readonly reasonCode: string | null;
  readonly decidedAt: string | null;
  readonly decidedBy: readonly { readonly person: string; readonly via: string }[];
  /** Whether anybody looked at it: tells a silence nobody saw from one somebody chose. */
  readonly isSeen: boolean;
  readonly pages: { readonly sent: number; readonly delivered: number; readonly acknowledged: number };
  readonly isRetryable: boolean;
  readonly constraints: Constraints;
};

export type Grant = {
  readonly id: string;
  readonly status: GrantStatus;
  readonly expiresAt: string | null;
  readonly heldUntil: string | null;
  readonly constraints: Constraints;
};

export type Question = { readonly id: string; readonly text: string; readonly isAnswered: boolean };

export type ApprovalRequest = {
  readonly id: string;
  readonly status: RequestStatus;
  readonly route: string | null;
  readonly openedAt: string | null;
  readonly deadlineAt: string | null;
  readonly bindingMessage: string | null;
  readonly url: string | null;
  /** The named people paged so far, where the gate tells. */
  readonly asked: readonly string[];
  readonly decision: Decision | null;
  readonly grant: Grant | null;
  readonly questions: readonly Question[];
};

/** How an action stands: the ruling, and the request if a person has to answer. */
export type Standing = {
  readonly action: { readonly id: string; readonly digest: string };
  readonly ruling: Ruling;
  readonly request: ApprovalRequest | null;
  /** With `recently_denied`: the earlier decision. */
  readonly decision: Decision | null;
  readonly receipt: string | null;
};

export type Claim = { readonly grant: Grant; readonly receipt: string | null };

const memberOf = <T extends string>(known: readonly T[], value: unknown): T | null =>
  known.find((name) => name === value) ?? null;

const unreadable = (what: string, status: number): CountersignError =>
  new CountersignError("unreadable_answer", `the gate's answer has no readable ${what}`, { status });

export function readStanding(body: unknown, status: number): Standing {
  const members = membersOf(body);
  const action = membersOf(members.get("action"));
  const id = textOrNull(action.get("id"));
  const digest = textOrNull(action.get("digest"));
  if (id === null || digest === null) throw unreadable("action", status);
  const request = members.get("request");
  return {
    action: { id, digest },
    ruling: readRuling(members.get("ruling")),
    request: request == null ? null : readRequest(request, status),
    decision: readDecision(members.get("decision")),
    receipt: textOrNull(members.get("receipt")),
  };
}

export function readClaim(body: unknown, status: number): Claim {
  const members = membersOf(body);
  const grant = readGrant(members.get("grant"));
  if (grant?.status !== "claimed") throw unreadable("claimed grant", status);
  return { grant, receipt: textOrNull(members.get("receipt")) };
}

function readRuling(value: unknown): Ruling {
  const members = membersOf(value);
  return {
    verdict: memberOf(VERDICTS, members.get("verdict")) ?? "unknown",
    reasonCode: textOrNull(members.get("reason_code")) ?? "unknown_verdict",
    reason: textOrNull(members.get("reason")) ?? "",
    rules: textsOf(members.get("rules")),
    policyVersion: textOrNull(members.get("policy_version")),
    retryAfterSeconds: countOrNull(members.get("retry_after_seconds")),
    constraints: readConstraints(members.get("constraints")),
  };
}

function readRequest(value: unknown, status: number): ApprovalRequest {
  const members = membersOf(value);
  const id = textOrNull(members.get("id"));
  const standing = memberOf(REQUEST_STATUSES, members.get("status"));
  if (id === null || standing === null) throw unreadable("request", status);
  return {
    id,
    status: standing,
    route: textOrNull(members.get("route")),
    openedAt: textOrNull(members.get("opened_at")),
    deadlineAt: textOrNull(members.get("deadline_at")),
    bindingMessage: textOrNull(members.get("binding_message")),
    url: textOrNull(members.get("url")),
    asked: textsOf(members.get("asked")),
    decision: readDecision(members.get("decision")),
    grant: readGrant(members.get("grant")),
    questions: listOf(members.get("questions")).flatMap(readQuestion),
  };
}

/** Null when there is none, and when it is unreadable: no decision is never an approval. */
function readDecision(value: unknown): Decision | null {
  const members = membersOf(value);
  const outcome = memberOf(["approved", "denied"] as const, members.get("outcome"));
  if (outcome === null) return null;
  const pages = membersOf(members.get("pages"));
  return {
    outcome,
    cause: memberOf(CAUSES, members.get("cause")),
    reason: textOrNull(members.get("reason")),
    reasonCode: textOrNull(members.get("reason_code")),
    decidedAt: textOrNull(members.get("decided_at")),
    decidedBy: listOf(members.get("decided_by")).flatMap(readDecider),
    isSeen: members.get("seen") === true,
    pages: {
      sent: countOrNull(pages.get("sent")) ?? 0,
      delivered: countOrNull(pages.get("delivered")) ?? 0,
      acknowledged: countOrNull(pages.get("acknowledged")) ?? 0,
    },
    isRetryable: members.get("retryable") === true,
    constraints: readConstraints(members.get("constraints")),
  };
}

function readDecider(value: unknown): { readonly person: string; readonly via: string }[] {
  const members = membersOf(value);
  const person = textOrNull(members.get("person"));
  return person === null ? [] : [{ person, via: textOrNull(members.get("via")) ?? "" }];
}

function readGrant(value: unknown): Grant | null {
  const members = membersOf(value);
  const id = textOrNull(members.get("id"));
  const status = memberOf(GRANT_STATUSES, members.get("status"));
  if (id === null || status === null) return null;
  return {
    id,
    status,
    expiresAt: textOrNull(members.get("expires_at")),
    heldUntil: textOrNull(members.get("held_until")),
    constraints: readConstraints(members.get("constraints")),
  };
}

function readQuestion(value: unknown): Question[] {
  const members = membersOf(value);
  const id = textOrNull(members.get("id"));
  if (id === null) return [];
  return [{ id, text: textOrNull(members.get("text")) ?? "", isAnswered: members.get("answer") != null }];
}

/** Something that is not an object cannot be applied, so it is kept as a constraint nobody knows how to apply. */
function readConstraints(value: unknown): Constraints {
  if (value == null) return {};
  const members = membersOf(value);
  if (typeof value !== "object" || Array.isArray(value)) return { unreadable: value };
  return Object.fromEntries(members);
}
