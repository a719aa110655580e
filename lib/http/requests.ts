import { RequestReceipts } from "@/lib/contract/receipts";
import {
  AcknowledgeInput,
  AskInput,
  AssignInput,
  CommentInput,
  EscalateInput,
  ExtendInput,
  ListRequestsQuery,
  RequestEnvelope,
  RequestList,
  RerouteInput,
  RespondAnswer,
  RespondInput,
} from "@/lib/contract/requests";
import { requestReceipts } from "@/lib/ops/evidence/request-receipts";
import { acknowledge } from "@/lib/ops/requests/acknowledge";
import { ask } from "@/lib/ops/requests/ask";
import { addResponder, reassign } from "@/lib/ops/requests/assign";
import { comment } from "@/lib/ops/requests/comment";
import { escalate } from "@/lib/ops/requests/escalate";
import { extend } from "@/lib/ops/requests/extend";
import { listRequests } from "@/lib/ops/requests/list";
import { readRequest } from "@/lib/ops/requests/read";
import { reroute } from "@/lib/ops/requests/reroute";
import { respond } from "@/lib/ops/requests/respond";
import { streamEvents } from "@/lib/ops/requests/stream";
import { type Endpoint, endpoint, ok } from "./endpoint";
import { eventStream } from "./stream";

/** The queue and what people do to a request. Keys may read with an operator token; nothing here lets one answer. */
export const requests: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/api/v1/requests",
    summary: "The queue",
    principals: ["person", "operator"],
    permission: "take_part",
    query: ListRequestsQuery,
    answers: { 200: RequestList },
    verb: async ({ ctx, query }) => ok(await listRequests(ctx, query)),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/requests/{id}",
    summary: "One request with everything an approver needs",
    principals: ["person", "operator"],
    permission: "take_part",
    answers: { 200: RequestEnvelope },
    verb: async ({ ctx, params }) => ok({ request: await readRequest(ctx, params) }),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/requests/{id}/responses",
    summary: "Approve or deny, for exactly this digest",
    principals: ["person"],
    permission: "answer",
    body: RespondInput,
    answers: { 200: RespondAnswer },
    idempotency: "stored",
    verb: async ({ ctx, params, body }) => ok(await respond(ctx, { ...body, id: params.id })),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/requests/{id}/acknowledge",
    summary: "I am looking: pauses paging, never moves the deadline",
    principals: ["person"],
    permission: "answer",
    body: AcknowledgeInput,
    answers: { 200: RequestEnvelope },
    idempotency: "stored",
    verb: async ({ ctx, params }) => ok(await acknowledge(ctx, params)),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/requests/{id}/escalate",
    summary: "Page the next step now",
    principals: ["person"],
    permission: "answer",
    body: EscalateInput,
    answers: { 200: RequestEnvelope },
    idempotency: "stored",
    verb: async ({ ctx, params, body }) => ok(await escalate(ctx, { ...body, id: params.id })),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/requests/{id}/extend",
    summary: "Move the deadline, at most twice",
    principals: ["person"],
    permission: "answer",
    body: ExtendInput,
    answers: { 200: RequestEnvelope },
    idempotency: "stored",
    verb: async ({ ctx, params, body }) => ok(await extend(ctx, { ...body, id: params.id })),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/requests/{id}/reassign",
    summary: "Hand it on to somebody, who is paged now",
    principals: ["person"],
    permission: "answer",
    body: AssignInput,
    answers: { 200: RequestEnvelope },
    idempotency: "stored",
    verb: async ({ ctx, params, body }) => ok(await reassign(ctx, { ...body, id: params.id })),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/requests/{id}/responders",
    summary: "Page one more person about it",
    principals: ["person"],
    permission: "answer",
    body: AssignInput,
    answers: { 200: RequestEnvelope },
    idempotency: "stored",
    verb: async ({ ctx, params, body }) => ok(await addResponder(ctx, { ...body, id: params.id })),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/requests/{id}/reroute",
    summary: "Send it down another route; its deadline stays",
    principals: ["person"],
    permission: "answer",
    body: RerouteInput,
    answers: { 200: RequestEnvelope },
    idempotency: "stored",
    verb: async ({ ctx, params, body }) => ok(await reroute(ctx, { ...body, id: params.id })),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/requests/{id}/comments",
    summary: "Say something to the other people",
    principals: ["person"],
    permission: "answer",
    body: CommentInput,
    answers: { 200: RequestEnvelope },
    idempotency: "stored",
    verb: async ({ ctx, params, body }) => ok(await comment(ctx, { ...body, id: params.id })),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/requests/{id}/questions",
    summary: "Ask the agent; its harness sees it on the action",
    principals: ["person"],
    permission: "answer",
    body: AskInput,
    answers: { 200: RequestEnvelope },
    idempotency: "stored",
    verb: async ({ ctx, params, body }) => ok(await ask(ctx, { ...body, id: params.id })),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/requests/{id}/receipts",
    summary: "The signed records of one request",
    principals: ["person", "operator"],
    permission: "take_part",
    answers: { 200: RequestReceipts },
    verb: async ({ ctx, params }) => ok(await requestReceipts(ctx, params)),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/stream",
    summary: "Every new version of every request the caller may see, as server-sent events",
    principals: ["person", "operator"],
    permission: "take_part",
    answers: { 200: "text/event-stream" },
    verb: async ({ ctx, header, patience, isStillWelcome }) => {
      const after = lastEvent(header("last-event-id"));
      const body = eventStream({
        name: "request",
        items: (signal) => streamEvents(ctx, { after, signal }),
        isStillWelcome,
        patience,
      });
      const headers = { "X-Accel-Buffering": "no" };
      return { status: 200, body, media: "text/event-stream; charset=utf-8", headers };
    },
  }),
];

/** A number we never gave means "from now on": a browser repeats whatever it holds, and refusing would end its stream. */
const lastEvent = (id: string | null): number | null => {
  const seq = id !== null && /^\d{1,15}$/.test(id) ? Number(id) : null;
  return seq;
};
