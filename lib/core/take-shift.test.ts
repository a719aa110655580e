import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Override, onCall, type Schedule } from "./schedule";
import { always, at, rotation, scheduleOf, timelineOf } from "./schedule-fixtures";
import { peopleOf, putOnBy, takeShift } from "./take-shift";

const day = (hour: string) => `2026-11-20T${hour}:00Z`;
const window = (from: string, until: string) => ({ from: new Date(day(from)), until: new Date(day(until)) });
const override = (type: Override["type"], person: string, more: Partial<Override> = {}): Override => ({
  type,
  person,
  start: day("00:00"),
  end: day("23:00"),
  ...more,
});
/** Ana from midnight, Bo from eight, Cy from sixteen. */
const shifts = scheduleOf("UTC", [
  { rotation: rotation("hourly", 8, "2026-11-20T00:00", "ana", "bo", "cy") },
]);

const taken = (schedule: Schedule, person: string, from: string, until: string) => {
  const result = takeShift(schedule, person, window(from, until));
  if (!result) throw new Error("it was refused");
  return { ...result, schedule: { ...schedule, overrides: result.overrides } };
};

describe("taking a shift over", () => {
  test("puts the person on call alone until then, over every hand-off on the way, and changes nothing after", () => {
    const { schedule, made } = taken(shifts, "di", "10:00", "18:00");
    expect(timelineOf(schedule, day("00:00"), day("23:00"))).toEqual([
      "2026-11-20T00:00Z/2026-11-20T08:00Z ana",
      "2026-11-20T08:00Z/2026-11-20T10:00Z bo",
      "2026-11-20T10:00Z/2026-11-20T18:00Z di",
      "2026-11-20T18:00Z/2026-11-20T23:00Z cy",
    ]);
    expect(made.map(({ type, person, with: standIn }) => [type, person, standIn])).toEqual([
      ["replace", "bo", "di"],
      ["replace", "cy", "di"],
    ]);
  });

  test("fills a gap", () => {
    const { schedule, made } = taken(scheduleOf("UTC", []), "di", "10:00", "18:00");
    expect(made).toEqual([
      { type: "add", person: "di", start: "2026-11-20T10:00:00.000Z", end: "2026-11-20T18:00:00.000Z" },
    ]);
    expect(at(schedule, day("17:59"))).toBe("di");
  });

  test("takes the place of everybody on call, and of nobody who is alone already", () => {
    const both = scheduleOf("UTC", [always("ana"), always("bo")]);
    expect(at(taken(both, "ana", "10:00", "18:00").schedule, day("12:00"))).toBe("ana");
    const again = taken(taken(both, "ana", "10:00", "18:00").schedule, "ana", "11:00", "18:00");
    expect(again.made).toEqual([]);
    expect(putOnBy(again.overrides, "ana", window("11:00", "18:00"))).toHaveLength(1);
  });

  test("back from whoever had taken it, in turns, as often as they like", () => {
    let schedule = shifts;
    for (const [person, hour] of [
      ["di", "10:00"],
      ["bo", "11:00"],
      ["di", "12:00"],
      ["bo", "13:00"],
    ] as const) {
      ({ schedule } = taken(schedule, person, hour, "18:00"));
      expect(at(schedule, day(hour))).toBe(person);
      expect(at(schedule, day("17:00"))).toBe(person);
    }
    expect(at(schedule, day("10:30")), "what was before stays").toBe("di");
    expect(at(schedule, day("18:00"))).toBe("cy");
  });

  test("also by somebody who had been taken off: only this time is theirs", () => {
    const off = {
      ...shifts,
      overrides: [override("remove", "di"), override("replace", "di", { with: "cy" })],
    };
    const { schedule, overrides } = taken(off, "di", "10:00", "12:00");
    expect(at(schedule, day("11:00"))).toBe("di");
    expect(overrides.flatMap(({ type, start, end }) => (type === "remove" ? [[start, end]] : []))).toEqual([
      [day("00:00"), "2026-11-20T10:00:00.000Z"],
      ["2026-11-20T12:00:00.000Z", day("23:00")],
    ]);
  });

  test("is not possible where a temporary schedule says otherwise", () => {
    const temporary = [{ start: day("12:00"), end: day("13:00"), shifts: [] }];
    expect(takeShift({ ...shifts, temporary }, "di", window("10:00", "18:00"))).toBeNull();
    expect(takeShift({ ...shifts, temporary }, "di", window("13:00", "18:00"))).not.toBeNull();
  });

  test("whatever the overrides were, leaves exactly one on call inside and everything outside as it was", () => {
    const people = ["ana", "bo", "cy", "di"] as const;
    const anyOverride = fc
      .record({
        type: fc.constantFrom("add" as const, "remove" as const, "replace" as const),
        person: fc.constantFrom(...people),
        with: fc.constantFrom(...people),
        start: fc.integer({ min: 0, max: 20 }),
        hours: fc.integer({ min: 1, max: 10 }),
      })
      .map(({ start, hours, with: standIn, ...more }): Override => {
        const text = (hour: number) => new Date(Date.parse(day("00:00")) + hour * 3_600_000).toISOString();
        const when = { start: text(start), end: text(start + hours) };
        return more.type === "replace" ? { ...more, with: standIn, ...when } : { ...more, ...when };
      });
    fc.assert(
      fc.property(
        fc.array(anyOverride, { maxLength: 6 }),
        fc.constantFrom(...people),
        (overrides, person) => {
          const before = { ...shifts, overrides };
          const { schedule } = taken(before, person, "10:00", "18:00");
          for (let hour = 0; hour < 30; hour++) {
            const instant = new Date(Date.parse(day("00:30")) + hour * 3_600_000);
            const isInside = hour >= 10 && hour < 18;
            expect([...onCall(schedule, instant)].sort()).toEqual(
              isInside ? [person] : [...onCall(before, instant)].sort(),
            );
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

test("the people of a schedule are all it names", () => {
  const schedule = {
    ...shifts,
    overrides: [override("replace", "ana", { with: "di" })],
    temporary: [
      {
        start: day("12:00"),
        end: day("13:00"),
        shifts: [{ person: "eve", start: day("12:00"), end: day("13:00") }],
      },
    ],
  };
  expect([...peopleOf(schedule)].sort()).toEqual(["ana", "bo", "cy", "di", "eve"]);
});
