import { describe, expect, it } from "vitest";
import { isWorking } from "./working-hours";

const office = {
  workingHours: {
    timeZone: "Europe/Madrid",
    windows: [{ weekdays: ["mo", "tu", "we", "th", "fr", "su"] as const, start: "09:00", end: "18:00" }],
  },
};
const works = (at: string) => isWorking(office, new Date(at));

describe("working hours", () => {
  it("are always where nobody said", () => {
    expect(isWorking({}, new Date("2026-11-28T03:00:00Z"))).toBe(true);
  });

  it("are those of the clock where the person is, on both sides of a change of clocks", () => {
    // Friday, Saturday, and the Sundays before and after clocks go back (25 October 2026).
    expect([works("2026-11-27T08:00:00Z"), works("2026-11-27T07:59:59.999Z")]).toEqual([true, false]);
    expect([works("2026-11-27T16:59:59.999Z"), works("2026-11-27T17:00:00Z")]).toEqual([true, false]);
    expect(works("2026-11-28T10:00:00Z")).toBe(false);
    expect([works("2026-10-18T07:00:00Z"), works("2026-10-25T07:00:00Z")]).toEqual([true, false]);
  });
});
