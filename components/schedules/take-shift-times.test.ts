import { describe, expect, it } from "vitest";
import { quickEnds, takeFault } from "./take-shift-times";

const at = (text: string) => Date.parse(text);
const told = (now: string, zone: string) =>
  quickEnds(at(now), zone).map(({ label, at: end }) => `${label}: ${new Date(end).toISOString()}`);

describe("until when a shift is taken", () => {
  it("is offered on the wall of the organisation, the end of the day first", () => {
    expect(told("2026-11-20T09:10:30Z", "Europe/Madrid")).toEqual([
      "Until 18:00: 2026-11-20T17:00:00.000Z",
      "1 hour: 2026-11-20T10:11:00.000Z",
      "4 hours: 2026-11-20T13:11:00.000Z",
      "Until tomorrow, 09:00: 2026-11-21T08:00:00.000Z",
    ]);
  });

  it("leaves out an evening that is over or nearly so", () => {
    expect(told("2026-11-20T16:30:00Z", "Europe/Madrid")[0]).toBe("1 hour: 2026-11-20T17:30:00.000Z");
  });

  it("is a time to come, at most a week away", () => {
    const now = at("2026-11-20T09:00:00Z");
    expect(takeFault(null, now)).toMatch(/date and a time/);
    expect(takeFault(now, now)).toMatch(/past/);
    expect(takeFault(now + 7 * 86_400_000, now)).toBeNull();
    expect(takeFault(now + 7 * 86_400_000 + 1, now)).toMatch(/7 days/);
  });
});
