/**
 * What a message may offer its reader. Nothing is approved in one step that was not shown whole in that very message,
 * or for which the route asks for more than Slack can vouch; a denial is always one step. The server judges again.
 */
import type { RequestDetail } from "@/lib/contract/requests";
import { fitsModal } from "./arguments";

export type Offer = {
  /** In this message; after reading all of it in the modal; in the console; not at all. */
  readonly approve: "here" | "review" | "console" | null;
  readonly deny: boolean;
};

export function offerOf(request: RequestDetail, isShownWhole: boolean): Offer {
  const { allowed, verdicts } = request.may_respond;
  if (request.decision !== null) return { approve: null, deny: false };
  const deny = verdicts.includes("deny");
  if (allowed && !fitsModal(request)) return { approve: "console", deny };
  if (!allowed || request.approval.assurance !== "slack") {
    return { approve: allowed || lacksOnlyStrength(request) ? "console" : null, deny };
  }
  return { approve: isShownWhole && !request.approval.reason_required ? "here" : "review", deny };
}

/** They could approve, but for how they are signed in: the console will ask them to sign in again. */
const lacksOnlyStrength = ({ may_respond: { reasons } }: RequestDetail): boolean =>
  reasons.length > 0 && reasons.every(({ code }) => code === "step_up_required");

/** Why they may not approve, in the words of the gate; null where they may. */
export function whyNot(request: RequestDetail): string | null {
  const { allowed, reasons } = request.may_respond;
  return allowed || lacksOnlyStrength(request) ? null : (reasons[0]?.message ?? "You may not answer it.");
}
