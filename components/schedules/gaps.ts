import type { Problem } from "@/lib/contract/common";
import { plural } from "../shared/words";
import { type Scale, spanWords, wallWords } from "./lane";
import type { ScheduleDraft } from "./layer-fields";

/** What a schedule that is written leaves open: the times when nobody is on call, as far as the server says. Pure. */

const DAY_MS = 86_400_000;
const WEEKS = 4;
/** The server answers no longer time than this at once. */
const LONGEST_DAYS = 400;

export type Shift = { readonly start: string; readonly end: string; readonly people: readonly string[] };

/** What must be answered before a schedule is saved. */
export type Question =
  | {
      readonly kind: "gap";
      readonly gaps: readonly Pick<Shift, "start" | "end">[];
      /** The end of what was looked at. */
      readonly end: string;
      readonly hasCalendars: boolean;
    }
  /** Of this draft the server did not say. */
  | { readonly kind: "unknown"; readonly draft: string };

export const hasCalendars = ({ layers }: ScheduleDraft): boolean =>
  layers.some(({ calendar }) => calendar != null);

/** What the server is asked: four weeks, and the temporary schedules after them. */
export function previewInput(draft: ScheduleDraft, from: number): string {
  const ends = draft.temporary.map(({ end }) => Date.parse(end)).filter(Number.isFinite);
  const to = Math.min(Math.max(from + WEEKS * 7 * DAY_MS, ...ends), from + LONGEST_DAYS * DAY_MS);
  const schedule = {
    ...draft,
    // What it is called is no part of who is on call: half an id is nothing to refuse a preview for.
    id: "preview",
    name: null,
    time_zone: draft.time_zone || null,
    layers: draft.layers.filter(isPreviewed),
  };
  return JSON.stringify({ schedule, from: new Date(from).toISOString(), to: new Date(to).toISOString() });
}

/** A calendar's shifts are the server's to know once it is saved. */
const isPreviewed = ({ calendar }: ScheduleDraft["layers"][number]): boolean => calendar == null;

export function gapsIn(shifts: readonly Shift[], hasCalendars: boolean): Question | null {
  const gaps = shifts.filter(({ people }) => people.length === 0).map(({ start, end }) => ({ start, end }));
  return gaps.length === 0 ? null : { kind: "gap", gaps, end: shifts.at(-1)?.end ?? "", hasCalendars };
}

/** What the server found wrong with the draft, at its places in the draft; null for any other failure. */
export function refusalOf(problem: Problem, { layers }: ScheduleDraft): Problem | null {
  const found = (problem.errors ?? []).filter(({ path }) => path.startsWith("/schedule/"));
  if (problem.status !== 422 || found.length === 0) return null;
  const places = layers.flatMap((layer, place) => (isPreviewed(layer) ? [place] : []));
  const errors = found.map((error) => ({
    ...error,
    path: error.path
      .slice("/schedule".length)
      .replace(/^\/layers\/(\d+)/, (_, index) => `/layers/${places[Number(index)] ?? index}`),
  }));
  return { ...problem, errors };
}

/** `Nobody is on call 2 Nov 18:00 – 3 Nov 09:00, nor at 3 other times until 6 Nov 09:00.` */
export function questionWords(question: Question, wall: Pick<Scale, "zone" | "now">): string {
  if (question.kind === "unknown")
    return "Whether somebody is always on call is unknown: the preview could not be made.";
  const { gaps, end, hasCalendars } = question;
  const [first] = gaps;
  const last = gaps.at(-1);
  if (!first || !last) return "";
  const more = gaps.length - 1;
  const others =
    more === 0 ? "" : `, nor at ${plural(more, "other time")} until ${wallWords(last.end, wall)}`;
  const open = last.end === end ? ", or longer" : "";
  const nobody = hasCalendars ? "Apart from the calendars, nobody" : "Nobody";
  return `${nobody} is on call ${spanWords(first.start, first.end, wall)}${others}${open}.`;
}
