import {
  adoptCopy,
  type CopyRecord,
  findCopy,
  findCopyOf,
  markSent,
  scheduleRepaint,
} from "@/lib/ops/slack/copies";
import { newId } from "@/lib/runtime/ids";
import { connect } from "../connection";
import { deliveryIn, isPosted } from "../posted";
import { Refused } from "./refused";

/** The message a button was pressed on must be one of ours, about this request, and be for whoever pressed it. */

export type PressedOn = {
  readonly team: string;
  readonly channel: string;
  readonly ts: string;
  /** The message as Slack signed for it, with what we posted it with. */
  readonly message: { readonly metadata?: { readonly event_payload?: object } };
};

type Asked = { readonly requestId: string; readonly person: string };

/** Throws Refused where it is not. */
export async function copyPressed(at: PressedOn, { requestId, person }: Asked): Promise<CopyRecord> {
  const copy = (await findCopy(at.team, at.channel, at.ts)) ?? (await orphan(at));
  if (copy?.requestId !== requestId) throw new Refused("wrong_copy");
  // A card in one person's own conversation was painted for them alone.
  if (copy.person !== null && copy.person !== person) throw new Refused("wrong_copy");
  return copy;
}

/**
 * Posted twice because nobody could tell whether it was posted at all: from now on it is looked after as well. What a
 * payload says of a message is not enough: Slack is asked for the message itself.
 */
async function orphan({ team, channel, ts, message }: PressedOn): Promise<CopyRecord | null> {
  const delivery = deliveryIn(message);
  const first = delivery === null ? null : await findCopyOf(delivery);
  if (first === null || first.team !== team || first.channel !== channel) return null;
  const connection = await connect(team, first.organisation);
  if (!(await isPosted(connection, { channel, ts, deliveryId: first.deliveryId }))) return null;
  // Its own posting has not heard from Slack yet; or another message of it stands there already.
  if (first.ts === null) await markSent(first.id, ts, "");
  else await adoptCopy(first, newId("cpy"), ts);
  await scheduleRepaint(first.organisation, [first.requestId]);
  return { ...first, ts };
}
