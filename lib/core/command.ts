/** What may be asked of an approval request, and what the one asked may say: events, and a refusal where the answer is no. */
import type { Pin, RequestEvent, Response, World } from "./approval-request";

export type Command =
  | ({ readonly type: "respond"; readonly digest: string } & Omit<Response, "at" | "onBehalfOf">)
  | { readonly type: "acknowledge"; readonly person: string }
  | { readonly type: "withdraw"; readonly reason: string | null; readonly reasonCode: string | null }
  | { readonly type: "supersede"; readonly by: string }
  | { readonly type: "escalate"; readonly person: string | null; readonly fromStep: number }
  | { readonly type: "extend"; readonly person: string; readonly seconds: number }
  | { readonly type: "comment"; readonly person: string; readonly text: string }
  | { readonly type: "ask"; readonly questionId: string; readonly person: string; readonly text: string }
  | { readonly type: "answer"; readonly questionId: string; readonly text: string }
  /** Hand the request on to somebody, or put one more person on it. */
  | { readonly type: "reassign" | "add_responder"; readonly person: string; readonly to: string }
  /** Send it down another route. The world it is decided in is the one under that route; `before` is the one it leaves. */
  | {
      readonly type: "reroute";
      readonly person: string;
      readonly from: Pin;
      readonly to: Pin;
      readonly before: World;
    }
  | { readonly type: "tick" };

export type Refusal = {
  readonly code:
    | "already_decided"
    | "already_responded"
    | "deadline_passed"
    | "digest_mismatch"
    | "not_eligible"
    | "self_approval"
    | "authority_insufficient"
    | "step_up_required"
    | "reason_required"
    | "step_already_fired"
    | "no_more_steps"
    | "extend_limit"
    | "unknown_person"
    | "assignee_not_eligible"
    | "assignee_excluded"
    | "assignee_answered"
    | "excluded_from_steering"
    | "unknown_question"
    | "already_answered";
};

export type Answer = { readonly events: readonly RequestEvent[]; readonly refusal: Refusal | null };

export const done = (...events: RequestEvent[]): Answer => ({ events, refusal: null });
export const refuse = (code: Refusal["code"], ...events: RequestEvent[]): Answer => ({
  events,
  refusal: { code },
});
