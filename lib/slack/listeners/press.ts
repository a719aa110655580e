import type { AllMiddlewareArgs, BlockAction, SlackActionMiddlewareArgs } from "@slack/bolt";
import type { RequestDetail } from "@/lib/contract/requests";
import type { Context, PersonActor } from "@/lib/ops/context";
import { readForAnswer } from "@/lib/ops/requests/read";
import { readFor } from "@/lib/ops/requests/read-for";
import type { CopyRecord } from "@/lib/ops/slack/copies";
import { log } from "@/lib/runtime/log";
import { type Address, readAddress, readChoice } from "../blocks/address";
import type { Message, ModalView } from "../blocks/kit";
import type { FormView } from "../blocks/modals";
import { copyPressed, type PressedOn } from "./copy";
import { answerTo, Refused } from "./refused";
import { whoActs } from "./who";

/** One button pressed: where it leads, who pressed it, where, and how they are told what became of it. */

export type Press = SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs;

/** Whoever pressed it, and the request behind the button as they see it now. */
export type Pressed = {
  readonly ctx: Context<PersonActor>;
  readonly request: RequestDetail;
  /** The message it was pressed on; null in App Home and in a form. */
  readonly copy: CopyRecord | null;
};

/**
 * What is done is done before Slack hears of it; whatever goes wrong is said to the one person, and to nobody else.
 * Slack is answered in any case: an unanswered click shows a warning that says nothing.
 */
export async function answering(press: Press, act: (pressed: Pressed) => Promise<void>): Promise<void> {
  let pressed: Pressed | null = null;
  try {
    pressed = await requestPressed(press);
    await act(pressed);
    await press.ack();
  } catch (error) {
    await press.ack();
    await tellPrivately(press, answerTo(error, pressed && (await readAgain(pressed))));
  }
}

/** A button that opens a form. Slack gives three seconds for that, once. */
export const opening = (form: (view: FormView) => ModalView) => (press: Press) =>
  answering(press, async ({ request }) => {
    const view = form({ request, url: request.url });
    await press.client.views.open({ trigger_id: press.body.trigger_id, view }).catch((error: unknown) => {
      log().warn({ part: "slack", error }, "a form could not be opened");
      throw new Refused("form_failed");
    });
  });

async function requestPressed(press: Press): Promise<Pressed> {
  const { r: id, d: digest } = addressIn(press);
  const ctx = await whoActs({ user: press.body.user, team: press.body.team }, id);
  const on = pressedOn(press);
  const copy = on === null ? null : await copyPressed(on, { requestId: id, person: ctx.actor.person });
  const request = await readForAnswer(ctx, { id });
  if (request.action.digest !== digest) throw new Refused("digest_mismatch");
  return { ctx, request, copy };
}

/** Where a button says it leads. Throws Refused for what we never wrote. */
function addressIn({ action }: Press): Address {
  const address =
    action.type === "overflow"
      ? (readChoice(action.selected_option.value)?.at ?? null)
      : readAddress(action.type === "button" ? action.value : null);
  if (address === null) throw new Refused("wrong_copy");
  return address;
}

/** The message it was pressed on; null in App Home, where it stands in the person's own list. */
function pressedOn({ body }: Press): PressedOn | null {
  const { message = {} } = body;
  const { type, channel_id: channel, message_ts: ts } = placeIn(body);
  if (type === "view") return null;
  if (typeof channel !== "string" || typeof ts !== "string") throw new Refused("wrong_copy");
  return { team: body.team?.id ?? "", channel, ts, message };
}

/** Slack names the place twice, and of an ephemeral message only once. */
const placeIn = ({ container, channel, message }: Press["body"]): Record<string, unknown> =>
  container ?? { type: "message", channel_id: channel?.id, message_ts: message?.ts };

export const readAgain = ({ ctx, request }: Pressed): Promise<RequestDetail | null> =>
  readFor(ctx.actor.organisation, ctx.actor.person, request.id).catch(() => request);

async function tellPrivately({ respond, client, body }: Press, answer: Message): Promise<void> {
  const channel = body.channel?.id;
  try {
    await respond({ response_type: "ephemeral", replace_original: false, ...answer });
  } catch (first) {
    // Without a way to answer the click (used up, or pressed in App Home) the conversation itself is one.
    await client.chat
      .postEphemeral({ channel: channel ?? body.user.id, user: body.user.id, ...answer })
      .catch((second: unknown) =>
        log().warn({ part: "slack", error: second, first }, "nobody could be told"),
      );
  }
}
