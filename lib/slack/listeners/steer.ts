import type { App, BlockAction, ViewSubmitAction } from "@slack/bolt";
import { acknowledge } from "@/lib/ops/requests/acknowledge";
import { ask } from "@/lib/ops/requests/ask";
import { reassign } from "@/lib/ops/requests/assign";
import { readChoice } from "../blocks/address";
import { askModal, handoverModal } from "../blocks/modals";
import { answering, opening, type Press } from "./press";
import { FieldProblem, submitting, textIn } from "./submit";

/** What a responder does besides deciding: say that they are looking, hand on, ask the agent. */
export function listenToSteering(app: App): void {
  app.action<BlockAction>("acknowledge", (press) =>
    answering(press, async ({ ctx, request }) => {
      await acknowledge(ctx, { id: request.id });
    }),
  );
  app.action<BlockAction>("more", more);
  // Buttons that lead into the console: Slack opens the address itself, and wants to be answered all the same.
  app.action(/^(open_|link_)/, ({ ack }) => ack());

  app.view<ViewSubmitAction>("handover", (submission) =>
    submitting(submission, handoverModal, async ({ ctx, request, values }) => {
      const person = textIn(values, "person");
      if (person === null) throw new FieldProblem("person", "Choose who is to answer instead.");
      await reassign(ctx, { id: request.id, person });
    }),
  );
  app.view<ViewSubmitAction>("ask", (submission) =>
    submitting(submission, askModal, async ({ ctx, request, values }) => {
      const text = textIn(values, "question");
      if (text === null) throw new FieldProblem("question", "Write what you want to know.");
      await ask(ctx, { id: request.id, text });
    }),
  );
}

function more(press: Press): Promise<void> {
  const { action } = press;
  const chosen = action.type === "overflow" ? readChoice(action.selected_option.value) : null;
  // What we never wrote leads nowhere, and that is said.
  if (chosen === null) return answering(press, async () => {});
  switch (chosen.choice) {
    case "ask":
      return opening(askModal)(press);
    case "handover":
      return opening(handoverModal)(press);
    case "open":
      return press.ack();
    default:
      return chosen.choice satisfies never;
  }
}
