import { describe, expect, it } from "vitest";
import { assuranceAt, GUESS_WINDOW_SECONDS, guessVerdict, MOST_GUESSES } from "./session";

const signedInAt = new Date("2026-11-20T12:00:00Z");
const later = (seconds: number) => new Date(signedInAt.getTime() + seconds * 1000);

describe("the assurance of a session", () => {
  it("a fresh proof stays fresh for ten minutes and not an instant longer", () => {
    for (const given of ["recent", "passkey"] as const) {
      expect(assuranceAt(given, signedInAt, later(0))).toBe(given);
      expect(assuranceAt(given, signedInAt, later(599.999))).toBe(given);
      expect(assuranceAt(given, signedInAt, later(600))).toBe("session");
    }
  });

  it("never rises: an ordinary session and a chat identity stay what they are", () => {
    for (const seconds of [0, 600, 40_000]) {
      expect(assuranceAt("session", signedInAt, later(seconds))).toBe("session");
      expect(assuranceAt("slack", signedInAt, later(seconds))).toBe("slack");
    }
  });

  it("a proof from the future is not fresh", () => {
    expect(assuranceAt("passkey", signedInAt, later(-1))).toBe("session");
  });
});

describe("guessing passwords", () => {
  const failures = (count: number) => Array.from({ length: count }, (_, index) => later(index));

  it("waits after ten wrong guesses until the tenth last one is out of the window", () => {
    expect(guessVerdict(failures(MOST_GUESSES - 1), later(20))).toEqual({ allowed: true });
    expect(guessVerdict(failures(MOST_GUESSES), later(20))).toEqual({
      allowed: false,
      retryAfterSeconds: GUESS_WINDOW_SECONDS - 20,
    });
    expect(guessVerdict(failures(MOST_GUESSES), later(GUESS_WINDOW_SECONDS))).toEqual({ allowed: true });
  });
});
