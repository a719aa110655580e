import type { Assurance } from "./authority";

/**
 * A **session** is one sign-in of one person. How strongly they proved who they are wears off: what was fresh becomes
 * an ordinary session, and the session ends at a fixed time, however busy it was.
 */
export const SESSION_SECONDS = 12 * 3600;

/** How long a proof counts as given just now. */
export const FRESH_SECONDS = 10 * 60;

/** What an authentication is worth at `now`. A clock that reads earlier than the proof makes nothing fresh. */
export function assuranceAt(given: Assurance, authenticatedAt: Date, now: Date): Assurance {
  const ageSeconds = (now.getTime() - authenticatedAt.getTime()) / 1000;
  const isFresh = ageSeconds >= 0 && ageSeconds < FRESH_SECONDS;
  switch (given) {
    case "recent":
    case "passkey":
      return isFresh ? given : "session";
    case "session":
    case "slack":
      return given;
    default:
      return given satisfies never;
  }
}

/** Wrong passwords per e-mail or address before the next guess has to wait. */
export const MOST_GUESSES = 10;
export const GUESS_WINDOW_SECONDS = 15 * 60;

/** Whether one more guess may be made, and if not, when. `earlier` are the failures inside the window, oldest first. */
export function guessVerdict(
  earlier: readonly Date[],
  now: Date,
): { readonly allowed: true } | { readonly allowed: false; readonly retryAfterSeconds: number } {
  const deciding = earlier.at(-MOST_GUESSES);
  if (deciding === undefined) return { allowed: true };
  const endsAt = deciding.getTime() + GUESS_WINDOW_SECONDS * 1000;
  const seconds = Math.ceil((endsAt - now.getTime()) / 1000);
  return seconds <= 0 ? { allowed: true } : { allowed: false, retryAfterSeconds: seconds };
}
