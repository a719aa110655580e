/** The forms. Each carries the address of its request, and is opened again with the problem on top when it is refused. */
import type { types } from "@slack/bolt";
import type { RequestDetail } from "@/lib/contract/requests";
import { untrusted } from "@/lib/core/untrusted";
import { writeAddress } from "./address";
import { bodyIn, whyHeld } from "./body";
import {
  actions,
  bold,
  footer,
  type KnownBlock,
  linkButton,
  type ModalView,
  openButton,
  placeOf,
  plain,
  rich,
  spoken,
  text,
} from "./kit";
import { offerOf, whyNot } from "./offer";
import { endingOf, REASON_CODES } from "./words";

/** The `block_id` of each field; the element inside is always `v`. Unchanged when a form is shown again, so that Slack
 * keeps what was typed. */
export const FIELD = {
  reason: "reason",
  kind: "kind",
  decision: "decision",
  person: "person",
  question: "question",
} as const;
const ELEMENT = "v";

export type FormView = {
  readonly request: RequestDetail;
  /** Its page in the console. */
  readonly url: string;
  /** Why the last try was refused. */
  readonly problem?: string | null;
};

/** Enough for a thought; every character is at most three of the 4,096 bytes that a reason may have. */
const LONGEST_REASON = 1000;
/** `ok` is an answer to something else. */
export const SHORTEST_REASON = 3;

type Form = {
  readonly callback: string;
  readonly title: string;
  readonly submit?: string;
  readonly close: string;
  readonly blocks: readonly KnownBlock[];
};

const form = (view: FormView, { callback, title, submit, close, blocks }: Form): ModalView => ({
  type: "modal",
  callback_id: callback,
  private_metadata: writeAddress(placeOf(view.request)),
  title: plain(title),
  ...(submit === undefined ? {} : { submit: plain(submit) }),
  close: plain(close),
  blocks: [...problemOf(view), ...blocks],
});

const problemOf = ({ problem }: FormView): KnownBlock[] =>
  problem ? [{ type: "alert", level: "error", text: plain(untrusted(problem, 200)) }] : [];

const what = ({ request }: FormView): KnownBlock => ({
  type: "section",
  block_id: "what",
  text: plain(untrusted(request.title, 1000)),
});

const option = (value: string, words: string): types.PlainTextOption => ({ value, text: plain(words) });

type InputWords = { readonly label: string; readonly hint?: string; readonly optional?: boolean };
const input = (
  field: keyof typeof FIELD,
  { label, hint, optional }: InputWords,
  element: types.InputBlock["element"],
): KnownBlock => ({
  type: "input",
  block_id: FIELD[field],
  ...(optional ? { optional } : {}),
  label: plain(label),
  ...(hint === undefined ? {} : { hint: plain(hint) }),
  element,
});

const textArea = (more: Partial<types.PlainTextInput>): types.PlainTextInput => ({
  type: "plain_text_input",
  action_id: ELEMENT,
  multiline: true,
  max_length: LONGEST_REASON,
  ...more,
});

const SEEN_BY = "The agent is told, and the ledger keeps it.";

export function denyModal(view: FormView): ModalView {
  const kinds = Object.entries(REASON_CODES).map(([code, words]) => option(code, words));
  return form(view, {
    callback: "deny",
    title: "Deny request",
    submit: "Deny",
    close: "Cancel",
    blocks: [
      what(view),
      input(
        "kind",
        { label: "What is wrong with it?", optional: true },
        { type: "radio_buttons", action_id: ELEMENT, options: kinds },
      ),
      input(
        "reason",
        { label: "Reason", hint: SEEN_BY },
        textArea({
          min_length: SHORTEST_REASON,
          focus_on_load: true,
          placeholder: plain("What should the agent do instead?"),
        }),
      ),
      footer(view.request),
    ],
  });
}

/** Everything, and the answer below it. What may not be answered here is only shown, and says why. */
export function reviewModal(view: FormView): ModalView {
  const { request, url } = view;
  const body = bodyIn("modal", request);
  const offer = offerOf(request, body.isWhole);
  const mayApprove = body.isWhole && (offer.approve === "here" || offer.approve === "review");
  const verdicts = [
    ...(mayApprove ? [option("approve", "Approve")] : []),
    ...(offer.deny ? [option("deny", "Deny")] : []),
  ];
  const bar = whyNot(request);
  const links = [
    ...(offer.approve === "console" || (offer.approve !== null && !mayApprove)
      ? [approveElsewhere(view)]
      : []),
    openButton({ request, url }),
  ];
  return form(view, {
    callback: "review",
    title: "Review request",
    close: "Close",
    ...(verdicts.length > 0 ? { submit: "Submit decision" } : {}),
    blocks: [
      { type: "header", text: plain(untrusted(request.title, 150)) },
      ...(request.decision ? [rich([bold(`${endingOf(request.decision, request).headline}.`)])] : []),
      rich(whyHeld(request)),
      ...body.blocks,
      ...(bar === null || request.decision
        ? []
        : [rich([text(`You may not approve. ${untrusted(bar, 300)}`)])]),
      ...(verdicts.length > 0 ? answer(request, verdicts) : []),
      actions("go", links),
      footer(request),
    ],
  });
}

function answer(request: RequestDetail, verdicts: types.PlainTextOption[]): KnownBlock[] {
  const isAlways = request.approval.reason_required;
  return [
    input(
      "decision",
      { label: "Your decision" },
      { type: "radio_buttons", action_id: ELEMENT, options: verdicts },
    ),
    input(
      "reason",
      { label: isAlways ? "Reason" : "Reason (needed to deny)", hint: SEEN_BY, optional: !isAlways },
      textArea({}),
    ),
  ];
}

const approveElsewhere = ({ request, url }: FormView): types.Button =>
  linkButton(
    {
      action: "open_approve",
      words: "Approve in console",
      name: spoken("Approve in the console", request),
    },
    `${url}?intent=approve`,
  );

const MOST_OPTIONS = 100;
const OPTION_UNITS = 75;

export function handoverModal(view: FormView): ModalView {
  const { request, url } = view;
  const people = assigneesOf(request);
  const note = people.length === 0 ? "Nobody else could answer it." : null;
  const rest =
    people.length > MOST_OPTIONS
      ? `Only the first ${MOST_OPTIONS} of ${people.length} are listed here.`
      : null;
  return form(view, {
    callback: "handover",
    title: "Hand over",
    close: "Cancel",
    ...(note ? {} : { submit: "Hand over" }),
    blocks: [
      what(view),
      ...(note
        ? []
        : [
            input(
              "person",
              { label: "To whom?", hint: "They are paged at once. The deadline stays." },
              { type: "static_select", action_id: ELEMENT, options: people.slice(0, MOST_OPTIONS) },
            ),
          ]),
      ...[note, rest].flatMap((words) => (words === null ? [] : [rich([text(words)])])),
      actions("go", [openButton({ request, url })]),
    ],
  });
}

/** By name; two people of one name are told apart by their ids. */
function assigneesOf({ may_steer: { assignees }, people }: RequestDetail): types.PlainTextOption[] {
  const named = [...new Set(assignees)].map((id) => ({
    id,
    name: untrusted((Object.hasOwn(people, id) ? people[id]?.name : undefined) ?? id, OPTION_UNITS),
  }));
  const isShared = (name: string) => named.filter((one) => one.name === name).length > 1;
  return named
    .sort((a, b) => a.name.localeCompare(b.name, "en"))
    .map(({ id, name }) => option(id, isShared(name) ? untrusted(`${id}: ${name}`, OPTION_UNITS) : name));
}

export function askModal(view: FormView): ModalView {
  return form(view, {
    callback: "ask",
    title: "Ask the agent",
    submit: "Ask",
    close: "Cancel",
    blocks: [
      what(view),
      input(
        "question",
        { label: "Your question", hint: "The agent sees it while it waits. The deadline stays." },
        textArea({ min_length: SHORTEST_REASON, focus_on_load: true }),
      ),
    ],
  });
}

/** When a form could not be opened, or was answered too late: what happened, and where to look. */
export function noticeModal(message: string, link: { readonly url: string } | null): ModalView {
  const open: KnownBlock[] = link
    ? [
        actions("go", [
          linkButton({ action: "open_web", words: "Open in console", name: "Open in console" }, link.url),
        ]),
      ]
    : [];
  return {
    type: "modal",
    callback_id: "notice",
    title: plain("Countersign"),
    close: plain("Close"),
    blocks: [{ type: "section", text: plain(untrusted(message, 2000, { lines: "keep" })) }, ...open],
  };
}
