/**
 * Edits of a schedule that leave whoever is on call where they are: an edited rotation goes on after the person who
 * holds it, and the past is not touched, because what comes out is a new version from an instant on.
 *
 * A participant's place counts round from the rotation's start, so a changed list would hand the running shift to
 * someone else. Turning the list until the holder is in the running shift's place keeps the grid as it is, and with it
 * what a moved `start` would lose: a monthly rotation's 31st.
 */
import type { Layer, PastSchedule, Rotation, Schedule } from "./schedule";
import { gridOf } from "./schedule-rotation";
import { modulo, readInstant } from "./wall-time";
import { type Zone, zoneOf } from "./zoned-time";

/** What the schedule is, from an instant until the next version's. */
export type ScheduleVersion = { readonly from: Date; readonly schedule: Schedule };

/**
 * The edited rotation, to be used from `at` on: its running shift is held by whoever holds the previous one, and then
 * it continues after them. If that person takes no part any more, the next of the previous participants who still does
 * takes over at once.
 */
export function continueRotation(previous: Rotation, edited: Rotation, timeZone: string, at: Date): Rotation {
  const zone = zoneOf(timeZone);
  return continueIn(zone, previous, zone, edited, at.getTime());
}

/**
 * The versions an edit at `at` leads to, the first one from `at` on. Layers are the same layer by `id`, or by position
 * where they have none. Where an edit moves a rotation's hand-offs, they move after its next one: until then a version
 * still follows the previous grid. A change of the schedule's zone moves everything and so takes effect at once.
 */
export function editSchedule(previous: Schedule, edited: Schedule, at: Date): readonly ScheduleVersion[] {
  const before = zoneOf(previous.timeZone);
  const zone = zoneOf(edited.timeZone);
  const now = at.getTime();
  const plans = edited.layers.map((layer, position): LayerPlan => {
    const former = formerLayer(previous.layers, layer, position)?.rotation;
    if (layer.rotation === undefined) return {};
    if (former === undefined) return { now: layer.rotation };
    const continued = continueIn(before, former, zone, layer.rotation, now);
    const isHeld = former.participants.length > 0 && continued.participants.length > 0;
    if (!isHeld || previous.timeZone !== edited.timeZone || hasSameGrid(former, continued))
      return { now: continued };
    const interim = continueIn(
      zone,
      former,
      zone,
      { ...former, participants: layer.rotation.participants },
      now,
    );
    const handoffAt = nextHandoff(interim, zone, now);
    return {
      now: interim,
      later: { from: handoffAt, rotation: continueIn(zone, interim, zone, layer.rotation, handoffAt) },
    };
  });
  const instants = new Set([now, ...plans.flatMap(({ later }) => later?.from ?? [])]);
  return [...instants]
    .sort((a, b) => a - b)
    .map((from) => ({
      from: new Date(from),
      schedule: { ...withoutWhatIsOver(edited, from), layers: layersFrom(edited.layers, plans, from) },
    }));
}

/** What has ended before a version begins says nothing in it: schedules collect overrides for years. */
function withoutWhatIsOver(schedule: Schedule, from: number): Schedule {
  const isAhead = ({ end }: { readonly end: string }) => (readInstant(end) ?? from) > from;
  return {
    ...schedule,
    overrides: schedule.overrides.filter(isAhead),
    temporary: schedule.temporary.filter(isAhead),
  };
}

/**
 * A schedule with its past, from all its edits, the earliest first, each with the versions it led to. An edit ends what
 * was planned before it. Undefined where there was no edit.
 */
export function scheduleOfEdits(edits: readonly (readonly ScheduleVersion[])[]): Schedule | undefined {
  let versions: readonly ScheduleVersion[] = [];
  for (const edit of edits) {
    const [first] = edit;
    if (first === undefined) continue;
    versions = [...versions.filter(({ from }) => from.getTime() < first.from.getTime()), ...edit];
  }
  const newest = versions.at(-1);
  if (newest === undefined) return undefined;
  const past = versions.slice(1).map(({ from }, index): PastSchedule => {
    const { schedule } = versions[index] ?? newest;
    return { until: from, schedule };
  });
  return past.length === 0 ? newest.schedule : { ...newest.schedule, past };
}

/** A schedule with the overrides and temporary schedules of another: layers stay, who stands in for whom is of today. */
export function withExceptionsOf({ past = [], ...schedule }: Schedule, today: Schedule): Schedule {
  const { overrides, temporary } = today;
  const versions = past.map((former) => ({
    ...former,
    schedule: { ...former.schedule, overrides, temporary },
  }));
  const newest = { ...schedule, overrides, temporary };
  return versions.length === 0 ? newest : { ...newest, past: versions };
}

/** Of a layer without a rotation there is nothing to plan. */
type LayerPlan = {
  readonly now?: Rotation;
  readonly later?: { readonly from: number; readonly rotation: Rotation };
};

function layersFrom(layers: readonly Layer[], plans: readonly LayerPlan[], from: number): readonly Layer[] {
  return layers.map((layer, position) => {
    const plan = plans[position];
    const rotation = plan?.later !== undefined && plan.later.from <= from ? plan.later.rotation : plan?.now;
    return layer.rotation === undefined || rotation === undefined ? layer : { ...layer, rotation };
  });
}

function formerLayer(layers: readonly Layer[], layer: Layer, position: number): Layer | undefined {
  if (layer.id !== undefined) return layers.find(({ id }) => id === layer.id);
  const former = layers[position];
  return former?.id === undefined ? former : undefined;
}

function hasSameGrid(one: Rotation, other: Rotation): boolean {
  return one.type === other.type && one.shiftLength === other.shiftLength && one.start === other.start;
}

function nextHandoff(rotation: Rotation, zone: Zone, after: number): number {
  const grid = gridOf(rotation, zone);
  return grid.handoffAt(grid.shiftAt(after) + 1);
}

function continueIn(before: Zone, previous: Rotation, zone: Zone, edited: Rotation, at: number): Rotation {
  const running = gridOf(previous, before).shiftAt(at);
  const place = placeOfNextHolder(
    previous.participants,
    modulo(running, previous.participants.length),
    edited.participants,
  );
  if (place === undefined) return edited;
  const turn = place - gridOf(edited, zone).shiftAt(at);
  const count = edited.participants.length;
  const turned = edited.participants.map((_, index) => edited.participants[modulo(index + turn, count)]);
  return { ...edited, participants: turned.filter((person) => person !== undefined) };
}

/** The place, in the edited list, of the holder or of the first after them who is in it; undefined if nobody is. */
function placeOfNextHolder(
  previous: readonly string[],
  held: number,
  edited: readonly string[],
): number | undefined {
  for (let step = 0; step < previous.length; step += 1) {
    const place = modulo(held + step, previous.length);
    const person = previous[place];
    const candidates = edited.flatMap((other, index) => (other === person ? [index] : []));
    // Someone who takes several turns goes on from the turn whose neighbours are the most alike.
    const likeness = candidates.map((candidate) => alike(previous, place, edited, candidate));
    const best = candidates[likeness.indexOf(Math.max(...likeness))];
    if (best !== undefined) return best;
  }
  return undefined;
}

/** How many people in a row, after and before the two places, are the same. */
function alike(
  previous: readonly string[],
  place: number,
  edited: readonly string[],
  candidate: number,
): number {
  const longest = Math.min(previous.length, edited.length);
  const same = (step: number) =>
    previous[modulo(place + step, previous.length)] === edited[modulo(candidate + step, edited.length)];
  let after = 0;
  while (after < longest && same(after + 1)) after += 1;
  let before = 0;
  while (before < longest && same(-before - 1)) before += 1;
  return after + before;
}
