import type { ConfigDocument } from "@/lib/contract/config";
import type { ConfigNoun } from "./config-item";
import { changedMembers } from "./equal";
import { pathWords } from "./form/path-words";
import { listed } from "./words";

/** The configuration's nouns in words, and what a change of one of them means. */

export const NOUN_WORDS: Readonly<Record<ConfigNoun, { readonly one: string; readonly many: string }>> = {
  people: { one: "person", many: "people" },
  teams: { one: "team", many: "teams" },
  schedules: { one: "schedule", many: "schedules" },
  delegations: { one: "delegation", many: "delegations" },
  channels: { one: "room", many: "rooms" },
  slack_groups: { one: "Slack group", many: "Slack groups" },
  agents: { one: "agent", many: "agents" },
  surfaces: { one: "surface", many: "surfaces" },
  policies: { one: "policy", many: "policies" },
  routes: { one: "route", many: "routes" },
  webhooks: { one: "webhook", many: "webhooks" },
};

const isNoun = (word: string): word is ConfigNoun => Object.hasOwn(NOUN_WORDS, word);

/** Nouns with a page of their own in the console. */
const PAGES: ReadonlySet<string> = new Set([
  "people",
  "teams",
  "agents",
  "surfaces",
  "policies",
  "routes",
  "schedules",
  "channels",
  "slack_groups",
  "webhooks",
]);

export const pageOf = (noun: string, id: string): string | null =>
  PAGES.has(noun) ? `${folderOf(noun)}/${encodeURIComponent(id)}` : null;

/** Groups stand among the rest of what is about Slack. */
const folderOf = (noun: string): string => (noun === "slack_groups" ? "/slack/groups" : `/${noun}`);

export const listPageOf = (noun: ConfigNoun): string => (noun === "slack_groups" ? "/slack" : `/${noun}`);
export const newPageOf = (noun: ConfigNoun): string => `${folderOf(noun)}/new`;

/** Who is who, and where things are told, is always of today; everything else a request keeps as it was when it was opened. */
const OF_TODAY: ReadonlySet<ConfigNoun> = new Set([
  "people",
  "teams",
  "delegations",
  "channels",
  "slack_groups",
  "webhooks",
]);

export const openRequestsWords = (noun: ConfigNoun): string =>
  OF_TODAY.has(noun)
    ? "It holds at once, also for requests that are open."
    : "Requests that are open keep the version they were opened under.";

type Item = { readonly id: string; readonly name?: string | null | undefined };

/** `Saved team Payments: members.` and what that means for what is open. */
export function savedWords(noun: ConfigNoun, before: Item | null, after: Item): string {
  const what = `${NOUN_WORDS[noun].one} ${after.name ?? after.id}`;
  if (!before) return `Added ${what}. ${openRequestsWords(noun)}`;
  const changed = changedMembers(before, after).map((name) => name.replaceAll("_", " "));
  if (changed.length === 0) return `Nothing changed of ${what}.`;
  return `Saved ${what}: ${listed(changed)}. ${openRequestsWords(noun)}`;
}

export type PlaceInConfig = { readonly text: string; readonly href: string | null };

/** A place in the whole document, `/teams/0/members/1`, by the thing it is in and where it can be edited. */
export function placeWords(path: string, document: ConfigDocument): PlaceInConfig {
  const [, noun = "", index = "", ...rest] = path.split("/");
  const within = pathWords(`/${rest.join("/")}`);
  if (!isNoun(noun)) return { text: pathWords(path), href: noun === "organisation" ? "/organisation" : null };
  const item: Item | undefined = /^\d+$/.test(index)
    ? document[noun][Number(index)]
    : document[noun].find(({ id }) => id === index);
  if (!item) return { text: pathWords(path), href: null };
  const name = `${NOUN_WORDS[noun].one} ${item.name ?? item.id}`;
  return { text: rest.length > 0 ? `${name}: ${within.toLowerCase()}` : name, href: pageOf(noun, item.id) };
}
