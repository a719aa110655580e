import { describe, expect, it } from "vitest";
import { hoursWords, isWorking, type WorkingWindow, wallOf } from "./hours";

const office: WorkingWindow = { weekdays: ["mo", "tu", "we", "th", "fr"], start: "09:00", end: "18:00" };
const at = (instant: string) => Date.parse(instant);

describe("working hours", () => {
  it("are on the person's own wall, from the start until the end", () => {
    expect(wallOf("Europe/Madrid", at("2026-11-27T08:30:00Z"))).toEqual({ weekday: "fr", time: "09:30" });
    expect(isWorking([office], "Europe/Madrid", at("2026-11-27T08:00:00Z"))).toBe(true);
    expect(isWorking([office], "Europe/Madrid", at("2026-11-27T17:00:00Z"))).toBe(false);
    expect(isWorking([office], "America/New_York", at("2026-11-27T08:30:00Z"))).toBe(false);
    expect(isWorking([office], "UTC", at("2026-11-28T12:00:00Z"))).toBe(false);
  });

  it("past midnight belong to the day on which they began", () => {
    const night: WorkingWindow = { weekdays: ["fr"], start: "22:00", end: "06:00" };
    expect(isWorking([night], "UTC", at("2026-11-27T23:00:00Z"))).toBe(true);
    expect(isWorking([night], "UTC", at("2026-11-28T05:59:00Z"))).toBe(true);
    expect(isWorking([night], "UTC", at("2026-11-27T05:00:00Z"))).toBe(false);
    expect(isWorking([night], "UTC", at("2026-11-28T23:00:00Z"))).toBe(false);
  });

  it("left out are always; from midnight to midnight is the whole day", () => {
    expect(isWorking([], "UTC", 0)).toBe(true);
    const whole: WorkingWindow = { weekdays: ["fr"], start: "00:00", end: "00:00" };
    expect(isWorking([whole], "UTC", at("2026-11-27T13:00:00Z"))).toBe(true);
    expect(isWorking([whole], "UTC", at("2026-11-28T00:00:00Z"))).toBe(false);
  });

  it("are said in a few words", () => {
    expect(hoursWords([office])).toBe("Mon–Fri 09:00–18:00");
    expect(hoursWords([{ ...office, weekdays: ["sa", "mo"] }])).toBe("Mon, Sat 09:00–18:00");
    expect(hoursWords([])).toBe("at any time");
  });
});
