/**
 * Short replies beside a card that is already there: they make a noise where an edit does not. Once it is decided each
 * becomes one line of how it ended, so that no button outlives its question.
 */
import type { RequestDetail } from "@/lib/contract/requests";
import { untrusted } from "@/lib/core/untrusted";
import { reviewButton } from "./buttons";
import { endedSentence } from "./decided";
import {
  escaped,
  type KnownBlock,
  type Message,
  peopleLeaves,
  plain,
  type RequestView,
  rich,
  text,
} from "./kit";
import { endingOf, minutesText, namesText } from "./words";

const TITLE_UNITS = 300;
const titleOf = (request: RequestDetail): string => untrusted(request.title, TITLE_UNITS);

/** `5 minutes left.` */
export function reminder(view: RequestView & { readonly minutes: number }): Message {
  const left = `${minutesText(view.minutes)} left`;
  return untilDecided(view, "remind", {
    sentence: `${left} to decide: ${titleOf(view.request)}.`,
    words: `${left}. ${titleOf(view.request)}: denied at the deadline if nobody answers.`,
  });
}

/** They are paged once more, and their card is above. */
export function repage(view: RequestView): Message {
  return untilDecided(view, "repage", {
    sentence: `Paged again: ${titleOf(view.request)} still waits for you.`,
    words: `You are paged again. ${titleOf(view.request)} still waits for you.`,
  });
}

function untilDecided(
  { request }: RequestView,
  kind: string,
  { sentence, words }: { readonly sentence: string; readonly words: string },
): Message {
  if (request.decision) return ended(request, request.decision);
  const section: KnownBlock = {
    type: "section",
    block_id: `${kind}:${request.id}:${request.version}`,
    text: plain(words),
    accessory: reviewButton(request, "Review", false),
  };
  return { text: escaped(sentence), blocks: [section] };
}

/** In the thread of a channel: to whom it went. `people` are those the step paged. */
export function escalationNote(view: RequestView & { readonly people: readonly string[] }): Message {
  const { request, people } = view;
  if (request.decision) return ended(request, request.decision);
  return {
    text: escaped(`Escalated: ${titleOf(request)} now waits for ${namesText(people, request, "or")}.`),
    blocks: [rich([text("Escalated to "), ...peopleLeaves(people, view), text(".")])],
  };
}

function ended(request: RequestDetail, decision: NonNullable<RequestDetail["decision"]>): Message {
  const { headline } = endingOf(decision, request);
  return {
    text: endedSentence(request, decision),
    blocks: [rich([text(`${headline}. ${titleOf(request)}.`)])],
  };
}
