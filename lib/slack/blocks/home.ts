/** The App Home: one person's queue, the same that the console shows them, fifteen at a time. */
import type { types } from "@slack/bolt";
import type { RequestSummary } from "@/lib/contract/requests";
import { plural } from "@/lib/contract/words";
import { untrusted } from "@/lib/core/untrusted";
import { addressOf, writePage } from "./address";
import {
  actions,
  button,
  context,
  date,
  type HomeView,
  type KnownBlock,
  type Leaf,
  linkButton,
  personName,
  plain,
  rich,
  spoken,
  text,
} from "./kit";
import { notLinked, type Stranger, stranger } from "./private";
import { listed } from "./words";

export const ROWS_PER_PAGE = 15;

export type InboxView = {
  /** Of this page only. */
  readonly rows: readonly RequestSummary[];
  readonly waitingCount: number;
  readonly page: number;
  /** Their own watch; null when they are not on call. */
  readonly onCallUntil: string | null;
  /** Names of those who are on call now, for when nothing waits. */
  readonly onCall: readonly string[];
  readonly consoleUrl: string;
  /** The names of those who look at what waits. */
  readonly people: Readonly<Record<string, { readonly name: string }>>;
};

export function home(view: InboxView): HomeView {
  const { waitingCount, page } = view;
  return {
    type: "home",
    callback_id: "inbox",
    private_metadata: writePage(page),
    blocks: [
      {
        type: "header",
        text: plain(waitingCount > 0 ? `${waitingCount} waiting for you` : "Nothing waits for you"),
      },
      rich(duty(view)),
      actions("console", [
        linkButton(
          { action: "open_web", words: "Open the console", name: "Open the console" },
          view.consoleUrl,
        ),
      ]),
      { type: "divider" },
      ...(waitingCount > 0
        ? view.rows.slice(0, ROWS_PER_PAGE).flatMap((request) => row(request, view))
        : [nothing(view)]),
      ...pager(view),
    ],
  };
}

/** For an account that is linked to nobody. */
export const unlinkedHome = (linkUrl: string): HomeView => ({
  type: "home",
  callback_id: "inbox",
  private_metadata: writePage(0),
  blocks: notLinked({ linkUrl }).blocks,
});

/** For an account that can decide nothing, whatever it is linked to. */
export const strangersHome = (who: Stranger): HomeView => ({
  type: "home",
  callback_id: "inbox",
  private_metadata: writePage(0),
  blocks: stranger(who).blocks,
});

const duty = ({ onCallUntil }: InboxView): Leaf[] =>
  onCallUntil === null
    ? [text("You are not on call.")]
    : [text("You are on call until "), date(onCallUntil), text(".")];

function nothing({ onCall }: InboxView): KnownBlock {
  const names = onCall.map((name) => untrusted(name, 60));
  const who = names.length === 0 ? "Nobody is on call now." : `On call now: ${listed(names)}.`;
  return { type: "section", block_id: "empty", text: plain(`No request waits for your answer. ${who}`) };
}

function row(request: RequestSummary, view: InboxView): KnownBlock[] {
  const { id, version, title, agent, tool, surface, binding_message: code } = request;
  const parts = [agent.name, tool ?? surface ?? "unregistered tool", code].map((part) => untrusted(part, 80));
  return [
    {
      type: "section",
      block_id: `row:${id}:${version}`,
      text: plain(`${untrusted(title, 300)}\n${parts.join("  ·  ")}`),
      accessory: button(
        { action: "review", words: "Review", name: spoken("Review", request) },
        addressOf(request),
      ),
    },
    rich([text("Answer by "), date(request.deadline_at), ...acknowledged(request, view)]),
  ];
}

const acknowledged = ({ acknowledged_by: person }: RequestSummary, view: InboxView): Leaf[] =>
  person === null ? [] : [text(`. ${personName(person, view)} is looking`)];

function pager({ waitingCount, page }: InboxView): KnownBlock[] {
  const pages = Math.ceil(waitingCount / ROWS_PER_PAGE);
  if (pages < 2 && page === 0) return [];
  const turn = (action: string, words: string, to: number): types.Button => ({
    type: "button",
    action_id: action,
    text: plain(words),
    accessibility_label: `${words}, page ${to + 1}`,
    value: writePage(to),
  });
  const buttons = [
    ...(page > 0 ? [turn("page_prev", "Previous", page - 1)] : []),
    ...(page < pages - 1 ? [turn("page_next", "Next", page + 1)] : []),
  ];
  return [
    context(`Page ${page + 1} of ${Math.max(pages, 1)}, ${plural(waitingCount, "request")}`),
    ...(buttons.length > 0 ? [actions("pager", buttons)] : []),
  ];
}
