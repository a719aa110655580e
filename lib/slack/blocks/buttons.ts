/** The buttons of a pending request: what the reader may do here, and always the way to the console. */
import type { types } from "@slack/bolt";
import type { RequestDetail } from "@/lib/contract/requests";
import { untrusted } from "@/lib/core/untrusted";
import { writeChoice } from "./address";
import { fitsModal } from "./arguments";
import {
  actions,
  button,
  type KnownBlock,
  linkButton,
  openButton,
  placeOf,
  plain,
  type RequestView,
  spoken,
} from "./kit";
import type { Offer } from "./offer";

type Element = types.ActionsBlockElement;

export function decisionButtons(
  view: RequestView,
  offer: Offer,
  { reader, isShownWhole }: { readonly reader: string; readonly isShownWhole: boolean },
): KnownBlock {
  const { request } = view;
  const approve = approveButton(view, offer);
  const canRead = offer.approve === "review" || (!isShownWhole && fitsModal(request));
  return actions(`decide:${request.id}:${request.version}`, [
    ...(approve ? [approve] : []),
    ...(canRead ? [reviewButton(request, "Review all details", offer.approve === "review")] : []),
    ...(offer.deny ? [denyButton(request)] : []),
    ...acknowledgeButton(request, reader),
    more(view),
  ]);
}

function approveButton(view: RequestView, { approve }: Offer): Element | null {
  const { request, url } = view;
  if (approve === "console") {
    const name = spoken("Approve in the console", request);
    return linkButton(
      { action: "open_approve", words: "Approve in console", name, style: "primary" },
      `${url}?intent=approve`,
    );
  }
  if (approve !== "here") return null;
  return button(
    {
      action: "approve",
      words: "Approve",
      name: spoken("Approve", request),
      style: "primary",
      confirm: {
        title: plain("Countersign this action?"),
        text: plain(
          `${untrusted(request.context.agent.name, 60)} may then run exactly this, once: ${untrusted(request.title, 180)}`,
        ),
        confirm: plain("Approve"),
        deny: plain("Go back"),
      },
    },
    placeOf(request),
  );
}

/** Opens the modal that shows everything; `review` of a channel copy and of the queue opens the same. */
export const reviewButton = (request: RequestDetail, words: string, isPrimary: boolean): types.Button =>
  button(
    {
      action: "review",
      words,
      name: spoken(words === "Review" ? "Review" : "Review all of", request),
      ...(isPrimary ? { style: "primary" } : {}),
    },
    placeOf(request),
  );

const denyButton = (request: RequestDetail): Element =>
  button(
    { action: "deny", words: "Deny…", name: spoken("Deny", request), style: "danger" },
    placeOf(request),
  );

function acknowledgeButton(request: RequestDetail, reader: string): Element[] {
  const isLooking = request.acknowledgement?.person === reader;
  if (isLooking || !request.may_steer.verbs.includes("acknowledge")) return [];
  return [
    button(
      { action: "acknowledge", words: "Acknowledge", name: spoken("Acknowledge", request) },
      placeOf(request),
    ),
  ];
}

function more({ request, url }: RequestView): Element {
  const at = placeOf(request);
  const mayHandOver = request.may_steer.verbs.includes("reassign") && request.may_steer.assignees.length > 0;
  return {
    type: "overflow",
    action_id: "more",
    options: [
      { text: plain("Ask the agent a question…"), value: writeChoice("ask", at) },
      ...(mayHandOver
        ? [{ text: plain("Hand over to someone else…"), value: writeChoice("handover", at) }]
        : []),
      { text: plain("Open in console"), value: writeChoice("open", at), url },
    ],
  };
}

/** Where nothing may be answered, all that is left is to look. */
export const openOnly = (view: RequestView): KnownBlock =>
  actions(`after:${view.request.id}:${view.request.version}`, [openButton(view)]);
