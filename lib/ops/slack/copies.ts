import { snapshotInForce } from "../requests/world";

/** What stands in Slack about a request, and what each of it is to say. */
export {
  adoptCopy,
  beginCopy,
  type CopyRecord,
  copiesOf,
  findCopy,
  findCopyOf,
  forgetCopy,
  markDoubtful,
  markGone,
  markSent,
  markShown,
  type NewCopy,
  scheduleRepaint,
  takeUpCopy,
} from "@/lib/db/slack-copies";

/** A shared place as configuration has it. */
export async function placeOf(organisation: string, id: string): Promise<{ readonly slack: string } | null> {
  const { document } = await snapshotInForce(organisation);
  return document.channels.find((channel) => channel.id === id) ?? null;
}

/** How much a conversation may be shown: where several names are for one place, what the most cautious of them says. */
export async function detailsFor(
  organisation: string,
  { team, channel }: { readonly team: string; readonly channel: string },
): Promise<"full" | "summary"> {
  const { document } = await snapshotInForce(organisation);
  const names = [channel, `${team}/${channel}`];
  const here = document.channels.filter(({ slack }) => names.includes(slack));
  return here.length > 0 && here.every(({ details }) => details === "full") ? "full" : "summary";
}
