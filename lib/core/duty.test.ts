import { expect, test } from "vitest";
import { dutiesOf } from "./duty";

const day = (date: number) => new Date(Date.UTC(2026, 10, date));
const shift = (from: number, to: number, ...people: string[]) => ({ start: day(from), end: day(to), people });

test("a duty lasts as long as its person is on call, whoever comes and goes beside them", () => {
  const shifts = [
    shift(1, 2, "ana"),
    shift(2, 3, "bo", "ana"),
    shift(3, 4, "bo"),
    shift(4, 5),
    shift(5, 6, "ana"),
  ];
  expect(dutiesOf(shifts)).toEqual([
    { person: "ana", start: day(1), end: day(3) },
    { person: "bo", start: day(2), end: day(4) },
    { person: "ana", start: day(5), end: day(6) },
  ]);
  expect(dutiesOf([])).toEqual([]);
});
