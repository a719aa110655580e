/**
 * Why a host name may not be what it looks like. A reviewer reads `paypal.com` and approves; the agent calls a name
 * that is spelled with Cyrillic letters. The reasons are shown beside the host, they decide nothing: an honest
 * name may be mixed, and an attacker may register an ordinary one.
 *
 * The rule is the "highly restrictive" level of Unicode's security report (UTS 39) plus look-alikes of Latin
 * letters and of the characters that divide a URL. It knows no list of famous names. Give it the host as written
 * or as `xn--…`; not the port, and IP addresses in brackets are never suspicious.
 */

export type HostSuspicion =
  /** No name in the DNS is that long: nothing in it was looked at. */
  | "too_long"
  /** Invisible or reordering characters. */
  | "hidden_characters"
  /** Letters, digits, marks and hyphens make a host; this has something else, perhaps a look-alike of `/` or `.`. */
  | "not_a_host_character"
  /** Full-width and other compatibility forms: the name that is looked up is not the name that is shown. */
  | "compatibility_form"
  /** Scripts that no single language writes together. */
  | "mixed_scripts"
  /** Not Latin (or not plainly so), but every letter looks like a Latin one. */
  | "looks_like_latin"
  /** An `xn--` label that decodes to nothing a registry would accept. */
  | "bad_punycode";

export function suspiciousHost(host: string): readonly HostSuspicion[] {
  if (host.length > LONGEST_HOST) return ["too_long"];
  if (/^\[[0-9a-f:.]+\]$/i.test(host)) return [];
  const found = new Set<HostSuspicion>();
  for (const label of host.split(".")) {
    for (const suspicion of labelSuspicions(label)) found.add(suspicion);
  }
  return [...found];
}

const LONGEST_HOST = 253;
const LONGEST_LABEL = 63;
const HIDDEN = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;
const NOT_A_HOST_CHARACTER = /[^\p{L}\p{M}\p{N}_-]/u;
/** Letters that are drawn like a slash or an exclamation mark; beside Latin they are there to be mistaken for it. */
const LIKE_A_DIVIDER = /[\u30ce\u30f3\u30bd\u30be\u4e36\u4e3f\u4e40\u4e41\u2f03\u01c0-\u01c3]/u;
/** Non-ASCII letters of Latin, Cyrillic, Greek, Armenian and Cherokee drawn like a plain Latin letter. */
const LIKE_LATIN =
  /^[ıȷɑɡɩɪʟɴʀʏᴀ-ᴢꞁꜱƽаевкмнорстухьѕіјӏԁԛԝһүԍԌԏґαγικνορτυχωηաօոսցհյզᎠᎡᎢᎥᎪᎫᎬᎳᎷᎻᎽᏀᏃᏎᏏᏒᏔᏕᏙᏚᏞᏟᏢᏦᏴ0-9-]+$/u;

function labelSuspicions(shown: string): readonly HostSuspicion[] {
  if (!/^[!-~]*$/.test(shown)) return unicodeSuspicions(shown);
  if (!/^xn--/i.test(shown)) return NOT_A_HOST_CHARACTER.test(shown) ? ["not_a_host_character"] : [];
  const decoded = decodePunycode(shown.slice(4).toLowerCase());
  // A label that is ASCII after decoding had no reason to be encoded.
  if (decoded === null || !/[^!-~]/.test(decoded)) return ["bad_punycode"];
  return unicodeSuspicions(decoded);
}

function unicodeSuspicions(label: string): readonly HostSuspicion[] {
  const name = label.toLowerCase();
  const found: HostSuspicion[] = [];
  if (HIDDEN.test(name)) found.push("hidden_characters");
  if (NOT_A_HOST_CHARACTER.test(name)) found.push("not_a_host_character");
  if (name.normalize("NFKC") !== name.normalize("NFC")) found.push("compatibility_form");
  if (hasMixedScripts(name) || (/[a-z]/.test(name) && LIKE_A_DIVIDER.test(name))) found.push("mixed_scripts");
  if (looksLikeLatin(name)) found.push("looks_like_latin");
  return found;
}

function looksLikeLatin(name: string): boolean {
  const foreign = name.replace(/[a-z]/g, "");
  return LIKE_LATIN.test(foreign) && /[^0-9-]/.test(foreign);
}

const SCRIPTS: readonly (readonly [string, RegExp])[] = [
  "Latin",
  "Cyrillic",
  "Greek",
  "Armenian",
  "Georgian",
  "Cherokee",
  "Hebrew",
  "Arabic",
  "Devanagari",
  "Bengali",
  "Tamil",
  "Telugu",
  "Thai",
  "Han",
  "Hiragana",
  "Katakana",
  "Hangul",
  "Bopomofo",
].map((script) => [script, new RegExp(`\\p{Script=${script}}`, "u")]);

const WRITTEN_TOGETHER: readonly (readonly string[])[] = [
  ["Latin", "Han", "Hiragana", "Katakana"],
  ["Latin", "Han", "Hangul"],
  ["Latin", "Han", "Bopomofo"],
];

function hasMixedScripts(name: string): boolean {
  const used = SCRIPTS.filter(([, pattern]) => pattern.test(name)).map(([script]) => script);
  if (used.length < 2) return used.length === 1 && hasUnlistedScript(name);
  return !WRITTEN_TOGETHER.some((together) => used.every((script) => together.includes(script)));
}

/** A listed script beside one we have no name for is a mixture all the same. */
function hasUnlistedScript(name: string): boolean {
  return [...name].some(
    (letter) => /\p{L}/u.test(letter) && !SHARED.test(letter) && !SCRIPTS.some(([, own]) => own.test(letter)),
  );
}

const SHARED = /[\p{Script=Common}\p{Script=Inherited}]/u;

const BASE = 36;

/** RFC 3492, for one lower-case label without its `xn--`; null when it is not a valid one. */
function decodePunycode(encoded: string): string | null {
  if (encoded.length > LONGEST_LABEL || !/^[a-z0-9-]+$/.test(encoded)) return null;
  const divider = encoded.lastIndexOf("-");
  const points = [...encoded.slice(0, Math.max(0, divider))].map((letter) => letter.charCodeAt(0));
  let code = 128;
  let position = 0;
  let bias = 72;
  for (let at = divider + 1; at < encoded.length; ) {
    const start = position;
    let weight = 1;
    for (let k = BASE; ; k += BASE) {
      const digit = punycodeDigit(encoded.charCodeAt(at));
      at += 1;
      if (digit === null) return null;
      position += digit * weight;
      const threshold = Math.min(26, Math.max(1, k - bias));
      if (digit < threshold) break;
      weight *= BASE - threshold;
    }
    const size = points.length + 1;
    bias = adaptBias(position - start, size, start === 0);
    code += Math.floor(position / size);
    position %= size;
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null;
    points.splice(position, 0, code);
    position += 1;
  }
  return String.fromCodePoint(...points);
}

/** NaN, past the end, is not a digit either. */
function punycodeDigit(code: number): number | null {
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 26;
  return null;
}

function adaptBias(distance: number, size: number, isFirst: boolean): number {
  let delta = Math.floor(distance / (isFirst ? 700 : 2));
  delta += Math.floor(delta / size);
  let k = 0;
  for (; delta > 455; k += BASE) delta = Math.floor(delta / (BASE - 1));
  return k + Math.floor((BASE * delta) / (delta + 38));
}
