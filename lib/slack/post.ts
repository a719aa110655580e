import type { DeliveryJob } from "@/lib/ops/deliveries/load";
import type { DeliveryResult } from "@/lib/ops/deliveries/record";
import {
  beginAgain,
  beginCopy,
  type CopyRecord,
  copiesOf,
  findCopyOf,
  forgetCopy,
  markDoubtful,
  markGone,
  markSent,
  scheduleRepaint,
} from "@/lib/ops/slack/copies";
import { config } from "@/lib/runtime/config";
import { newId } from "@/lib/runtime/ids";
import { log } from "@/lib/runtime/log";
import type { Message } from "./blocks/kit";
import { faultOf } from "./clients";
import type { Connection } from "./connection";
import { pace } from "./pace";
import { findPosted, metadataOf } from "./posted";
import { shownOn } from "./show";

/**
 * One delivery is one message. Its copy is written down before it is posted; where nobody knows whether it was posted,
 * Slack is asked first. From then on the copy is looked after until the request is over.
 */

/** While another process may still be posting it. Longer than a call takes. */
const IN_HANDS_SECONDS = 15;

type Place = { readonly channel: string; readonly connection: Connection; readonly thread: string | null };

export async function postDelivery(
  job: DeliveryJob,
  channel: string,
  connection: Connection,
): Promise<DeliveryResult> {
  const before = await findCopyOf(job.id);
  if (before?.status === "sent") return sent(before);
  if (before?.status === "gone") return { kind: "failed", error: "Slack no longer has the conversation" };
  const thread = await threadFor(job, channel);
  const place = { channel, connection, thread };
  if (before !== null) return resume(job, before, place);
  if (!job.open) return { kind: "dropped", reason: "it was decided before" };
  if (job.kind === "reminder" && thread === null)
    return { kind: "dropped", reason: "they were not paged in Slack" };
  const copy = await beginCopy({
    ...{ id: newId("cpy"), organisation: job.organisation, requestId: job.requestId, deliveryId: job.id },
    ...{ team: connection.team, channel, person: job.personId, step: job.step },
    kind: thread === null ? "card" : "note",
    occasion: occasionOf(job, thread),
  });
  return copy === null ? inOtherHands : post(copy, place);
}

const inOtherHands: DeliveryResult = { kind: "retry", error: "another process is posting it" };

/** Why a note follows a card: their time runs out, they are asked once more, or a shared place hears of the next step. */
function occasionOf({ kind, personId, minutesLeft }: DeliveryJob, thread: string | null): string {
  if (thread === null) return "page";
  if (kind === "reminder") return `reminder ${minutesLeft}`;
  return personId === null ? "escalated" : "again";
}

/** What comes second about a request goes below what came first. */
async function threadFor({ requestId }: DeliveryJob, channel: string): Promise<string | null> {
  const card = (await copiesOf(requestId)).find((copy) => copy.kind === "card" && copy.channel === channel);
  return card?.ts ?? null;
}

/** It was begun before, and its end is not known here. */
async function resume(job: DeliveryJob, copy: CopyRecord, place: Place): Promise<DeliveryResult> {
  if (copy.status === "posting" && copy.ageSeconds < IN_HANDS_SECONDS) return inOtherHands;
  const ts = await findPosted(place.connection, copy, copy.kind === "note" ? place.thread : null);
  if (ts !== null) {
    await markSent(copy.id, ts, "");
    await scheduleRepaint(copy.organisation, [copy.requestId]);
    return sent({ ...copy, ts });
  }
  if (!job.open) {
    await forgetCopy(copy.id);
    return { kind: "dropped", reason: "it was decided before" };
  }
  await beginAgain(copy.id);
  return post(copy, place);
}

async function post(copy: CopyRecord, place: Place): Promise<DeliveryResult> {
  try {
    const { request, hash, ts } = await send(copy, place);
    await markSent(copy.id, ts, hash);
    // What happened between reading and posting was painted on nothing.
    await scheduleRepaint(copy.organisation, [copy.requestId]);
    return request === null
      ? { kind: "failed", error: "it is no longer theirs to see" }
      : sent({ ...copy, ts });
  } catch (error) {
    await noteFailure(copy, error);
    throw error;
  }
}

async function send(copy: CopyRecord, { channel, connection, thread }: Place) {
  const shown = await shownOn(copy);
  const { chat } = connection.clients.outbox;
  const ts = await pace(connection.team).run({
    method: "chat.postMessage",
    channel,
    priority: copy.kind === "note" ? "reminder" : "new",
    call: async () => {
      const body = {
        ...{ channel, unfurl_links: false, unfurl_media: false },
        metadata: metadataOf(copy.requestId, copy.deliveryId),
        ...(copy.kind === "note" && thread !== null ? { thread_ts: thread } : {}),
      };
      const answer = await chat
        .postMessage({ ...body, ...shown.message })
        .catch((error: unknown) => chat.postMessage({ ...body, ...plainAfter(error, shown.message) }));
      return answer.ts;
    },
  });
  if (ts === undefined) throw new TypeError("Slack named no message");
  return { ...shown, ts };
}

/** What Slack will not show as designed is said in one sentence, with the way to the console; no button is left. */
export function plainAfter(error: unknown, { text }: Message): Message {
  const fault = faultOf(error);
  if (fault.kind !== "invalid_blocks") throw error;
  log().error({ part: "slack", detail: fault.detail }, "Slack refused the blocks of a message");
  return { text: `${text} Answer in the console: ${config().url}/queue`, blocks: [] };
}

async function noteFailure({ id }: CopyRecord, error: unknown): Promise<void> {
  const { kind } = faultOf(error);
  if (kind === "ambiguous") await markDoubtful(id);
  else if (kind === "gone") await markGone(id);
  else await forgetCopy(id);
}

const sent = ({ channel, ts }: Pick<CopyRecord, "channel" | "ts">): DeliveryResult => ({
  kind: "sent",
  externalRef: { channel, ts },
});
