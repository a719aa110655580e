/** The few parts all messages are made of, in the types of Slack. Whatever comes from outside has been cut before. */
import type { types } from "@slack/bolt";
import type { RequestDetail } from "@/lib/contract/requests";
import { untrusted } from "@/lib/core/untrusted";
import { type Address, addressOf, writeAddress } from "./address";

export type KnownBlock = types.KnownBlock;
export type ModalView = types.ModalView;
export type HomeView = types.HomeView;
export type Leaf = types.RichTextElement;
type Button = types.Button;

/** `text` is what notifications and screen readers say: a whole sentence, escaped. */
export type Message = { readonly text: string; readonly blocks: KnownBlock[] };

/** What to show of a request, besides the request. */
export type RequestView = {
  readonly request: RequestDetail;
  /** The Slack user of each person who linked one. */
  readonly slackIds: Readonly<Record<string, string>>;
  /** Its page in the console. */
  readonly url: string;
};

/**
 * For the top-level `text`, which Slack parses for mentions, links and dates. It parses neither `plain_text` nor the
 * leaves of rich text, so nothing is escaped there.
 */
export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

export const plain = (text: string): types.PlainTextElement => ({ type: "plain_text", text, emoji: false });
export const text = (words: string): Leaf => ({ type: "text", text: words });
export const bold = (words: string): Leaf => ({ type: "text", text: words, style: { bold: true } });

/** One paragraph of rich text, line by line. */
export const rich = (...lines: readonly (readonly Leaf[])[]): KnownBlock => ({
  type: "rich_text",
  elements: [
    {
      type: "rich_text_section",
      elements: lines.flatMap((line, index) => (index === 0 ? [...line] : [text("\n"), ...line])),
    },
  ],
});

/** In the zone of whoever reads; without it, in UTC. */
export const date = (instant: string, format = "{date_short_pretty} at {time}"): Leaf => ({
  type: "date",
  timestamp: Math.floor(Date.parse(instant) / 1000),
  format,
  fallback: utcText(instant),
});
export const time = (instant: string): Leaf => date(instant, "{time}");

/** `2026-11-20 13:21 UTC` */
export const utcText = (instant: string): string =>
  `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;

export const header = (view: Pick<RequestView, "request">, state: string): KnownBlock => ({
  type: "header",
  block_id: `h:${view.request.id}:${view.request.version}`,
  text: plain(`${state}: ${untrusted(view.request.title, LONGEST_HEADER - state.length - 2)}`),
});
const LONGEST_HEADER = 150;

export const actions = (blockId: string, elements: types.ActionsBlockElement[]): KnownBlock => ({
  type: "actions",
  block_id: blockId,
  elements,
});

export const context = (words: string): KnownBlock => ({ type: "context", elements: [plain(words)] });

/** The first of the digest, the same wherever this action is shown. */
export const fingerprint = (digest: string): string => digest.replace(/^sha256:/, "").slice(0, 8);

export const footer = (request: RequestDetail): KnownBlock =>
  context(
    [
      `Request ${request.id}`,
      `code ${untrusted(request.binding_message, 60)}`,
      `fingerprint ${fingerprint(request.action.digest)}`,
      ...(request.decision ? [] : ["no answer means denied"]),
    ].join("  ·  "),
  );

export const placeOf = (request: RequestDetail): Address =>
  addressOf({ id: request.id, digest: request.action.digest });

/** Whoever cannot see the message hears a name of its own for every button, and which request it is about. */
const LONGEST_NAME = 75;
export function spoken(verb: string, { id, title }: { readonly id: string; readonly title: string }): string {
  const end = ` (${id})`;
  return `${verb} ${untrusted(title, LONGEST_NAME - verb.length - 1 - end.length)}${end}`;
}

type Pressed = {
  readonly action: string;
  readonly words: string;
  readonly name: string;
  readonly style?: "primary" | "danger";
  readonly confirm?: types.ConfirmationDialog;
};

/** A button that says where it belongs. */
export const button = ({ action, words, name, style, confirm }: Pressed, at: Address): Button => ({
  type: "button",
  action_id: action,
  text: plain(words),
  accessibility_label: name,
  ...(style ? { style } : {}),
  value: writeAddress(at),
  ...(confirm ? { confirm } : {}),
});

/** A button that opens a page. */
export const linkButton = ({ action, words, name, style }: Pressed, url: string): Button => ({
  type: "button",
  action_id: action,
  text: plain(words),
  accessibility_label: name,
  ...(style ? { style } : {}),
  url,
});

export const openButton = ({ request, url }: Pick<RequestView, "request" | "url">): Button =>
  linkButton({ action: "open_web", words: "Open in console", name: spoken("Open", request) }, url);

/** Their Slack user where they linked one, their name where not. */
export function personLeaf(id: string, { request, slackIds }: RequestView): Leaf {
  const user = Object.hasOwn(slackIds, id) ? slackIds[id] : undefined;
  return user !== undefined && /^[UW][A-Z0-9]+$/.test(user)
    ? { type: "user", user_id: user }
    : bold(personName(id, request));
}

type Named = { readonly people: Readonly<Record<string, { readonly name: string }>> };
export const personName = (id: string, { people }: Named): string =>
  untrusted((Object.hasOwn(people, id) ? people[id]?.name : undefined) ?? id, LONGEST_PERSON);
const LONGEST_PERSON = 60;

/** `@Ana, @Bo and @Cy`; after the first few only how many more. */
const MOST_PEOPLE = 10;
export function peopleLeaves(ids: readonly string[], view: RequestView, joiner = "and"): Leaf[] {
  if (ids.length === 0) return [text("nobody")];
  const named: Leaf[][] = ids.slice(0, MOST_PEOPLE).map((id) => [personLeaf(id, view)]);
  const rest = ids.length - named.length;
  const items = rest > 0 ? [...named, [text(`${rest} more`)]] : named;
  return items.flatMap((item, index) => {
    if (index === 0) return item;
    return [text(index === items.length - 1 ? ` ${joiner} ` : ", "), ...item];
  });
}
