/**
 * The card of one request: everything on it follows from the request as it is now and from who reads it, so every copy
 * can be painted again at any time and comes out right.
 */
import type { RequestDetail } from "@/lib/contract/requests";
import { untrusted } from "@/lib/core/untrusted";
import { bodyIn, facts, whyHeld } from "./body";
import { decisionButtons, openOnly, reviewButton } from "./buttons";
import { decidedCard } from "./decided";
import {
  actions,
  bold,
  escaped,
  footer,
  header,
  type KnownBlock,
  type Leaf,
  type Message,
  openButton,
  peopleLeaves,
  personLeaf,
  type RequestView,
  rich,
  text,
  time,
  utcText,
} from "./kit";
import { offerOf, whyNot } from "./offer";
import { progress, waitingFor } from "./progress";
import { namesText, riskWords } from "./words";

type Reader = { readonly person: string; readonly occasion: "page" | "escalated" };

export type CardView = RequestView & {
  /** Null for a copy in a channel: a summary, because not everybody there may see the arguments. */
  readonly reader: Reader | null;
  /** Of a copy in a channel, where everybody may see them: the arguments, too. */
  readonly details?: "full" | "summary";
};

export function card(view: CardView): Message {
  const { request, reader } = view;
  if (request.decision) return decidedCard(view, request.decision);
  if (reader === null) return channelCopy(view);
  if (request.may_respond.verdicts.length === 0 && whyNot(request) !== null) return onlooker(view, reader);
  const move = movedOn(request, reader.person);
  return move ? passedOn(view, reader, move) : toDecide(view, reader);
}

const SENTENCE_TITLE = 300;
const titleOf = (request: RequestDetail): string => untrusted(request.title, SENTENCE_TITLE);

function toDecide(view: CardView, reader: Reader): Message {
  const { request } = view;
  const silent = reader.occasion === "escalated" ? silence(request, reader.person) : null;
  const body = bodyIn("message", request);
  const offer = offerOf(request, body.isWhole);
  const state = reader.occasion === "escalated" ? "Escalated to you" : "Approval needed";
  const bar = whyNot(request);
  const lead: Leaf[] = silent
    ? [...peopleLeaves(silent.people, view), text(" did not answer by "), time(silent.at), text(". ")]
    : [];
  const who = silent ? ` ${namesText(silent.people, request)} did not answer.` : "";
  return {
    text: escaped(
      `${state} by ${utcText(request.deadline_at)}: ${titleOf(request)}.${who} Risk: ${riskWords(request.context.surface)}.`,
    ),
    blocks: [
      header(view, state),
      rich([...lead, ...whyHeld(request)]),
      ...body.blocks,
      ...progress(view, reader.person),
      ...(bar === null ? [] : [rich([bold("You may deny but not approve. "), text(untrusted(bar, 300))])]),
      ...lent(view),
      decisionButtons(view, offer, { reader: reader.person, isShownWhole: body.isWhole }),
      footer(request),
    ],
  };
}

function lent(view: CardView): KnownBlock[] {
  const lender = view.request.may_respond.on_behalf_of;
  if (lender === undefined) return [];
  return [
    rich([
      text("You answer on behalf of "),
      personLeaf(lender, view),
      text(", who is away and lends you their authority."),
    ]),
  ];
}

type Silence = { readonly people: readonly string[]; readonly at: string };

/** Who was asked before this reader and said nothing; null where everybody did, or nobody was. */
function silence({ steps, responses }: RequestDetail, reader: string): Silence | null {
  const mine = steps.findLast(({ fired_at, people }) => fired_at !== null && people.includes(reader));
  if (!mine?.fired_at) return null;
  const answered = new Set(responses.map(({ person }) => person));
  const before = steps.filter(({ index, fired_at }) => fired_at !== null && index < mine.index);
  const people = [...new Set(before.flatMap((step) => step.people))].filter(
    (person) => person !== reader && !answered.has(person),
  );
  return people.length > 0 ? { people, at: mine.fired_at } : null;
}

type Move = {
  readonly state: "Escalated" | "Handed over";
  readonly to: readonly string[];
  readonly at: string;
};

/** Others were asked after this reader, or in their place. They can still answer. */
function movedOn(request: RequestDetail, reader: string): Move | null {
  const handed = request.timeline.findLast(({ type, person }) => type === "reassigned" && person === reader);
  if (handed && !request.responders.includes(reader) && typeof handed.to === "string") {
    return { state: "Handed over", to: [handed.to], at: handed.at };
  }
  const fired = request.steps.filter(({ fired_at, skipped }) => fired_at !== null && !skipped);
  const mine = fired.findLast(({ people }) => people.includes(reader));
  const last = fired.at(-1);
  if (!mine || !last?.fired_at || last.index <= mine.index || last.people.length === 0) return null;
  return { state: "Escalated", to: last.people, at: last.fired_at };
}

function passedOn(view: CardView, reader: Reader, move: Move): Message {
  const { request } = view;
  const verb = move.state === "Escalated" ? "Passed to " : "Handed over to ";
  return {
    text: escaped(`${move.state}: ${titleOf(request)} now waits for ${namesText(move.to, request)}.`),
    blocks: [
      header(view, move.state),
      rich([
        text(verb),
        ...peopleLeaves(move.to, view),
        text(" at "),
        time(move.at),
        text(". You can still decide until "),
        time(request.deadline_at),
        text("."),
      ]),
      ...progress(view, reader.person),
      decisionButtons(view, offerOf(request, false), { reader: reader.person, isShownWhole: false }),
      footer(request),
    ],
  };
}

/** They have answered, or never could: nothing to press, and why. */
function onlooker(view: CardView, reader: Reader): Message {
  const { request } = view;
  const own = request.responses.find(({ person, dropped }) => person === reader.person && !dropped);
  const why = own
    ? `You ${own.verdict === "approve" ? "approved" : "denied"}; the rule is not met yet.`
    : untrusted(whyNot(request) ?? "", 300);
  const isOverdue = request.may_respond.reasons.some(({ code }) => code === "deadline_passed");
  return {
    text: escaped(
      `Waiting for ${namesText(waitingFor(request), request, "or")}: ${titleOf(request)}. ${why}`,
    ),
    blocks: [
      header(view, isOverdue ? "Deadline passed" : "Waiting for others"),
      rich([text(why)], ...waitingLine(view)),
      facts(request),
      ...progress(view, reader.person),
      openOnly(view),
      footer(request),
    ],
  };
}

const waitingLine = (view: CardView): readonly (readonly Leaf[])[] => [
  [bold("Waiting for "), ...peopleLeaves(waitingFor(view.request), view, "or"), text(".")],
];

function channelCopy(view: CardView): Message {
  const { request } = view;
  const middle =
    view.details === "full"
      ? bodyIn("message", request).blocks
      : [facts(request), rich([bold("Details: "), text("shown to the approvers only")])];
  const blocks: KnownBlock[] = [
    header(view, "Approval needed"),
    ...middle,
    ...progress(view, null),
    actions(`decide:${request.id}:${request.version}`, [
      reviewButton(request, "Review", true),
      openButton(view),
    ]),
    footer(request),
  ];
  return {
    text: escaped(
      `Approval needed: ${titleOf(request)}. Waiting for ${namesText(waitingFor(request), request, "or")}.`,
    ),
    blocks,
  };
}
