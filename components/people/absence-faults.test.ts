import { describe, expect, it } from "vitest";
import { absenceFaults } from "./absence-faults";

const HOUR = 3_600_000;
const faulty = (to: string | null, start: number | null, end: number | null) =>
  Object.entries(absenceFaults({ to, start, end }, 0))
    .filter(([, fault]) => fault !== null)
    .map(([field]) => field);

describe("an absence as it is written down", () => {
  it("needs somebody, a start, and an end that is to come", () => {
    expect(faulty("bo", 0, HOUR)).toEqual([]);
    expect(faulty(null, null, null)).toEqual(["to", "start", "end"]);
    expect(faulty("bo", -2 * HOUR, -HOUR)).toEqual(["end"]);
    expect(faulty("bo", -HOUR, HOUR)).toEqual([]);
  });
});
