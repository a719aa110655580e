/** The schedule engine against a naive one, on days on which clocks somewhere jump. */
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { expect, test } from "vitest";
import {
  handoffs,
  type Layer,
  type Override,
  onCall,
  type Rotation,
  type Schedule,
  timeline,
} from "./schedule";
import { cellsOf, list, minutes, naive, type Scene, sceneOf } from "./schedule-naive";
import { weekdays } from "./wall-time";

const scenes = [
  sceneOf("Europe/Madrid", "2026-03-29"),
  sceneOf("Europe/Madrid", "2026-10-25"),
  sceneOf("America/New_York", "2026-03-08"),
  sceneOf("America/New_York", "2026-11-01"),
  sceneOf("Australia/Lord_Howe", "2026-04-04"),
  sceneOf("Australia/Lord_Howe", "2026-10-03"),
  sceneOf("Asia/Kathmandu", "1985-12-31"),
  sceneOf("Pacific/Apia", "2011-12-30"),
  sceneOf("Pacific/Kwajalein", "1993-08-21"),
  sceneOf("America/Sao_Paulo", "2018-11-04"),
  sceneOf("America/Sao_Paulo", "2018-02-18"),
  sceneOf("America/St_Johns", "2006-10-29"),
  sceneOf("America/Havana", "2026-11-01"),
  sceneOf("UTC", "2028-02-29"),
];

const people = ["ana", "bo", "cy", "dee"] as const;
const aPerson = fc.constantFrom(...people);
const edges = [
  "00:00",
  "00:01",
  "00:30",
  "01:00",
  "01:30",
  "02:00",
  "02:15",
  "02:30",
  "03:00",
  "09:00",
  "23:01",
  "23:30",
];
const aTime = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...edges) },
  fc
    .nat(24 * 60 - 1)
    .map((minute) => Temporal.PlainTime.from("00:00").add({ minutes: minute }).toString().slice(0, 5)),
);

const lengths = { hourly: 60, daily: 9, weekly: 3, monthly: 13 } as const;

function aRotation(date: string): fc.Arbitrary<Rotation> {
  const offset = fc.oneof(
    { weight: 2, arbitrary: fc.integer({ min: -3, max: 3 }) },
    fc.integer({ min: -500, max: 500 }),
  );
  return fc.constantFrom("hourly", "daily", "weekly", "monthly").chain((type) =>
    fc.record({
      type: fc.constant(type),
      shiftLength: fc.integer({ min: 1, max: lengths[type] }),
      start: fc
        .tuple(offset, aTime)
        .map(([days, time]) => `${Temporal.PlainDate.from(date).add({ days })}T${time}`),
      participants: fc.array(aPerson, { maxLength: 5 }),
    }),
  );
}

function aLayer(scene: Scene): fc.Arbitrary<Layer> {
  const { date } = scene;
  const aFixedShift = fc
    .tuple(aPerson, aSpan(scene))
    .map(([value, { start, end }]) => ({ value, start: Date.parse(start), end: Date.parse(end) }));
  const aWindow = fc.record({
    weekdays: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1 }),
    start: aTime,
    end: aTime,
  });
  const common = { priority: fc.integer({ min: -1, max: 1 }), windows: fc.array(aWindow, { maxLength: 3 }) };
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ ...common, rotation: aRotation(date) }, { requiredKeys: ["rotation"] }),
    },
    {
      weight: 1,
      arbitrary: fc.record(
        { ...common, shifts: fc.array(aFixedShift, { maxLength: 4 }) },
        { requiredKeys: ["shifts"] },
      ),
    },
  );
}

function aSpan({ instants }: Scene): fc.Arbitrary<{ start: string; end: string }> {
  return fc.tuple(fc.nat(minutes - 2), fc.integer({ min: 1, max: 3_000 })).map(([from, length]) => ({
    start: instants[from] ?? "",
    end: instants[Math.min(from + length, minutes - 1)] ?? "",
  }));
}

function anOverride(scene: Scene): fc.Arbitrary<Override> {
  // Standing in only for someone earlier in the list cannot run in a circle.
  const aReplacement = fc.tuple(fc.nat(2), fc.nat(2)).map(([one, gap]) => ({
    type: "replace" as const,
    person: people[one] ?? "",
    with: people[Math.min(one + 1 + gap, 3)] ?? "",
  }));
  const other = fc.record({ type: fc.constantFrom("add", "remove"), person: aPerson });
  return fc.tuple(fc.oneof(aReplacement, other), aSpan(scene)).map(([what, span]) => ({ ...what, ...span }));
}

function aSchedule(scene: Scene): fc.Arbitrary<Schedule> {
  const aShift = fc.tuple(aPerson, aSpan(scene)).map(([person, span]) => ({ person, ...span }));
  return fc.record({
    id: fc.constant("on-call"),
    timeZone: fc.constant(scene.timeZone),
    layers: fc.array(aLayer(scene), { maxLength: 3 }),
    overrides: fc.array(anOverride(scene), { maxLength: 4 }),
    temporary: fc.array(
      fc
        .tuple(aSpan(scene), fc.array(aShift, { maxLength: 3 }))
        .map(([span, shifts]) => ({ ...span, shifts })),
      { maxLength: 2 },
    ),
  });
}

const aCase = fc
  .constantFrom(...scenes)
  .chain((scene) => fc.record({ scene: fc.constant(scene), schedule: aSchedule(scene) }));

function instantOf(scene: Scene, minute: number): Date {
  return new Date(scene.instants[minute] ?? "");
}

const runs = { numRuns: 150 };

test("timeline and on-call say, at every minute, what walking minute by minute says", () => {
  fc.assert(
    fc.property(aCase, ({ scene, schedule }) => {
      const expected = naive(scene, schedule);
      const shifts = timeline(schedule, instantOf(scene, 0), instantOf(scene, minutes - 1));
      const minuteOf = (date: Date) => (date.getTime() - instantOf(scene, 0).getTime()) / 60_000;
      const said: string[] = [];
      for (const shift of shifts) {
        expect(minuteOf(shift.start)).toBe(said.length);
        expect(list(shift.people)).not.toBe(said.at(-1));
        while (said.length < minuteOf(shift.end)) said.push(list(shift.people));
      }
      expect(said).toEqual(expected.slice(0, -1));

      const sampled = shifts.flatMap(({ start, end }) => [minuteOf(start), minuteOf(end) - 1]);
      for (let minute = 0; minute < minutes; minute += 17) sampled.push(minute);
      for (const minute of sampled)
        expect(list(onCall(schedule, instantOf(scene, minute)))).toBe(expected[minute]);
    }),
    runs,
  );
});

test("hand-offs are where counting shift by shift puts them", () => {
  fc.assert(
    fc.property(aCase, ({ scene, schedule }) => {
      const expected = schedule.layers.flatMap(({ rotation }, layer) =>
        rotation === undefined || rotation.participants.length === 0
          ? []
          : cellsOf(scene, rotation)
              .filter((cell, index, cells) => cells[index + 1]?.minute !== cell.minute)
              .filter(({ minute }) => minute >= 60 && minute < minutes - 60)
              .map(({ minute, person }) => ({ layer, at: instantOf(scene, minute), person })),
      );
      const found = handoffs(schedule, instantOf(scene, 60), instantOf(scene, minutes - 60)).filter(
        ({ layer }) => schedule.layers[layer]?.rotation !== undefined,
      );
      expect([...found].sort((a, b) => a.layer - b.layer)).toEqual(expected);
      expect(found.every(({ at }, index) => index === 0 || at >= (found[index - 1]?.at ?? at))).toBe(true);
    }),
    runs,
  );
});
