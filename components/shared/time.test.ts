import { describe, expect, it } from "vitest";
import { agoText, configuredSeconds, countdownText, durationText, fullInstant, shortInstant } from "./time";

const at = Date.parse("2026-11-20T13:32:10Z");

describe("time in words", () => {
  it("a countdown reads 0:00 only when the time is over", () => {
    expect(countdownText(1)).toBe("0:01");
    expect(countdownText(0)).toBe("0:00");
    expect(countdownText(-5000)).toBe("0:00");
  });

  it("a countdown grows with the time that is left", () => {
    expect(countdownText(245_000)).toBe("4:05");
    expect(countdownText(3_723_000)).toBe("1:02:03");
    expect(countdownText(2 * 86_400_000 + 3 * 3_600_000)).toBe("2 d 3 h");
  });

  it("a duration says its two largest units", () => {
    expect(durationText(900)).toBe("15 min");
    expect(durationText(5400)).toBe("1 h 30 min");
    expect(durationText(90_061)).toBe("1 d 1 h");
    expect(durationText(0)).toBe("0 s");
  });

  it("a configured duration that cannot be read is not a number", () => {
    expect(configuredSeconds("15m")).toBe(900);
    expect(configuredSeconds("2h")).toBe(7200);
    expect(configuredSeconds("soon")).toBeNaN();
  });

  it("past and future are told apart", () => {
    expect(agoText(at - 300_000, at)).toBe("5 min ago");
    expect(agoText(at + 300_000, at)).toBe("in 5 min");
    expect(agoText(at - 2000, at)).toBe("just now");
  });

  it("an instant is written on the wall of the zone it is asked for", () => {
    expect(shortInstant(at, "Europe/Madrid", at)).toBe("14:32:10");
    expect(shortInstant(at, "Europe/Madrid", at + 3 * 86_400_000)).toBe("20 Nov, 14:32");
    expect(shortInstant(at, "UTC", at + 400 * 86_400_000)).toBe("20 Nov 2026, 13:32");
    expect(fullInstant(at, "UTC")).toBe("20 Nov 2026, 13:32:10 (UTC)");
    expect(fullInstant(Date.parse("2026-09-01T00:00:00Z"), "UTC")).toBe("1 Sep 2026, 00:00:00 (UTC)");
  });
});
