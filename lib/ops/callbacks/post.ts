import { processClock } from "@/lib/runtime/clock";
import { OutboundError, outbound } from "@/lib/runtime/outbound";
import { signWebhook } from "@/lib/runtime/webhook-signature";

/** Within the lease of the row, so that no two workers call at once. */
const TIMEOUT_MS = 10_000;
const CLOUD_EVENT = "application/cloudevents+json; charset=utf-8";

export type SignedPost = {
  readonly id: string;
  readonly url: string;
  readonly body: string;
  /** What the body is, where it is no CloudEvent. */
  readonly media?: string;
};

/** The receiver's status, or why there is none. */
export type PostEnd = { readonly status: number } | { readonly error: string };

/** One attempt to hand over a message: the same bytes under the same id, signed anew with the time of the attempt. */
export async function postSigned(
  { id, url, body, media = CLOUD_EVENT }: SignedPost,
  secrets: readonly string[],
): Promise<PostEnd> {
  // Signature ages are judged by real clocks, never by the test clock.
  const timestampSeconds = Math.floor(processClock().getTime() / 1000);
  const headers = {
    "content-type": media,
    ...signWebhook(secrets, { id, timestampSeconds, body }),
  };
  try {
    const { status } = await outbound({ method: "POST", url, headers, body, timeoutMs: TIMEOUT_MS });
    return { status };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return { error: error.code };
  }
}

export const GONE = 410;
export const isTaken = (status: number): boolean => status >= 200 && status < 300;
