import { OutboundError, type OutboundFailure, outbound } from "@/lib/runtime/outbound";

/** Within the lease of the row, with time left to read what came. */
const TIMEOUT_MS = 10_000;
const MOST_BYTES = 1_000_000;

const WORDS: Readonly<Record<OutboundFailure, string>> = {
  refused_target: "Its address may not be called: it leads to a private place.",
  timeout: "It did not answer in time.",
  too_large: "It is larger than 1 MB.",
  unreachable: "It cannot be reached.",
};

/** `webcal:` is what calendars call https when they hand out an address. */
export const calendarAddress = (url: string): string => url.replace(/^webcals?:/i, "https:");

export type Fetched =
  | { readonly ok: true; readonly text: string; readonly etag: string | null }
  | { readonly ok: false; readonly error: string };

/** What a calendar says, or why it cannot be had. What it said last is not sent again. */
export async function fetchCalendar(
  url: string,
  last: { readonly text: string | null; readonly etag: string | null },
): Promise<Fetched> {
  const known: Record<string, string> =
    last.text !== null && last.etag !== null ? { "if-none-match": last.etag } : {};
  try {
    const { status, headers, body } = await outbound({
      ...{ method: "GET", url: calendarAddress(url), timeoutMs: TIMEOUT_MS, maximumAnswerBytes: MOST_BYTES },
      headers: { accept: "text/calendar, */*;q=0.1", ...known },
    });
    if (status === 304 && last.text !== null) return { ok: true, text: last.text, etag: last.etag };
    if (status >= 300 && status < 400)
      return { ok: false, error: `It has moved (status ${status}): give its new address.` };
    if (status !== 200) return { ok: false, error: `It answered with status ${status}.` };
    const { etag } = headers;
    return { ok: true, text: body.toString("utf8"), etag: typeof etag === "string" ? etag : null };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return { ok: false, error: WORDS[error.code] };
  }
}
