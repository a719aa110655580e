import { DomainError } from "@/lib/contract/errors";
import { sha256 } from "@/lib/core/canonical-json";
import { GUESS_WINDOW_SECONDS, guessVerdict } from "@/lib/core/session";
import {
  findPasswords,
  forgetFailures,
  forgetGuess,
  type Guess,
  type KnownPerson,
  noteGuess,
  rewritePassword,
} from "@/lib/db/people";
import { asUsed, isPassword, isUnused } from "./password-hash";

/**
 * Who signs in with this e-mail and password; null when nobody does, for whatever reason. Guesses are limited per
 * e-mail and, where the caller knows one, per address; an unknown e-mail costs the same work as a known one.
 *
 * One address may be in several organisations, each with a password of its own: the one whose password fits is meant.
 * If more than one fits, nobody signs in, because nothing says which organisation was meant. Errors: rate_limited.
 */
export async function verifyPassword(input: {
  readonly email: string;
  readonly password: string;
  readonly address?: string | null;
}): Promise<KnownPerson | null> {
  const email = input.email.trim();
  const byEmail = `email:${sha256(email.toLowerCase())}`;
  const subjects = input.address ? [byEmail, `address:${input.address}`] : [byEmail];
  const guess = await noteGuess(subjects, GUESS_WINDOW_SECONDS);
  try {
    refuseGuessing(guess);
    const person = await personWith(email, input.password);
    if (person) {
      await forgetGuess(guess.ids);
      await forgetFailures(byEmail);
    }
    return person;
  } catch (error) {
    // It was not judged: whoever is told to wait does not wait longer for having asked.
    await forgetGuess(guess.ids);
    throw error;
  }
}

function refuseGuessing({ earlier, now }: Guess): void {
  for (const failures of earlier.values()) {
    const verdict = guessVerdict(failures, now);
    if (verdict.allowed) continue;
    throw new DomainError("rate_limited", "Too many sign-ins failed. Wait before trying again.", {
      retryAfterSeconds: verdict.retryAfterSeconds,
    });
  }
}

async function personWith(email: string, password: string): Promise<KnownPerson | null> {
  const candidates = await findPasswords(email);
  if (candidates.length === 0) await isPassword(password, null);
  const fitting: (typeof candidates)[number][] = [];
  for (const candidate of candidates) {
    if (await isPassword(password, candidate.hash)) fitting.push(candidate);
  }
  const [only, ...others] = fitting;
  if (!only || others.length > 0) return null;
  const { hash, ...person } = only;
  if (isUnused(hash)) await rewritePassword(person, hash, asUsed(hash));
  return person;
}
