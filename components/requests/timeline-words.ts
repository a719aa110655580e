import type { TimelineEntry } from "@/lib/contract/requests";
import { durationText } from "../shared/time";
import { humanised, listed, nameOf } from "../shared/words";
import type { Names } from "./names";

/** The events of a request as sentences. An event the console does not know is still shown, by its own name. */

const peopleOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const assignee = ({ person, to }: TimelineEntry, names: Names): string =>
  to === person ? "themselves" : nameOf(textOf(to), names);

const onBehalf = ({ on_behalf_of }: TimelineEntry, names: Names): string =>
  typeof on_behalf_of === "string" ? ` on behalf of ${nameOf(on_behalf_of, names)}` : "";

/** `Ana`, or `Ana for Bo, who is away`. */
function pagedName(id: string, instead: unknown, names: Names): string {
  const away = (Array.isArray(instead) ? instead : []).flatMap((one: unknown) => {
    if (typeof one !== "object" || one === null || !("person" in one) || !("to" in one)) return [];
    return one.to === id && typeof one.person === "string" ? [nameOf(one.person, names)] : [];
  });
  if (away.length === 0) return nameOf(id, names);
  return `${nameOf(id, names)} for ${listed(away)} (out of office)`;
}

const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0);

export function timelineSentence(entry: TimelineEntry, names: Names): string {
  const who = entry.person ? nameOf(entry.person, names) : null;
  const paged = listed(peopleOf(entry.paged).map((id) => pagedName(id, entry.instead, names)));
  const step = `Step ${numberOf(entry.index) + 1}`;
  switch (entry.type) {
    case "opened":
      return "The gate held the action and opened the request";
    case "step_entered":
      return `${step}: paged ${paged}${typeof entry.by === "string" ? `, asked for by ${nameOf(entry.by, names)}` : ""}`;
    case "step_skipped":
      return `${step} skipped: ${skippedWords(entry.why)}`;
    case "fallback_paged":
      return `Nobody could be paged by the route, so the fallback was: ${paged}`;
    case "paging_resumed":
      return `Paging resumed: ${paged}`;
    case "reminded":
      return `Reminded ${paged}`;
    case "acknowledged":
      return `${who ?? "Somebody"} is looking; paging pauses`;
    case "responded":
      return `${who ?? "Somebody"}${onBehalf(entry, names)} ${entry.verdict === "approve" ? "approved" : "denied"}`;
    case "decided":
      return decided(entry);
    case "extended":
      return `${who ?? "The route"} added ${durationText(numberOf(entry.seconds))} to the deadline${who ? "" : ", so that whoever is paged has time to answer"}`;
    case "reassigned":
      return `${who ?? "Somebody"} handed it on to ${assignee(entry, names)}, who was paged`;
    case "responder_added":
      return `${who ?? "Somebody"} added ${assignee(entry, names)}, who was paged`;
    case "rerouted":
      return `${who ?? "Somebody"} sent it from route ${textOf(entry.from_route)} down route ${textOf(entry.route)}`;
    case "commented":
      return `${who ?? "Somebody"} commented`;
    default:
      return grantSentence(entry, who);
  }
}

function skippedWords(why: unknown): string {
  switch (why) {
    case "all_answered":
      return "everyone on it has answered";
    case "late":
      return "it would have left too little time to answer";
    default:
      return "nobody to page";
  }
}

function decided(entry: TimelineEntry): string {
  switch (entry.cause) {
    case "deadline":
      return "The deadline passed with no answer: denied";
    case "unroutable":
      return "The deadline passed and nobody could have approved: denied";
    case "withdrawn":
      return "The agent withdrew it";
    case "superseded":
      return "The agent replaced it with a newer request";
    default:
      return entry.outcome === "approved" ? "The rule was met: approved" : "Denied";
  }
}

function grantSentence(entry: TimelineEntry, who: string | null): string {
  switch (entry.type) {
    case "grant_minted":
      return entry.held_until_at
        ? "A single-use grant was made, and is held for the undo window"
        : "A single-use grant was made for the agent";
    case "grant_released":
      return "The undo window ended: the agent may pick the grant up";
    case "grant_claimed":
      return "The agent picked up the grant";
    case "grant_reported":
      return `The agent reported: ${typeof entry.status === "string" ? entry.status : "no outcome"}`;
    case "grant_lapsed":
      return "The grant lapsed: the agent never picked it up";
    case "grant_revoked":
      return `${who ?? "Somebody"} revoked the grant before it was used`;
    default:
      return humanised(entry.type);
  }
}

/** The words a person wrote with the event, if any. */
export function timelineText(entry: TimelineEntry): string | null {
  const text = entry.type === "commented" ? entry.text : entry.type === "responded" ? entry.reason : null;
  return typeof text === "string" && text !== "" ? text : null;
}
