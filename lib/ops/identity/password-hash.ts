import { type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { DomainError } from "@/lib/contract/errors";
import { newSecret } from "@/lib/runtime/ids";
import { remember } from "@/lib/runtime/remember";

/**
 * Passwords as scrypt: 32 MiB and about a tenth of a second a guess. The parameters stand in the text, so that they can
 * grow without anybody having to choose a new password.
 */
const LOG_N = 15;
const BLOCK = 8;
const PARALLEL = 1;
const BYTES = 32;

/** Hashes under way at once, in this process; more would take Node's four threads from everything else. */
const AT_ONCE = 2;
const MOST_WAITING = 40;

export async function hashPassword(password: string): Promise<string> {
  const salt = newSecret();
  const derived = await derive(password, salt, { logN: LOG_N, r: BLOCK, p: PARALLEL });
  return `scrypt$${LOG_N}$${BLOCK}$${PARALLEL}$${salt}$${derived.toString("base64url")}`;
}

/** Whether this is the password. For nobody's password (null) the work is the same and the answer no. */
export async function isPassword(password: string, kept: string | null): Promise<boolean> {
  const parsed = parse(kept);
  const derived = await derive(
    password,
    parsed?.salt ?? "nobody",
    parsed ?? { logN: LOG_N, r: BLOCK, p: PARALLEL },
  );
  return parsed !== null && timingSafeEqual(derived, parsed.derived);
}

/**
 * A password that the house made up and nobody has used yet. It is as good as any until its first use; until then the
 * house may make up another, so that a first password nobody wrote down locks nobody out.
 */
const UNUSED = "unused:";
export const asUnused = (hash: string): string => `${UNUSED}${hash}`;
export const isUnused = (hash: string): boolean => hash.startsWith(UNUSED);
export const asUsed = (hash: string): string => (isUnused(hash) ? hash.slice(UNUSED.length) : hash);

type Parameters = { readonly logN: number; readonly r: number; readonly p: number };
type Kept = Parameters & { readonly salt: string; readonly derived: Buffer };

/** Null for what we cannot read: then nobody gets in with it. */
function parse(kept: string | null): Kept | null {
  const [, logN, r, p, salt, text] =
    /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9_-]+)\$([A-Za-z0-9_-]+)$/.exec(
      asUsed(kept ?? ""),
    ) ?? [];
  const derived = Buffer.from(text ?? "", "base64url");
  if (salt === undefined || derived.length !== BYTES) return null;
  return { logN: Number(logN), r: Number(r), p: Number(p), salt, derived };
}

/** Somebody types é as one character here and as two there: it is one password. */
async function derive(password: string, salt: string, { logN, r, p }: Parameters): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** logN, r, p, maxmem: 128 * 2 ** logN * r * 2 };
  return inTurn(
    () =>
      new Promise((resolve, reject) => {
        scrypt(password.normalize("NFC"), salt, BYTES, options, (error, derived) =>
          error ? reject(error) : resolve(derived),
        );
      }),
  );
}

type Queue = { running: number; readonly waiting: (() => void)[] };

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const queue = remember<Queue>("password-hashes", () => ({ running: 0, waiting: [] }));
  if (queue.running >= AT_ONCE) {
    if (queue.waiting.length >= MOST_WAITING) {
      throw new DomainError("rate_limited", "Too many people are signing in at once.", {
        retryAfterSeconds: 5,
      });
    }
    await new Promise<void>((resolve) => queue.waiting.push(resolve));
  } else {
    queue.running += 1;
  }
  try {
    return await work();
  } finally {
    const next = queue.waiting.shift();
    if (next) next();
    else queue.running -= 1;
  }
}
