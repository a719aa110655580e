import { isSlackSetUp } from "@/lib/ops/deliveries/channels";
import { type CopyRecord, copiesOf, markGone, markShown } from "@/lib/ops/slack/copies";
import { touchHomesOf } from "@/lib/ops/slack/homes";
import { DONE, type Job, type JobOutcome } from "@/lib/ops/work/jobs";
import { log } from "@/lib/runtime/log";
import type { Message } from "./blocks/kit";
import { type Connection, connect, faultAfter, wordsOf } from "./connection";
import { pace } from "./pace";
import { plainAfter } from "./post";
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
    const connection = await connect();
    const ends = await Promise.allSettled(copies.map((copy) => repaint(copy, connection)));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    return DONE;
  } catch (error) {
    return { kind: "retry", error: wordsOf(await faultAfter(error)) };
  }
}

/** More changes than this within one painting, and the outbox comes again. */
const MOST_PAINTINGS = 5;

async function repaint(copy: CopyRecord, connection: Connection): Promise<void> {
  let painted = copy.shown;
  // Looked at again after each painting: another process may have painted what was true before.
  for (let count = 0; count < MOST_PAINTINGS; count++) {
    const { message, hash, request } = await shownOn(copy);
    if (hash === painted) break;
    const isThere = await paint(copy, message, request?.status === "pending", connection);
    if (!isThere) return markGone(copy.id);
    painted = hash;
  }
  if (painted !== null && painted !== copy.shown) await markShown(copy.id, painted);
}

/** False where Slack no longer has the message, or will never have it changed. */
async function paint(
  { id, channel, ts }: CopyRecord,
  message: Message,
  isPending: boolean,
  { team, clients }: Connection,
): Promise<boolean> {
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
          .catch((error: unknown) => chat.update({ ...place, ...plainAfter(error, message) })),
    });
    return true;
  } catch (error) {
    const fault = await faultAfter(error);
    if (fault.kind !== "gone" && fault.kind !== "refused") throw error;
    log().warn({ part: "slack", code: fault.code }, "a message in Slack can no longer be changed");
    // How it ended is said once more, below: whoever was asked must not wait for something that is over.
    if (!isPending && fault.kind === "gone" && OLD.has(fault.code))
      await chat.postMessage({ channel, ...message });
    return false;
  }
}

/** The conversation is there, and the message is not, or is too old to be changed. */
const OLD = new Set(["message_not_found", "cant_update_message", "edit_window_closed"]);
