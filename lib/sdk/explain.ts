import { quoted } from "@/lib/core/display";
import type { ApprovalRequest } from "./answers";
import type { CountersignError, GovernanceDenied } from "./errors";

/** What came of an action that did not run, in one word and one sentence. */
export type Refusal = { readonly word: string; readonly sentence: string };

/** A person's no, a silence and a rule's no read differently, because they are different things. */
export function explainDenial(denied: GovernanceDenied): Refusal {
  const because = denied.reason === "" ? "" : `: ${quoted(denied.reason)}`;
  switch (denied.verdict) {
    case "escalate":
      return explainDecision(denied);
    case "throttle": {
      const later = denied.retryAfterSeconds === null ? "later" : `in ${denied.retryAfterSeconds} s`;
      return {
        word: "throttled",
        sentence: `The gate slows this agent down (${quoted(denied.reasonCode)}); try again ${later}.`,
      };
    }
    case "block":
      return { word: "blocked", sentence: `The gate blocks it (${quoted(denied.reasonCode)})${because}.` };
    case "sandbox":
    case "allow":
    case "unknown":
      return { word: "refused", sentence: `What the gate answered permits nothing here${because}.` };
    default:
      return denied.verdict satisfies never;
  }
}

function explainDecision(denied: GovernanceDenied): Refusal {
  const decision = denied.standing.request?.decision ?? null;
  if (decision === null) {
    return { word: "unanswered", sentence: "Nobody has answered yet, and this agent waits no longer." };
  }
  if (decision.outcome === "approved") {
    const why = CLAIM_REFUSALS.get(denied.reasonCode) ?? quoted(denied.reason);
    return {
      word: "refused",
      sentence: `Approved, but not for this (${quoted(denied.reasonCode)}): ${why}.`,
    };
  }
  const reason = decision.reason ? `: “${quoted(decision.reason)}”` : " without giving a reason";
  const who = decision.decidedBy.map(({ person, via }) =>
    quoted(via === "" ? person : `${person} via ${via}`),
  );
  const { sent } = decision.pages;
  const paged = sent === 1 ? "1 page was sent" : `${sent} pages were sent`;
  const seen = decision.isSeen ? "somebody looked" : "nobody looked";
  switch (decision.cause) {
    case "approver":
      return { word: "denied", sentence: `${who.join(" and ") || "An approver"} said no${reason}.` };
    case "deadline":
      return {
        word: "expired",
        sentence: `Nobody answered in time (${paged}, ${seen}), and silence is a no.`,
      };
    case "unroutable":
      return {
        word: "unroutable",
        sentence: "There was nobody who could have answered, and silence is a no.",
      };
    case "withdrawn":
      return { word: "withdrawn", sentence: `The request was withdrawn${decision.reason ? reason : ""}.` };
    case "superseded":
      return { word: "superseded", sentence: "A newer request took the place of this one." };
    case "standing_grant":
    case "break_glass":
    case null:
      return { word: "denied", sentence: `The answer is no${reason}.` };
    default:
      return decision.cause satisfies never;
  }
}

const CLAIM_REFUSALS: ReadonlyMap<string, string> = new Map([
  ["digest_mismatch", "what was about to run is not what was approved"],
  ["already_claimed", "this approval has been used"],
  ["grant_lapsed", "the approval lapsed before it was claimed"],
  ["grant_revoked", "the approval was taken back"],
  ["agent_frozen", "the agent has been frozen meanwhile"],
  ["surface_frozen", "what it acts on has been frozen meanwhile"],
  ["not_approved", "there is no approval to claim"],
]);

/** No answer, or a refusal of the call itself: in neither case did anything run. */
export function explainError(error: CountersignError, url: string): Refusal {
  if (error.status === 0 || error.status >= 500 || error.status === 429) {
    const said = error.status === 0 ? "" : ` (HTTP ${error.status}, ${quoted(error.reasonCode)})`;
    return {
      word: "no answer",
      sentence: `The gate at ${url} cannot be reached${said}, so nothing is approved.`,
    };
  }
  return {
    word: "refused",
    sentence: `The gate refused the call (HTTP ${error.status}, ${quoted(error.reasonCode)}): ${quoted(error.detail)}.`,
  };
}

export const isUnreachable = (error: CountersignError): boolean =>
  error.status === 0 || error.status >= 500 || error.status === 429;

/** One line for the person who shall answer: which request it is, who is asked, until when, and where. */
export function describeRequest(request: ApprovalRequest): string {
  const asked = request.asked.map((name) => quoted(name)).join(", ");
  const route = request.route === null ? "the default route" : `route ${quoted(request.route)}`;
  return [
    request.bindingMessage === null ? "" : quoted(request.bindingMessage),
    asked === "" ? `asks ${route}` : `asks ${asked} (${route})`,
    describeDeadline(request),
    request.url === null ? "" : quoted(request.url),
  ]
    .filter((part) => part !== "")
    .join("  ·  ");
}

/** The hour on the reader's clock; the time left by the gate's, because the two may differ. */
function describeDeadline({ openedAt, deadlineAt }: ApprovalRequest): string {
  const deadline = new Date(deadlineAt ?? "");
  if (Number.isNaN(deadline.getTime())) return "";
  const seconds = Math.round((deadline.getTime() - new Date(openedAt ?? "").getTime()) / 1000);
  const left = Number.isNaN(seconds) ? "" : ` (${describeSeconds(seconds)})`;
  return `until ${deadline.toTimeString().slice(0, 8)}${left}`;
}

function describeSeconds(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
