import { DomainError, type ErrorCode } from "@/lib/contract/errors";
import type { Refusal } from "@/lib/core/command";
import type { GrantRefusal } from "@/lib/core/grant";

/** What a person or an agent is told when the core says no: what to do, and never who else would have been let in. */
const WORDS: Readonly<Record<Refusal["code"] | GrantRefusal, string>> = {
  already_decided: "The request has already been decided; its decision does not change.",
  already_responded: "You have already given the other answer; an answer does not change.",
  deadline_passed: "The deadline has passed and the request was denied: nobody had answered in time.",
  digest_mismatch:
    "The digest names another action than the one on this request. Read the request again before answering.",
  not_eligible: "You are not among the people this route lets answer.",
  self_approval:
    "The agent is yours, acts for you, or has one of yours in its delegation chain, or you wrote the change. Somebody else must approve.",
  authority_insufficient: "This route asks for a higher level than yours.",
  step_up_required:
    "This route asks for stronger authentication than this sign-in. Sign in again and answer then.",
  reason_required: "This route asks for a reason.",
  step_already_fired: "A later step has already fired. Read the request again.",
  no_more_steps: "Every step of the route has fired; there is nobody further to page.",
  unknown_question: "There is no such question on this request.",
  already_answered: "The question was answered before; an answer does not change.",
  unknown_person: "There is no such person.",
  assignee_not_eligible:
    "That person could neither approve nor deny this request, even if they were paged: the route takes no answer from them, or asks for a higher level.",
  assignee_excluded:
    "The agent is that person's, acts for them, or has one of theirs in its delegation chain, or they wrote the change: somebody else must answer.",
  assignee_answered: "That person has answered this request already.",
  excluded_from_steering:
    "The agent is yours, acts for you, or has one of yours in its delegation chain, or you wrote the change. Somebody else must choose the route.",
  extend_limit: "The deadline was extended as often, or is as far away, as the route allows.",
  not_approved: "There is no approval to claim for this action.",
  already_claimed: "The approval was claimed before under another claim key. Each approval runs once.",
  grant_held: "The approver's undo window is still open. Claim again when it has ended.",
  grant_lapsed: "The approval was not claimed in time and has lapsed. Propose the action again.",
  grant_revoked: "The approver took the approval back.",
  agent_frozen:
    "The agent, or one it acts for, is frozen. What was approved may be claimed once it is thawed, unless it lapses first.",
  surface_frozen:
    "The surface is frozen. What was approved may be claimed once it is thawed, unless it lapses first.",
  not_claimed: "Claim the approval before reporting an outcome.",
  already_reported: "Another outcome was already reported for this action.",
};

export function refusal(
  code: Refusal["code"] | GrantRefusal,
  facts: Readonly<Record<string, unknown>> = {},
): DomainError {
  if (code === "reason_required") {
    return new DomainError("invalid", WORDS[code], {
      errors: [{ path: "/reason", message: "a reason is required" }],
    });
  }
  if (code === "unknown_person") {
    return new DomainError("invalid", WORDS[code], { errors: [{ path: "/person", message: WORDS[code] }] });
  }
  if (code === "unknown_question") return new DomainError("not_found", WORDS[code]);
  if (code === "assignee_excluded" || code === "excluded_from_steering") {
    return new DomainError("self_approval", WORDS[code], { facts });
  }
  if (code === "assignee_answered") return new DomainError("assignee_not_eligible", WORDS[code], { facts });
  return new DomainError(code satisfies ErrorCode, WORDS[code], { facts });
}

/** A cursor is opaque: what is not one of ours leads nowhere. */
export const unknownCursor = (path = "/cursor"): DomainError =>
  new DomainError("invalid", "The cursor is not one this service gave.", {
    errors: [{ path, message: "use next_cursor of the previous page" }],
  });

export const notFound = (noun: string, why = ""): DomainError =>
  new DomainError("not_found", `There is no such ${noun}. ${why}`.trimEnd());
