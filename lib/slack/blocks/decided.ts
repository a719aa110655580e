/** What became of a request, on every copy of it: no button decides any more. */
import type { RequestDetail } from "@/lib/contract/requests";
import { grantWords, viaWords } from "@/lib/contract/words";
import { untrusted } from "@/lib/core/untrusted";
import { openOnly } from "./buttons";
import {
  bold,
  date,
  escaped,
  footer,
  header,
  type KnownBlock,
  type Leaf,
  type Message,
  peopleLeaves,
  personLeaf,
  personName,
  type RequestView,
  text,
} from "./kit";
import { endingOf, listed, namesText, reasonCodeWords } from "./words";

type Decision = NonNullable<RequestDetail["decision"]>;

const REASON_UNITS = 2000;

export function decidedCard(view: RequestView, decision: Decision): Message {
  const { request } = view;
  return {
    text: endedSentence(request, decision),
    blocks: [
      header(view, endingOf(decision, request).state),
      outcome(view, decision),
      openOnly(view),
      footer(request),
    ],
  };
}

/** `Denied by Ana Ruiz: Refund agent wants to … . Already refunded.` for notifications and threads. */
export function endedSentence(request: RequestDetail, decision: Decision): string {
  const { headline } = endingOf(decision, request);
  const reason = quotable(decision) ? ` ${untrusted(decision.reason ?? "", 300)}` : "";
  const silence = isSilence(decision) ? "Denied: " : "";
  return escaped(`${silence}${headline}. ${untrusted(request.title, 300)}.${reason}`);
}

const isSilence = ({ cause }: Decision): boolean => cause === "deadline" || cause === "unroutable";

/** Only what a person or the agent wrote; the gate's own words are in the headline. */
const quotable = ({ cause, reason }: Decision): boolean =>
  Boolean(reason) && (cause === "approver" || cause === "withdrawn");

function outcome(view: RequestView, decision: Decision): KnownBlock {
  const section = (elements: readonly Leaf[]) => ({
    type: "rich_text_section" as const,
    elements: [...elements],
  });
  const quote =
    quotable(decision) && decision.reason
      ? [
          ...(decision.cause === "withdrawn" ? [section([bold("Agent says, not verified")])] : []),
          {
            type: "rich_text_quote" as const,
            elements: [text(untrusted(decision.reason, REASON_UNITS, { lines: "keep" }))],
          },
        ]
      : [];
  return {
    type: "rich_text",
    elements: [
      section(headline(view, decision)),
      ...explanation(view, decision).map(section),
      ...quote,
      ...afterwards(view).map(section),
    ],
  };
}

/** `Denied by @Ana on behalf of Bo in Slack, today at 13:08` */
function headline(view: RequestView, decision: Decision): Leaf[] {
  const { request } = view;
  const when = [text(", "), date(decision.decided_at), text(".")];
  if (decision.cause !== "approver") return [bold(endingOf(decision, request).headline), ...when];
  const people = decision.decided_by.flatMap((by, index): Leaf[] => [
    text(index === 0 ? " by " : ", "),
    personLeaf(by.person, view),
    ...(by.on_behalf_of === undefined ? [] : [text(` on behalf of ${personName(by.on_behalf_of, request)}`)]),
  ]);
  const via = listed([...new Set(decision.decided_by.map((by) => viaWords(by.via)))]);
  const where = decision.decided_by.length > 0 ? [text(` ${via}`)] : [];
  return [bold(endingOf(decision, request).state), ...people, ...where, ...when];
}

function explanation(view: RequestView, decision: Decision): readonly Leaf[][] {
  const { request } = view;
  const { explanation: sentence } = endingOf(decision, request);
  const code = decision.cause === "approver" ? decision.reason_code : null;
  return [
    ...(sentence === null ? [] : [[text(sentence)]]),
    ...(isSilence(decision) ? [[bold("Asked: "), ...peopleLeaves(asked(request), view), text(".")]] : []),
    ...(code ? [[bold("Reason: "), text(reasonCodeWords(code))]] : []),
  ];
}

/** Everybody who was paged, and everybody put on it by hand. */
const asked = ({ steps, responders }: RequestDetail): readonly string[] => [
  ...new Set([...steps.flatMap(({ fired_at, people }) => (fired_at === null ? [] : people)), ...responders]),
];

/** What the agent did with an approval. */
function afterwards({ request }: RequestView): readonly Leaf[][] {
  const { grant, outcome: reported } = request;
  if (grant === null) return [];
  const isWaiting = grant.status === "issued" || grant.status === "held";
  return [
    [
      bold("Agent: "),
      text(`${untrusted(request.context.agent.name, 80)}. ${grantWords(grant.status)}.`),
      ...(grant.status === "held" && grant.held_until
        ? [text(" Held until "), date(grant.held_until), text(".")]
        : []),
      ...(isWaiting ? [text(" It lapses unused "), date(grant.expires_at), text(".")] : []),
    ],
    ...(reported?.error
      ? [[bold("Agent says, not verified: "), text(untrusted(reported.error, 700, { lines: "keep" }))]]
      : []),
  ];
}

/** Private answers say the same in one sentence, with where and when. */
export function whoDecided(request: RequestDetail): string {
  const { decision } = request;
  if (decision === null) return `It waits for ${namesText(request.responders, request, "or")}`;
  const via = [...new Set(decision.decided_by.map((by) => viaWords(by.via)))];
  return `${endingOf(decision, request).headline}${via.length > 0 ? ` ${listed(via)}` : ""}`;
}
