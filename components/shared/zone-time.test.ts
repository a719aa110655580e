import { describe, expect, it } from "vitest";
import { instantOf, localText } from "./zone-time";

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

describe("the clocks of a zone", () => {
  it.each([
    ["2026-11-23T10:00", "Europe/Madrid", "2026-11-23T09:00:00.000Z"],
    ["2026-07-01T10:00", "Europe/Madrid", "2026-07-01T08:00:00.000Z"],
    ["2026-11-23T10:00", "Asia/Kathmandu", "2026-11-23T04:15:00.000Z"],
    ["2026-11-23T10:00", "UTC", "2026-11-23T10:00:00.000Z"],
    ["2026-11-23T10:00", "Pacific/Kiritimati", "2026-11-22T20:00:00.000Z"],
  ])("show %s in %s at %s", (local, zone, instant) => {
    expect(iso(instantOf(local, zone))).toBe(instant);
    expect(localText(Date.parse(instant), zone)).toBe(local);
  });

  it("show an hour twice in autumn: the first is meant", () => {
    expect(iso(instantOf("2026-10-25T02:30", "Europe/Madrid"))).toBe("2026-10-25T00:30:00.000Z");
  });

  it("skip an hour in spring: the time after the gap is meant", () => {
    expect(iso(instantOf("2026-03-29T02:30", "Europe/Madrid"))).toBe("2026-03-29T01:30:00.000Z");
  });

  it.each(["", "tomorrow", "2026-13-40T10:00", "2026-11-23"])("never show %j", (local) => {
    expect(instantOf(local, "UTC")).toBeNull();
  });
});
