import { BODY_LIMITS } from "./limits-input";
import { defineMember, escapePointer } from "./strict-json";

/**
 * Masking what looks like a secret, for screens and logs. It is a courtesy to secrets, not a boundary: what runs
 * and what is digested is the whole payload, and the list of masked places tells the reader that something is
 * hidden and where. Two ways to be one: a telling **name** (`password`, `X-Api-Key`), or a telling **shape** (a key
 * block, a vendor's token) anywhere inside a text, of which only that part is masked.
 *
 * An approver must see what they sign, so a name alone does not hide counts (`max_tokens: 500`), labels
 * (`token_type`), short codes (`token: "USDC"`) or addresses on a ledger. What is too large to look through, or
 * is not plain data, is masked whole.
 */

export type Redacted = {
  readonly value: unknown;
  /** JSON Pointers into the value, in reading order by level; made of the sender's keys, so untrusted text. */
  readonly masked: readonly string[];
};

const MAXIMUM_NODES = BODY_LIMITS.nodes;
const MAXIMUM_TEXT = 2 * BODY_LIMITS.bytes;

type Secrecy = "none" | "token" | "secret";
type Place = { readonly value: unknown; readonly path: string; readonly secrecy: Secrecy };
type Work = Place & { readonly put: (value: unknown) => void };

export function redact(value: unknown): Redacted {
  const masked: string[] = [];
  const result: { value: unknown } = { value: undefined };
  const queue: Work[] = [{ value, path: "", secrecy: "none", put: (shown) => (result.value = shown) }];
  let textLeft = MAXIMUM_TEXT;
  for (let index = 0; index < queue.length; index += 1) {
    const work = queue[index];
    if (work === undefined) break;
    if (typeof work.value === "string") textLeft -= work.value.length;
    const members = membersOf(work.value);
    const isTooMuch = textLeft < 0 || queue.length + (members?.length ?? 0) > MAXIMUM_NODES;
    if (members === null || isTooMuch) {
      const shown = isTooMuch ? mark("too_large") : redactScalar(work.value, work.secrecy);
      if (shown !== work.value) masked.push(work.path);
      work.put(shown);
      continue;
    }
    const copy: Record<string, unknown> | unknown[] = Array.isArray(work.value) ? [] : {};
    work.put(copy);
    for (const [key, member] of members) {
      queue.push(
        Array.isArray(copy) ? itemWork(work, copy, key, member) : memberWork(work, copy, key, member),
      );
    }
  }
  return { value: result.value, masked };
}

function itemWork(parent: Work, copy: unknown[], key: string, value: unknown): Work {
  const put = (shown: unknown) => copy.push(shown);
  return { value, path: `${parent.path}/${key}`, secrecy: parent.secrecy, put };
}

function memberWork(parent: Work, copy: Record<string, unknown>, key: string, value: unknown): Work {
  // A name may be a secret as well, as in a map from token to owner; two of those must not become one.
  const shownKey = redactText(key);
  const name = Object.hasOwn(copy, shownKey) ? `${shownKey} ${Object.keys(copy).length}` : shownKey;
  // Its place is taken now, in the order of the original; what is own already can be assigned under any name.
  defineMember(copy, name, null);
  return {
    value,
    path: `${parent.path}/${escapePointer(name)}`,
    secrecy: stronger(parent.secrecy, memberSecrecy(parent.value, key)),
    put: (shown) => {
      copy[name] = shown;
    },
  };
}

/** The members to look through, or null for a scalar and for anything that is not plain data. */
function membersOf(value: unknown): readonly [string, unknown][] | null {
  if (typeof value !== "object" || value === null) return null;
  if (Array.isArray(value)) return Array.from(value, (item: unknown, index) => [String(index), item]);
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype ? Object.entries(value) : null;
}

function redactScalar(value: unknown, secrecy: Secrecy): unknown {
  switch (typeof value) {
    case "string":
      return isHiddenText(value, secrecy) ? mark("secret") : redactText(value);
    case "number":
    case "bigint":
      return secrecy === "secret" ? mark("secret") : value;
    case "boolean":
    case "undefined":
      return value;
    default:
      return value === null ? null : mark("unreadable");
  }
}

const SHORTEST_TOKEN = 8;

function isHiddenText(text: string, secrecy: Secrecy): boolean {
  if (secrecy === "secret") return text !== "";
  return secrecy === "token" && text.length >= SHORTEST_TOKEN && !/^0x[0-9a-fA-F]{40}$/.test(text);
}

function mark(kind: string): string {
  return `[redacted: ${kind}]`;
}

function stronger(one: Secrecy, other: Secrecy): Secrecy {
  if (one === "secret" || other === "secret") return "secret";
  return one === "token" || other === "token" ? "token" : "none";
}

const SECRET_WORDS: ReadonlySet<string> = new Set(
  "password passwd pwd passphrase passcode pass secret otp totp cvv cvc pin mnemonic".split(" "),
);
/** Kept in credentials, but the same words also name harmless things: only longer texts are masked. */
const TOKEN_WORDS: ReadonlySet<string> = new Set(
  "token apikey accesskey privatekey signingkey authorization credential cookie jwt sessionid".split(" "),
);
const TOKEN_PAIRS: ReadonlySet<string> = new Set(
  (
    "api key,access key,private key,signing key,encryption key,session key,ssh key,recovery code," +
    "backup code,verification code,security code,seed phrase,connection string"
  ).split(","),
);
/** A name that ends in one of these speaks about a secret and does not hold it. */
const ABOUT_WORDS: ReadonlySet<string> = new Set(
  (
    "count counts limit limits max min used usage type types name names id ids arn url uri endpoint at expiry " +
    "expires expiration length size policy required enabled ttl seconds minutes days version scope scopes " +
    "algorithm hint budget index position status format prefix label description digest"
  ).split(" "),
);

function memberSecrecy(parent: unknown, key: string): Secrecy {
  const named = nameSecrecy(key);
  if (named !== "none" || key !== "value" || typeof parent !== "object" || parent === null) return named;
  // The usual shape of headers and environment variables: { name: "DB_PASSWORD", value: "…" }.
  for (const label of ["name", "key", "header"]) {
    const name: unknown = Object.hasOwn(parent, label) ? Reflect.get(parent, label) : undefined;
    if (typeof name === "string" && nameSecrecy(name) !== "none") return nameSecrecy(name);
  }
  return "none";
}

/** Part of every name that can be telling: most names have none of it and need no taking apart. */
const TELLING =
  /pass|pwd|secret|otp|cv[cv]|pin|mnemonic|token|key|auth|credential|cookie|jwt|session|code|seed|connection|signature/i;

function nameSecrecy(name: string): Secrecy {
  if (!TELLING.test(name)) return "none";
  const words = name
    .slice(0, BODY_LIMITS.keyBytes)
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .map((word) => word.replace(/[0-9]+$/, ""))
    .filter((word) => word !== "");
  const last = words.at(-1);
  if (last === undefined) return "none";
  const pairs = words.map((word, index) => `${words[index - 1] ?? ""} ${singular(word)}`);
  if (pairs.at(-1) === "session id") return "token";
  if (ABOUT_WORDS.has(last)) return "none";
  if (words.some((word) => SECRET_WORDS.has(word) || SECRET_WORDS.has(singular(word)))) return "secret";
  return words.some((word) => TOKEN_WORDS.has(singular(word))) || pairs.some((pair) => TOKEN_PAIRS.has(pair))
    ? "token"
    : "none";
}

function singular(word: string): string {
  return word.endsWith("s") ? word.slice(0, -1) : word;
}

/**
 * Shapes, each anchored on its own literal and without nested repeats, so that a hostile text costs one pass each.
 * The `hint` is in every match: most texts are let off by looking for it. The first group stays readable; what
 * follows it is the secret.
 */
const SHAPES: readonly (readonly [kind: string, hint: string, pattern: RegExp])[] = [
  [
    "private_key",
    "PRIVATE KEY",
    /()-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[^-]{0,20}-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}-----|$)/g,
  ],
  ["url_password", "://", /(:\/\/[^\s:@/]{0,256}:)(?!\[redacted)[^\s@/]{1,512}(?=@)/g],
  [
    "authorization",
    " ",
    /\b((?:bearer|basic|digest|negotiate) {1,4})(?=[\w.~+/=-]{0,512}[0-9=._])[\w.~+/=-]{8,}/gi,
  ],
  ["countersign_key", "cs", /()\bcs[ao]_[\w-]{8,}/g],
  ["webhook_secret", "whsec_", /()\bwhsec_[\w+/=-]{8,}/g],
  ["jwt", "eyJ", /()\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*/g],
  ["aws_key", "IA", /()\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g],
  ["github_token", "gh", /()\bgh[oprsu]_[A-Za-z0-9]{20,}/g],
  ["github_token", "github_pat_", /()\bgithub_pat_\w{20,}/g],
  ["gitlab_token", "glpat-", /()\bglpat-[\w-]{16,}/g],
  ["slack_token", "xox", /()\bxox[a-z][-.][\w.-]{8,}/g],
  ["slack_token", "xapp-", /()\bxapp-[\w-]{8,}/g],
  ["slack_webhook", "hooks.slack.com/", /(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]{8,}/g],
  ["stripe_key", "k_", /()\b[rs]k_(?:live|test)_\w{10,}/g],
  ["google_key", "AIza", /()\bAIza[\w-]{30,}/g],
  ["google_key", "ya29.", /()\bya29\.[\w-]{20,}/g],
  ["model_key", "sk-", /()\bsk-[\w-]{20,}/g],
  ["registry_token", "npm_", /()\bnpm_[A-Za-z0-9]{30,}/g],
  ["registry_token", "pypi-", /()\bpypi-[\w-]{30,}/g],
  ["mail_key", "SG.", /()\bSG\.[\w-]{16,}\.[\w-]{16,}/g],
  ["storage_key", "AccountKey=", /(\bAccountKey=)[\w+/=]{16,}/g],
];

/** `PASSWORD=…`, `"token": "…"`, `--api-key …`, `?sig=…`: a telling name inside a text. */
const ASSIGNED =
  /((?:password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|signature)s?)(["']?\s{0,3}[=:]\s{0,3}|(?<=--[\w-]{1,40})\s{1,3})(["']?)(?!\[redacted)([^\s"'&,;#]{4,})/gi;

/** What one mask uncovers, as a name that now stands before a value, the next pass masks; few texts need a second. */
const MOST_PASSES = 8;

export function redactText(text: string): string {
  let shown = text;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const next = maskOnce(shown);
    if (next === shown) break;
    shown = next;
  }
  return shown;
}

function maskOnce(text: string): string {
  if (text.length < SHORTEST_TOKEN) return text;
  let shown = TELLING.test(text) ? text.replace(ASSIGNED, maskAssigned) : text;
  for (const [kind, hint, pattern] of SHAPES) {
    if (shown.includes(hint)) shown = shown.replace(pattern, `$1${mark(kind)}`);
  }
  return shown;
}

function maskAssigned(whole: string, name: string, between: string, quote: string, value: string): string {
  // Prose has "token: see below" and settings have "max_tokens=500"; neither is a secret.
  const isProse = between.includes(":") && quote === "" && !/[0-9]/.test(value);
  const isCount = /^token/i.test(name) && /^[0-9.]+$/.test(value);
  return isProse || isCount ? whole : `${name}${between}${quote}${mark("assigned")}`;
}
