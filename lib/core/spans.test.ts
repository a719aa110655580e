import fc from "fast-check";
import { expect, test } from "vitest";
import { clip, overlaps, sweep } from "./spans";

const aTime = fc.integer({ min: -20, max: 20 });
const spans = fc
  .array(fc.tuple(aTime, aTime))
  .map((pairs) => pairs.map(([start, end], value) => ({ start, end, value })));

test("a sweep says what holds, in the order given, and the next instant at which that may change", () => {
  fc.assert(
    fc.property(spans, fc.array(aTime), (given, instants) => {
      const swept = sweep(given);
      const holding = (at: number) =>
        given.filter(({ start, end }) => start <= at && at < end).map(({ value }) => value);
      for (const at of [...instants].sort((a, b) => a - b)) {
        swept.moveTo(at);
        expect(swept.values).toEqual(holding(at));
        expect(swept.next).toBeGreaterThan(at);
        for (let later = at; later < Math.min(swept.next, 21); later += 1) {
          expect(holding(later)).toEqual(swept.values);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test("spans overlap where both have something left when clipped to each other", () => {
  const [day, evening] = [
    { start: 9, end: 18, value: "day" },
    { start: 18, end: 22, value: "evening" },
  ];
  expect(overlaps(day, evening)).toBe(false);
  expect(overlaps(day, { start: 17, end: 19 })).toBe(true);
  expect(overlaps(day, { start: 12, end: 12 })).toBe(false);
  expect(clip(day, { start: 17, end: 19 })).toEqual({ start: 17, end: 18, value: "day" });
});
