/**
 * What Slack takes and a reader should never meet: mentions of everyone, characters that hide or reorder, text of an
 * agent where Slack parses it, links that say another host than they open, buttons a screen reader cannot tell apart.
 */
import { visible } from "@/lib/core/display";
import type { Surface } from "./testing-block-kit";
import { isRecord, type JsonRecord } from "./testing-block-shapes";

type Found = { readonly pointer: string; readonly value: unknown };
type Tell = (pointer: string, what: string) => void;

/** `untrusted` is what an agent wrote, as it wrote it: it is searched for wherever Slack parses. */
export function lints(
  surface: Surface,
  payload: unknown,
  untrusted: readonly string[] = [],
): readonly string[] {
  const found: string[] = [];
  const tell: Tell = (pointer, what) => found.push(`${pointer}: ${what}`);
  const probes = untrusted.map(probeOf).filter((probe) => probe.length >= SHORTEST_PROBE);
  const everything = [...walk(payload, "")];
  for (const { pointer, value } of everything) {
    if (typeof value === "string") hidden(value, pointer, tell);
    if (isRecord(value)) judge(value, pointer, probes, tell);
  }
  if (surface === "message" && isRecord(payload)) fallback(payload, probes, untrusted, tell);
  accessibleNames(everything, tell);
  return found;
}

const SHORTEST_PROBE = 4;
/** Long enough to be nobody else's words, short enough to survive a cut. */
const probeOf = (text: string): string => text.trim().slice(0, 24).trim();

function* walk(value: unknown, pointer: string): Generator<Found> {
  yield { pointer, value };
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) yield* walk(member, `${pointer}/${name}`);
}

function hidden(text: string, pointer: string, tell: Tell): void {
  const shown = visible(text, { lines: "keep" });
  if (shown !== text) tell(pointer, `holds hidden characters: ${shown.slice(0, 80)}`);
}

function judge(value: JsonRecord, pointer: string, probes: readonly string[], tell: Tell): void {
  const { type, text } = value;
  if (type === "broadcast" || type === "usergroup") tell(pointer, "mentions many people at once");
  if (type === "link" || (type === "button" && value.url !== undefined)) {
    const label = isRecord(text) ? text.text : text;
    spoof(String(value.url), String(label ?? ""), pointer, tell);
    if (probes.some((probe) => String(value.url).includes(probe))) tell(pointer, "opens what an agent wrote");
  }
  if (typeof text !== "string") return;
  if (type === "mrkdwn" || type === "markdown") {
    parsed(text, `${pointer}/text`, tell);
    if (quotes(text, probes)) tell(`${pointer}/text`, `agent text in ${type}`);
  }
  if (type === "plain_text" && value.emoji !== false && quotes(text, probes)) {
    tell(`${pointer}/text`, "agent text whose :words: may turn into emoji");
  }
}

const quotes = (text: string, probes: readonly string[]): boolean =>
  probes.some((probe) => text.includes(probe) || text.includes(escapedForm(probe)));

const escapedForm = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const TOKEN = /<[^<>]*>/g;
const KNOWN_TOKEN =
  /^<(?:@[UW][A-Z0-9]+|#C[A-Z0-9]+(?:\|[^|]*)?|!date\^\d+\^[^|]+\|[^|]*|https?:\/\/[^|\s]+(?:\|[^|]*)?)>$/;

/** Text that Slack parses: every `<…>` must be one we mean, and nothing else may be `<`, `>` or `&`. */
function parsed(text: string, pointer: string, tell: Tell): void {
  for (const [token] of text.matchAll(TOKEN)) {
    if (/^<!(?:channel|here|everyone|group|subteam)/i.test(token))
      tell(pointer, "mentions many people at once");
    else if (!KNOWN_TOKEN.test(token)) tell(pointer, `unescaped markup: ${token.slice(0, 80)}`);
    const [, url, label] = /^<(https?:[^|>]+)\|([^>]*)>$/.exec(token) ?? [];
    if (url !== undefined && label !== undefined) spoof(url, label, pointer, tell);
  }
  const rest = text.replaceAll(TOKEN, "").replaceAll(/&(?:amp|lt|gt);/g, "");
  if (/[<>&]/.test(rest)) tell(pointer, "unescaped <, > or &");
}

/** Notifications and screen readers get the top-level text, and Slack parses it like any mrkdwn. */
function fallback(
  message: JsonRecord,
  probes: readonly string[],
  untrusted: readonly string[],
  tell: Tell,
): void {
  const { text } = message;
  if (typeof text !== "string" || text.trim() === "") {
    tell("/text", "no text for notifications");
    return;
  }
  parsed(text, "/text", tell);
  const marked = [...text.matchAll(TOKEN)].map(([token]) => token);
  const isAgents = (token: string) =>
    untrusted.some((wrote) => wrote.includes(token)) || probes.some((probe) => token.includes(probe));
  if (marked.some(isAgents)) tell("/text", "unescaped agent text");
}

const HOST = /(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})/giu;

/** A label that reads as one host on a link that opens another. */
function spoof(url: string, label: string, pointer: string, tell: Tell): void {
  const host = URL.canParse(url) ? new URL(url).hostname : "";
  for (const [, said = ""] of label.matchAll(HOST)) {
    if (said.toLowerCase() !== host) tell(pointer, `says ${said} and opens ${host || url}`);
  }
}

function accessibleNames(everything: readonly Found[], tell: Tell): void {
  const seen = new Set<string>();
  for (const { pointer, value } of everything) {
    if (!isRecord(value) || value.type !== "button") continue;
    const shown = isRecord(value.text) ? value.text.text : "";
    const name = String(value.accessibility_label ?? shown);
    if (seen.has(name)) tell(pointer, `another button is called ${name}, too`);
    seen.add(name);
  }
}
