import type { AllMiddlewareArgs, SlackViewMiddlewareArgs, ViewSubmitAction } from "@slack/bolt";
import { readForAnswer } from "@/lib/ops/requests/read";
import { readAddress } from "../blocks/address";
import type { Message, ModalView } from "../blocks/kit";
import { type FIELD, type FormView, noticeModal } from "../blocks/modals";
import { type Pressed, readAgain } from "./press";
import { answerTo, Refused } from "./refused";
import { whoActs } from "./who";

/** A form that was sent off. What is wrong with it is said in the form, with what was typed still there. */

export type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;
export type Values = Submission["view"]["state"]["values"];
type Field = keyof typeof FIELD;

/** What is wrong with one field. */
export class FieldProblem extends Error {
  constructor(
    readonly field: Field,
    message: string,
  ) {
    super(message);
  }
}

export async function submitting(
  { ack, view, body }: Submission,
  form: (view: FormView) => ModalView,
  act: (sent: Pressed & { readonly values: Values }) => Promise<void>,
): Promise<void> {
  let sent: Pressed | null = null;
  try {
    const address = readAddress(view.private_metadata);
    if (address === null) throw new Refused("wrong_copy");
    const ctx = await whoActs({ user: body.user, team: body.team }, address.r);
    sent = { ctx, request: await readForAnswer(ctx, { id: address.r }), copy: null };
    if (sent.request.action.digest !== address.d) throw new Refused("digest_mismatch");
    await act({ ...sent, values: view.state.values });
    await ack({ response_action: "clear" });
  } catch (error) {
    if (error instanceof FieldProblem)
      return ack({ response_action: "errors", errors: { [error.field]: error.message } });
    const request = sent && (await readAgain(sent));
    const problem = wordsIn(answerTo(error, request));
    const again = request && request.decision === null ? form({ request, url: request.url, problem }) : null;
    await ack({
      response_action: "update",
      view: again ?? noticeModal(problem, request && { url: request.url }),
    });
  }
}

/** What a private answer says, without what stands beside it. */
const wordsIn = ({ text, blocks: [first] }: Message): string =>
  first?.type === "section" && first.text ? first.text.text : text;

/** What one field holds, whatever kind of field it is; null when it was left empty. */
export function textIn(values: Values, field: Field): string | null {
  const state = values[field]?.v;
  const text = state?.value ?? state?.selected_option?.value ?? null;
  return text === null || text.trim() === "" ? null : text;
}
