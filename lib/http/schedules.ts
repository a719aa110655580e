import {
  SchedulePreview,
  SchedulePreviewInput,
  ScheduleTimeline,
  TimelineQuery,
} from "@/lib/contract/config";
import { RouteOrder, RoutePreview, RoutePreviewInput } from "@/lib/contract/route-preview";
import {
  OnCallWithNext,
  OnCallWithNextQuery,
  ScheduleHandoffs,
  ScheduleQuality,
  TakenShift,
  TakeShiftInput,
} from "@/lib/contract/schedules";
import { previewRoute } from "@/lib/ops/config/preview";
import { reorderRoutes } from "@/lib/ops/routes/reorder";
import { readHandoffs } from "@/lib/ops/schedules/handoffs";
import { readOnCall } from "@/lib/ops/schedules/on-call";
import { previewSchedule } from "@/lib/ops/schedules/preview";
import { readQuality } from "@/lib/ops/schedules/quality";
import { takeOver } from "@/lib/ops/schedules/take";
import { readTimeline } from "@/lib/ops/schedules/timeline";
import { created, type Endpoint, endpoint, ok } from "./endpoint";

/** Who is on call, and what a schedule or a route would do before anybody depends on it; and taking a shift over. */
export const schedules: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/api/v1/schedules/{id}/on-call",
    summary: "Who is on call at an instant, by default now",
    principals: ["person", "operator"],
    permission: "take_part",
    query: OnCallWithNextQuery,
    answers: { 200: OnCallWithNext },
    verb: async ({ ctx, params, query }) =>
      ok(await readOnCall(ctx, { id: params.id, at: query.at, withNext: query.next === "1" })),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/schedules/{id}/timeline",
    summary: "Shifts through a time, gaps included",
    principals: ["person", "operator"],
    permission: "take_part",
    query: TimelineQuery,
    answers: { 200: ScheduleTimeline },
    verb: async ({ ctx, params, query }) => ok(await readTimeline(ctx, { id: params.id, ...query })),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/schedules/{id}/handoffs",
    summary: "When each layer changes hands through a time",
    principals: ["person", "operator"],
    permission: "take_part",
    query: TimelineQuery,
    answers: { 200: ScheduleHandoffs },
    verb: async ({ ctx, params, query }) => ok(await readHandoffs(ctx, { id: params.id, ...query })),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/schedules/{id}/quality",
    summary: "How well it covers the next 52 weeks, and how evenly",
    principals: ["person", "operator"],
    permission: "take_part",
    answers: { 200: ScheduleQuality },
    verb: async ({ ctx, params }) => ok(await readQuality(ctx, params)),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/schedules/{id}/take",
    summary: "Hand the shift to me: on call alone from now until then",
    principals: ["person"],
    permission: "answer",
    body: TakeShiftInput,
    answers: { 200: TakenShift, 201: TakenShift },
    idempotency: "stored",
    verb: async ({ ctx, params, body }) => {
      const { isNew, overrides } = await takeOver(ctx, { ...body, id: params.id });
      return isNew ? created({ overrides }) : ok({ overrides });
    },
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/schedules/preview",
    summary: "The same for a schedule that is not saved",
    principals: ["person", "operator"],
    permission: "take_part",
    body: SchedulePreviewInput,
    answers: { 200: SchedulePreview },
    verb: async ({ ctx, body }) => ok(await previewSchedule(ctx, body)),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/routes/preview",
    summary:
      "What would happen to an action, or on a route that is not saved: the ruling, whom it would page when, who could approve",
    principals: ["person", "operator"],
    permission: "read_everything",
    body: RoutePreviewInput,
    answers: { 200: RoutePreview },
    verb: async ({ ctx, body }) => ok(await previewRoute(ctx, body)),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/routes/order",
    summary: "Put the routes in another order: the first that matches takes a request",
    principals: ["person", "operator"],
    permission: "configure",
    body: RouteOrder,
    answers: { 200: RouteOrder },
    idempotency: "stored",
    verb: async ({ ctx, body }) => ok(await reorderRoutes(ctx, body)),
  }),
];
