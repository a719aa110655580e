import type { App, BlockAction, ViewSubmitAction } from "@slack/bolt";
import { giveAnswer } from "@/lib/ops/requests/respond";
import { bodyIn } from "../blocks/body";
import { denyModal, reviewModal, SHORTEST_REASON } from "../blocks/modals";
import { offerOf } from "../blocks/offer";
import { answering, opening, type Pressed } from "./press";
import { Refused } from "./refused";
import { FieldProblem, submitting, textIn, type Values } from "./submit";

/** Approve, deny, and the form in which everything is shown first. All end in the same answer as the console's. */
export function listenToDecisions(app: App): void {
  app.action<BlockAction>("approve", (press) =>
    answering(press, async (pressed) => {
      refuseUnseen(pressed, "message");
      await decide(pressed, { verdict: "approve" });
    }),
  );
  app.action<BlockAction>("deny", opening(denyModal));
  app.action<BlockAction>("review", opening(reviewModal));

  app.view<ViewSubmitAction>("deny", (submission) =>
    submitting(submission, denyModal, async ({ values, ...sent }) => {
      const reason = reasonIn(values);
      await decide(sent, { verdict: "deny", reason, reason_code: textIn(values, "kind") });
    }),
  );
  app.view<ViewSubmitAction>("review", (submission) =>
    submitting(submission, reviewModal, async ({ values, ...sent }) => {
      const isApproval = textIn(values, "decision") === "approve";
      if (isApproval) refuseUnseen(sent, "modal");
      await decide(sent, {
        verdict: isApproval ? "approve" : "deny",
        reason: isApproval ? textIn(values, "reason") : reasonIn(values),
      });
    }),
  );
}

type Answer = {
  readonly verdict: "approve" | "deny";
  readonly reason?: string | null;
  readonly reason_code?: string | null;
};

async function decide({ ctx, request }: Pressed, answer: Answer): Promise<void> {
  await giveAnswer(ctx, { id: request.id, digest: request.action.digest, ...answer });
}

/** What was not shown whole at this place is not approved from it, whatever the button says. */
function refuseUnseen({ request, copy }: Pressed, place: "message" | "modal"): void {
  if (!request.may_respond.allowed) return;
  // Only a person's own card holds everything: neither a room's copy nor a note or a row of App Home does.
  if (place === "message" && (copy?.kind !== "card" || copy.person === null))
    throw new Refused("review_first");
  const { approve } = offerOf(request, bodyIn(place, request).isWhole);
  const isOffered = approve === "here" || (place === "modal" && approve === "review");
  if (!isOffered) throw new Refused("review_first");
}

/** The agent and the record are told why: a no without a word teaches nobody. */
function reasonIn(values: Values): string {
  const reason = textIn(values, "reason")?.trim() ?? "";
  if (reason.length < SHORTEST_REASON) throw new FieldProblem("reason", "Please say why, in a few words.");
  return reason;
}
