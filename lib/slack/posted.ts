import type { CopyRecord } from "@/lib/ops/slack/copies";
import { faultOf } from "./clients";
import type { Connection } from "./connection";

/**
 * Was it posted after all? Slack has no key that makes posting happen once, so every message carries the id of its
 * delivery as metadata, and a conversation is read before anything doubtful is posted again.
 */
export const METADATA_TYPE = "approval";

export const metadataOf = (requestId: string, deliveryId: string) => ({
  event_type: METADATA_TYPE,
  event_payload: { request_id: requestId, delivery_id: deliveryId },
});

const PAGE = 200;
/** A conversation is read back this far; not by dates, because Slack's clock and ours need not agree. */
const MOST_PAGES = 5;

type Found = { readonly ts?: string; readonly metadata?: { readonly event_payload?: object } };

/** The message's own time; null when it is not there, or the conversation cannot be read. */
export async function findPosted(
  { clients }: Connection,
  { channel, deliveryId }: Pick<CopyRecord, "channel" | "deliveryId">,
  thread: string | null,
): Promise<string | null> {
  const { conversations } = clients.outbox;
  let cursor: string | undefined;
  try {
    for (let page = 0; page < MOST_PAGES; page++) {
      const asked = { channel, limit: PAGE, include_all_metadata: true, ...(cursor ? { cursor } : {}) };
      const { messages = [], response_metadata: more } =
        thread === null
          ? await conversations.history(asked)
          : await conversations.replies({ ...asked, ts: thread });
      const ts = messages.find((message: Found) => deliveryIn(message) === deliveryId)?.ts;
      if (ts !== undefined) return ts;
      cursor = more?.next_cursor;
      if (!cursor) break;
    }
    return null;
  } catch (error) {
    // Without the scope to read it, it is posted again: a page too many is better than none.
    if (faultOf(error).kind === "refused") return null;
    throw error;
  }
}

type At = { readonly channel: string; readonly ts: string; readonly deliveryId: string };

/** Is this message of this delivery there, as Slack has it? False also where the conversation cannot be read. */
export async function isPosted(
  { clients, botUserId }: Connection,
  { channel, ts, deliveryId }: At,
): Promise<boolean> {
  const asked = { channel, latest: ts, inclusive: true, limit: 1, include_all_metadata: true };
  const { messages = [] } = await clients.interactive.conversations.history(asked).catch((error: unknown) => {
    const { kind } = faultOf(error);
    if (kind === "refused" || kind === "gone") return { messages: [] };
    throw error;
  });
  const [found] = messages;
  return found?.ts === ts && found.user === botUserId && deliveryIn(found) === deliveryId;
}

/** The delivery a message of ours carries; null in anybody else's. */
export function deliveryIn({ metadata }: Found): string | null {
  const id = metadata?.event_payload && Reflect.get(metadata.event_payload, "delivery_id");
  return typeof id === "string" ? id : null;
}
