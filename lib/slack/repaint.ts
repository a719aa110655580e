import { isSlackSetUp } from "@/lib/ops/deliveries/channels";
import { type CopyRecord, copiesOf, markGone, markShown } from "@/lib/ops/slack/copies";
import { touchHomesOf } from "@/lib/ops/slack/homes";
import { DONE, type Job, type JobOutcome } from "@/lib/ops/work/jobs";
import { newId } from "@/lib/runtime/ids";
import { log } from "@/lib/runtime/log";
import { isNotConnected } from "./away";
import type { Message } from "./blocks/kit";
import { type Connection, connect, faultAfter, wordsOf } from "./connection";
import { pace } from "./pace";
import { plainAfter, postCopy } from "./post";
import { shownOn } from "./show";

/**
 * Every copy of a request is made to say what is true of it now: whatever happened, however often, whoever did it. A
 * copy that says so already is left alone.
 */
export async function repaintRequest({ organisation, key }: Job): Promise<JobOutcome> {
  if (!isSlackSetUp()) return DONE;
  const copies = await copiesOf(key);
  try {
    await touchHomesOf(organisation);
    if (copies.length === 0) return DONE;
    const ends = await Promise.allSettled(copies.map(repaintThere));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    return DONE;
  } catch (error) {
    return { kind: "retry", error: wordsOf(await faultAfter(error, null)) };
  }
}

/** In the copy's own workspace. One that is no longer the organisation's is told nothing any more. */
async function repaintThere(copy: CopyRecord): Promise<void> {
  const connection = await connect(copy.team, copy.organisation).catch((error: unknown) => {
    if (isNotConnected(error)) return null;
    throw error;
  });
  if (connection !== null) await repaint(copy, connection);
}

/** More changes than this within one painting, and the outbox comes again. */
const MOST_PAINTINGS = 5;

async function repaint(copy: CopyRecord, connection: Connection): Promise<void> {
  let painted = copy.shown;
  // Looked at again after each painting: another process may have painted what was true before.
  for (let count = 0; count < MOST_PAINTINGS; count++) {
    const { message, hash, request } = await shownOn(copy);
    if (hash === painted) break;
    const isPending = request?.status === "pending";
    const fault = await paint(copy, message, { isPending, connection });
    if (fault !== null) {
      // While it is open it is tried at every change: only what is over can be given up.
      if (!isPending) await giveUp(copy, fault, connection);
      return;
    }
    painted = hash;
  }
  if (painted !== null && painted !== copy.shown) await markShown(copy.id, painted);
}

type Painting = { readonly isPending: boolean; readonly connection: Connection };

/** Why Slack will never have it changed; null when it is. Throws what passes. */
async function paint(
  { id, requestId, channel, ts, ageSeconds }: CopyRecord,
  message: Message,
  { isPending, connection: { team, clients } }: Painting,
): Promise<string | null> {
  const { chat } = clients.outbox;
  const place = { channel, ts: ts ?? "" };
  try {
    await pace(team).run({
      method: "chat.update",
      channel,
      priority: isPending ? "new" : "decided",
      key: id,
      call: () =>
        chat
          .update({ ...place, ...message })
          .catch((error: unknown) => chat.update({ ...place, ...plainAfter(error, message, requestId) })),
    });
    return null;
  } catch (error) {
    const fault = await faultAfter(error, team);
    const isOver = fault.kind === "gone" || (fault.kind === "refused" && ageSeconds > LONGEST_TRYING_SECONDS);
    if (!isOver) throw error;
    log().warn({ part: "slack", code: fault.code }, "a message in Slack can no longer be changed");
    return fault.code;
  }
}

/** A scope that is missing may be granted; not for ever. */
const LONGEST_TRYING_SECONDS = 24 * 3600;

/** The conversation is there, and the message is not, or is too old to be changed. */
const OLD = new Set(["message_not_found", "cant_update_message", "edit_window_closed"]);

const ENDED = "/ended";

/** How it ended is said once more, below: whoever was asked must not wait for something that is over. */
async function giveUp(copy: CopyRecord, code: string, connection: Connection): Promise<void> {
  if (copy.kind === "card" && OLD.has(code) && !copy.deliveryId.endsWith(ENDED)) {
    const again = { ...copy, id: newId("cpy"), deliveryId: `${copy.deliveryId}${ENDED}` };
    const result = await postCopy(again, { connection, thread: null }, () => null);
    if (result.kind === "retry") throw new Error(result.error);
  }
  await markGone(copy.id);
}
