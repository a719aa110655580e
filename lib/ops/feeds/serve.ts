import { sha256 } from "@/lib/core/canonical-json";
import { type Duty, dutiesOf } from "@/lib/core/duty";
import { type CalendarEvent, renderCalendar, utc } from "@/lib/core/icalendar";
import { type Schedule, timeline } from "@/lib/core/schedule";
import { isTooMuch, type TimeWindow } from "@/lib/core/schedule-ahead";
import { findFeed } from "@/lib/db/calendar-feeds";
import { database } from "@/lib/db/client";
import { remember } from "@/lib/runtime/remember";
import { schedulesOf } from "../config/schedule-versions";
import { secretOf } from "../identity/secrets";
import { notFound } from "../refuse";
import { type Reading, reading } from "../requests/world";

export type ServedCalendar = { readonly text: string; readonly etag: string };

const DAY_MS = 86_400_000;
const DAYS_BACK = 56;
const DAYS_AHEAD = [364, 56, 7];
/** Where a shift began before that, its beginning is not known: far enough back that it hardly ever is. */
const DAYS_BEFORE = 42;

/**
 * The calendar behind a secret address. Who has the address may read it, as long as its owner is somebody.
 * Errors: not_found, whatever is wrong.
 */
export async function serveCalendar(secret: string): Promise<ServedCalendar> {
  const feed = await findFeed(secretOf(secret).hash);
  if (!feed) throw notFound("calendar");
  const view = await reading(feed.organisation);
  const { document, directory, version } = view.current;
  const owner = feed.owner.startsWith("person:") ? feed.owner.slice("person:".length) : null;
  if (owner !== null && !directory.people.has(owner)) throw notFound("calendar");
  const [kind, id = ""] = feed.subject.split(/:(.*)/s);
  const asked = document.schedules.filter((schedule) => kind === "person" || schedule.id === id);
  if (kind === "schedule" && asked.length === 0) throw notFound("calendar");
  // Who is on call changes with the configuration, and the calendar moves on by the day.
  const today = new Date(Math.floor(view.now.getTime() / DAY_MS) * DAY_MS);
  const key = `${feed.organisation}@${version}/${feed.subject}/${today.getTime()}`;
  return kept(key, () => render(view, { today, person: kind === "person" ? id : null, asked }));
}

type Asked = {
  readonly today: Date;
  /** Whose shifts; null is everybody's. */
  readonly person: string | null;
  readonly asked: Reading["current"]["document"]["schedules"];
};

async function render(view: Reading, { today, person, asked }: Asked): Promise<ServedCalendar> {
  const { document, version } = view.current;
  const since = new Date(today.getTime() - (DAYS_BACK + DAYS_BEFORE) * DAY_MS);
  const lived = await schedulesOf(database(), view.organisation, {
    document: { ...document, schedules: asked },
    ...{ version, since },
  });
  const names = new Map(document.people.map(({ id, name }) => [id, name]));
  const titles = new Map(asked.map(({ id, name }) => [id, name ?? id]));
  const concerned = [...lived.values()].filter((one) => person === null || mentions(one, person));
  const events = concerned.flatMap((schedule) =>
    dutiesIn(schedule, today)
      .filter((duty) => person === null || duty.person === person)
      .map((duty) => eventOf(duty, { names, titles, schedule, organisation: view.organisation, since })),
  );
  const title = person === null ? titles.get(asked[0]?.id ?? "") : names.get(person);
  const text = renderCalendar({ name: `On call: ${title ?? person}`, stampedAt: today, events });
  return { text, etag: sha256(text) };
}

/** Whether it could put them on call at any time: most schedules are other people's, and need not be walked. */
const mentions = (schedule: Schedule, person: string): boolean =>
  JSON.stringify(schedule).includes(JSON.stringify(person));

/** From eight weeks ago to a year ahead, or less far ahead where a year would be too much to write down. */
function dutiesIn(schedule: Schedule, today: Date): readonly Duty[] {
  const day = (days: number) => new Date(today.getTime() + days * DAY_MS);
  const windows = DAYS_AHEAD.map(
    (days): TimeWindow => ({ from: day(-DAYS_BACK - DAYS_BEFORE), to: day(days) }),
  );
  const window = windows.find((one) => !isTooMuch(schedule, one));
  if (!window) return [];
  const duties = dutiesOf(timeline(schedule, window.from, window.to));
  return duties.filter(({ end }) => end > day(-DAYS_BACK));
}

type Words = {
  readonly names: ReadonlyMap<string, string>;
  readonly titles: ReadonlyMap<string, string>;
  readonly schedule: Schedule;
  readonly organisation: string;
  readonly since: Date;
};

function eventOf(
  { person, start, end }: Duty,
  { names, titles, schedule, organisation, since }: Words,
): CalendarEvent {
  const begun = start > since ? utc(start) : "long-standing";
  const title = titles.get(schedule.id) ?? schedule.id;
  const name = names.get(person) ?? person;
  return {
    uid: `${schedule.id}.${person}.${begun}@${organisation}.countersign`,
    start,
    end,
    summary: `${name} on call: ${title}`,
    description: `${name} (${person}) is on call for ${title}.`,
  };
}

const KEPT = 200;

/** Calendars ask often and all for the same; what was written once today is not written again. */
async function kept(key: string, make: () => Promise<ServedCalendar>): Promise<ServedCalendar> {
  const known = remember("calendars", () => new Map<string, ServedCalendar>());
  const found = known.get(key);
  if (found) return found;
  const made = await make();
  known.set(key, made);
  const oldest = known.keys().next().value;
  if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  return made;
}
