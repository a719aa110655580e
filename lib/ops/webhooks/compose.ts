import { webhookEventOf } from "@/lib/contract/webhooks";
import { type RequestRecord, readActionRecord, readEvents, readRequestRecord } from "@/lib/db/request-reader";
import { config } from "@/lib/runtime/config";
import { requestUrl } from "../actions/answer-view";
import { timelineView } from "../requests/timeline-view";

/**
 * What a webhook is told: a CloudEvent in structured mode. Without the arguments: the digest says which they were, and a
 * message may pass through other hands. What is told was written once, so it reads the same whenever it is made.
 */
type Composed = { readonly event: string; readonly eventId: string; readonly body: string };

/** Null when there is no such event. */
export async function composeEvent(
  organisation: string,
  requestId: string,
  seq: number,
): Promise<Composed | null> {
  const request = await readRequestRecord(organisation, requestId);
  if (!request) return null;
  const [action, events] = await Promise.all([
    readActionRecord(organisation, request.actionId),
    readEvents(requestId),
  ]);
  const happened = events.find((one) => one.seq === seq);
  const [entry] = happened ? timelineView([happened]) : [];
  if (!action || !happened || !entry) return null;
  const event = webhookEventOf(happened.event.type);
  const eventId = `${requestId.replace(/^req_/, "evt_")}_${seq}`;
  const data = {
    organisation,
    action: {
      id: action.id,
      digest: action.digest,
      agent: request.agentId,
      surface: request.surface,
      tool: request.tool,
    },
    request: factsOf(request),
    event: entry,
  };
  return { event, eventId, body: cloudEvent({ event, eventId, subject: requestId, time: entry.at, data }) };
}

const factsOf = (request: RequestRecord) => ({
  id: request.id,
  url: requestUrl(request.id),
  route: request.routeId,
  opened_at: request.openedAt.toISOString(),
  binding_message: request.bindingMessage,
});

type Told = {
  readonly event: string;
  readonly eventId: string;
  readonly subject: string;
  readonly time: string;
  readonly data: unknown;
};

export const cloudEvent = ({ event, eventId, subject, time, data }: Told): string =>
  JSON.stringify({
    specversion: "1.0",
    type: `dev.countersign.${event}`,
    source: config().url,
    id: eventId,
    subject,
    time,
    datacontenttype: "application/json",
    data,
  });
