import { createHash } from "node:crypto";
import type { RequestDetail } from "@/lib/contract/requests";
import { readFor } from "@/lib/ops/requests/read-for";
import { accountsIn } from "@/lib/ops/slack/accounts";
import { type CopyRecord, detailsFor } from "@/lib/ops/slack/copies";
import { card } from "./blocks/card";
import type { Message, RequestView } from "./blocks/kit";
import { notYours } from "./blocks/private";
import { escalationNote, reminder, repage } from "./blocks/thread";

/** What a copy of a request has to say now. Slack's copies are desired state: this is what is desired. */
export type Shown = {
  readonly message: Message;
  /** Equal where the message is. */
  readonly hash: string;
  /** The request as it was rendered; null where its reader may not see it any more. */
  readonly request: RequestDetail | null;
};

export type Shape = Pick<
  CopyRecord,
  "organisation" | "requestId" | "person" | "team" | "channel" | "kind" | "step" | "occasion"
>;

export async function shownOn(shape: Shape): Promise<Shown> {
  const { organisation, requestId, person, team } = shape;
  const [request, slackIds, details] = await Promise.all([
    readFor(organisation, person, requestId),
    accountsIn(organisation, team),
    detailsFor(organisation, shape),
  ]);
  const message = request
    ? render(shape, { request, slackIds: Object.fromEntries(slackIds), url: request.url }, details)
    : notYours();
  return { message, request, hash: createHash("sha256").update(JSON.stringify(message)).digest("hex") };
}

function render(
  { kind, person, step, occasion }: Shape,
  view: RequestView,
  details: "full" | "summary",
): Message {
  if (kind === "note") return note(view, { occasion, step });
  if (person === null) return card({ ...view, reader: null, details });
  return card({ ...view, reader: { person, occasion: (step ?? 0) > 0 ? "escalated" : "page" } });
}

function note(view: RequestView, { occasion, step }: Pick<Shape, "occasion" | "step">): Message {
  const [what, minutes] = occasion.split(" ");
  switch (what) {
    case "reminder":
      return reminder({ ...view, minutes: Number(minutes) });
    case "escalated":
      return escalationNote({ ...view, people: view.request.steps[step ?? 0]?.people ?? [] });
    default:
      return repage(view);
  }
}
