import type { DeliveryJob } from "@/lib/ops/deliveries/load";
import type { DeliveryResult } from "@/lib/ops/deliveries/record";
import { forgetDmChannel } from "@/lib/ops/slack/accounts";
import {
  beginCopy,
  type CopyRecord,
  copiesOf,
  findCopyOf,
  forgetCopy,
  markDoubtful,
  markGone,
  markSent,
  type NewCopy,
  scheduleRepaint,
  takeUpCopy,
} from "@/lib/ops/slack/copies";
import { config } from "@/lib/runtime/config";
import { newId } from "@/lib/runtime/ids";
import { log } from "@/lib/runtime/log";
import type { Message } from "./blocks/kit";
import { faultOf } from "./clients";
import type { Connection } from "./connection";
import { pace } from "./pace";
import type { Priority } from "./pacer";
import { findPosted, metadataOf } from "./posted";
import { type Shown, shownOn } from "./show";

/**
 * One delivery is one message. Its copy is written down before it is posted; where nobody knows whether it was posted,
 * Slack is asked first. All of it happens when the line of calls has come to it, so that what is posted is what is true
 * then. From then on the copy is looked after until the request is over.
 */

type Place = { readonly connection: Connection; readonly thread: string | null };

export async function postDelivery(
  job: DeliveryJob,
  channel: string,
  connection: Connection,
): Promise<DeliveryResult> {
  const before = await findCopyOf(job.id);
  if (before === null && !job.open) return MOOT;
  const thread = await threadFor(job, channel);
  if (before === null && job.kind === "reminder" && thread === null)
    return { kind: "dropped", reason: "they were not paged in Slack" };
  const copy = {
    ...{ id: newId("cpy"), organisation: job.organisation, requestId: job.requestId, deliveryId: job.id },
    ...{ team: connection.team, channel, person: job.personId, step: job.step },
    kind: thread === null ? ("card" as const) : ("note" as const),
    occasion: occasionOf(job, thread),
  };
  return postCopy(copy, { connection, thread }, whyNotPage);
}

const MOOT: DeliveryResult = { kind: "dropped", reason: "it was decided before" };
const inOtherHands: DeliveryResult = { kind: "retry", error: "another process is posting it" };

/** What happened while it waited for its turn may have made it needless. */
function whyNotPage({ request }: Shown): DeliveryResult | null {
  if (request === null) return { kind: "failed", error: "it is not theirs to see" };
  return request.decision === null ? null : MOOT;
}

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

const PRIORITY: Readonly<Record<NewCopy["kind"], Priority>> = { card: "new", note: "reminder" };

/** However often it is asked for, and by however many processes, it is one message. */
export function postCopy(
  wanted: NewCopy,
  place: Place,
  whyNot: (shown: Shown) => DeliveryResult | null,
): Promise<DeliveryResult> {
  return pace(place.connection.team).run({
    method: "chat.postMessage",
    channel: wanted.channel,
    priority: PRIORITY[wanted.kind],
    call: async () => {
      const before = await findCopyOf(wanted.deliveryId);
      if (before?.status === "sent") return sent(before);
      if (before?.status === "gone") return { kind: "failed", error: "Slack no longer has the conversation" };
      if (before === null) {
        const begun = await beginCopy(wanted);
        return begun === null ? inOtherHands : post(begun, place, whyNot);
      }
      if (!(await takeUpCopy(before.id))) return inOtherHands;
      return (await adopted(before, place)) ?? post(before, place, whyNot);
    },
  });
}

/** It was begun before, and its end is not known here: Slack may have it. */
async function adopted(copy: CopyRecord, { connection, thread }: Place): Promise<DeliveryResult | null> {
  try {
    const ts = await findPosted(connection, copy, copy.kind === "note" ? thread : null);
    if (ts === null) return null;
    await markSent(copy.id, ts, "");
    await scheduleRepaint(copy.organisation, [copy.requestId]);
    return sent({ ...copy, ts });
  } catch (error) {
    await markDoubtful(copy.id);
    throw error;
  }
}

async function post(
  copy: CopyRecord,
  place: Place,
  whyNot: (shown: Shown) => DeliveryResult | null,
): Promise<DeliveryResult> {
  try {
    const shown = await shownOn(copy);
    const obstacle = whyNot(shown);
    if (obstacle !== null) {
      await forgetCopy(copy.id);
      return obstacle;
    }
    const ts = await send(copy, shown.message, place);
    await markSent(copy.id, ts, shown.hash);
    // What happened between reading and posting was painted on nothing.
    await scheduleRepaint(copy.organisation, [copy.requestId]);
    return sent({ ...copy, ts });
  } catch (error) {
    await noteFailure(copy, error);
    throw error;
  }
}

async function send(copy: CopyRecord, message: Message, { connection, thread }: Place): Promise<string> {
  const { chat } = connection.clients.outbox;
  const { channel, requestId, deliveryId, kind } = copy;
  const body = {
    ...{ channel, unfurl_links: false, unfurl_media: false, metadata: metadataOf(requestId, deliveryId) },
    ...(kind === "note" && thread !== null ? { thread_ts: thread } : {}),
  };
  const { ts } = await chat
    .postMessage({ ...body, ...message })
    .catch((error: unknown) => chat.postMessage({ ...body, ...plainAfter(error, message, requestId) }));
  if (ts === undefined) throw new TypeError("Slack named no message");
  return ts;
}

/** What Slack will not show as designed is said in one sentence, with the way to the request; no button is left. */
export function plainAfter(error: unknown, { text }: Message, requestId: string): Message {
  const fault = faultOf(error);
  if (fault.kind !== "invalid_blocks") throw error;
  log().error({ part: "slack", detail: fault.detail }, "Slack refused the blocks of a message");
  return { text: `${text} See it in the console: ${config().url}/requests/${requestId}`, blocks: [] };
}

async function noteFailure({ id, team, channel, person }: CopyRecord, error: unknown): Promise<void> {
  const fault = faultOf(error);
  switch (fault.kind) {
    case "ambiguous":
      // What never left is certainly not there.
      return fault.code === "unreachable" ? forgetCopy(id) : markDoubtful(id);
    case "gone":
      if (person !== null) await forgetDmChannel(team, channel);
      return markGone(id);
    default:
      return forgetCopy(id);
  }
}

const sent = ({ channel, ts }: Pick<CopyRecord, "channel" | "ts">): DeliveryResult => ({
  kind: "sent",
  externalRef: { channel, ts },
});
