import { isDomainError } from "@/lib/contract/errors";
import type { RequestDetail } from "@/lib/contract/requests";
import { newUuid } from "@/lib/runtime/ids";
import type { Actor } from "../context";
import { readForCard } from "../requests/read";
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

/** The request as this person sees it in Slack, or, of a shared place, as anybody does. Null: it is not theirs to see. */
export async function requestFor(
  organisation: string,
  person: string | null,
  id: string,
): Promise<RequestDetail | null> {
  const actor =
    person === null ? ({ kind: "system", organisation } as const) : await inSlack(organisation, person);
  if (actor === null) return null;
  try {
    return await readForCard({ actor, requestId: newUuid() }, { id });
  } catch (error) {
    if (isDomainError(error) && error.code === "not_found") return null;
    throw error;
  }
}

async function inSlack(organisation: string, person: string): Promise<Actor | null> {
  const { directory } = await snapshotInForce(organisation);
  const role = directory.people.get(person)?.role;
  if (role === undefined) return null;
  return { kind: "person", organisation, person, role, sessionId: "slack", assurance: "slack", via: "slack" };
}

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
