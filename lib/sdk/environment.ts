/**
 * The SDK's only door to the platform it runs on. Everything here exists in Node and in browsers alike; nothing else
 * in the SDK reads the environment, a clock or a source of randomness.
 */

/** A setting of the surrounding process; a browser has none. */
export const readEnvironment = (name: string): string | undefined =>
  globalThis.process?.env?.[name] || undefined;

/** The surrounding settings for a program started from here, without those it must not see. */
export function readEnvironmentExcept(
  isHidden: (name: string) => boolean,
): Readonly<Record<string, string | undefined>> {
  const shown: Record<string, string | undefined> = { ...globalThis.process?.env };
  for (const name of Object.keys(shown)) if (isHidden(name)) delete shown[name];
  return shown;
}

export const randomId = (): string => globalThis.crypto.randomUUID();

export const unpredictableBytes = (count: number): Uint8Array =>
  globalThis.crypto.getRandomValues(new Uint8Array(count));

/** In [0, 1): spreads retries of many agents so that they do not return in step. */
export const randomFraction = (): number =>
  (globalThis.crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32;

export const currentInstant = (): string => new Date().toISOString();

/** Time as the SDK needs it: how long something took, and waiting. Deadlines are the server's business, not ours. */
export type Clock = {
  /** Milliseconds from an arbitrary origin; never goes backwards. */
  readonly elapsed: () => number;
  /** Resolves after the time, or rejects with the signal's reason as soon as it aborts. */
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
};

export const platformClock: Clock = {
  elapsed: () => performance.now(),
  pause: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", abort);
        resolve();
      }, milliseconds);
      signal?.addEventListener("abort", abort, { once: true });
    }),
};

/** Of text, as the wire writes digests. */
export async function digestOf(text: string): Promise<string> {
  const bytes = await globalThis.crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const hex = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `sha256:${hex}`;
}
