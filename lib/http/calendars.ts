import { z } from "zod";
import { CalendarList, CreatedFeed, FeedState } from "@/lib/contract/schedules";
import { requestRefresh } from "@/lib/ops/calendars/request-refresh";
import { listCalendars } from "@/lib/ops/calendars/status";
import { createFeed } from "@/lib/ops/feeds/create";
import { readFeedState } from "@/lib/ops/feeds/read";
import { revokeFeed } from "@/lib/ops/feeds/revoke";
import { serveCalendar } from "@/lib/ops/feeds/serve";
import { notFound } from "@/lib/ops/refuse";
import { type Answer, created, type Endpoint, endpoint, noContent, ok } from "./endpoint";

const MEDIA = "text/calendar; charset=utf-8";

/** Not of the API but of calendars: whoever has the secret address may read it, and nobody finds it written anywhere. */
export const calendarFile: Endpoint = endpoint({
  method: "GET",
  path: "/calendars/{file}",
  summary: "Shifts as iCalendar, for whoever has the secret address",
  principals: ["anyone"],
  answers: { 200: MEDIA, 304: null },
  verb: async ({ params, header }) => {
    const secret = /^(csf_[A-Za-z0-9_-]{43})\.ics$/.exec(params.file)?.[1];
    if (secret === undefined) throw notFound("calendar");
    const { text, etag } = await serveCalendar(secret);
    return calendarAnswer(text, `"${etag}"`, header("if-none-match"));
  },
});

/** Shifts in people's own calendars. The secret address is all a calendar has, so it is shown once and kept as a hash. */
export const calendars: readonly Endpoint[] = [
  endpoint({
    method: "POST",
    path: "/api/v1/schedules/{id}/feed",
    summary: "A secret calendar address of a schedule, the caller's own; again for another one",
    principals: ["person", "operator"],
    permission: "answer",
    body: z.strictObject({}),
    answers: { 201: CreatedFeed },
    verb: async ({ ctx, params }) => created(await createFeed(ctx, { schedule: params.id })),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/schedules/{id}/feed",
    summary: "Whether the caller has a calendar address of a schedule",
    principals: ["person", "operator"],
    permission: "take_part",
    answers: { 200: FeedState },
    verb: async ({ ctx, params }) => ok(await readFeedState(ctx, { schedule: params.id })),
  }),
  endpoint({
    method: "DELETE",
    path: "/api/v1/schedules/{id}/feed",
    summary: "End the caller's calendar address of a schedule",
    principals: ["person", "operator"],
    permission: "answer",
    answers: { 204: null },
    verb: async ({ ctx, params }) => {
      await revokeFeed(ctx, { schedule: params.id });
      return noContent;
    },
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/schedules/{id}/calendars",
    summary: "The calendars a schedule is taken from, and how reading them went",
    principals: ["person", "operator"],
    permission: "take_part",
    answers: { 200: CalendarList },
    verb: async ({ ctx, params }) => ok(await listCalendars(ctx, params)),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/schedules/{id}/calendars/refresh",
    summary: "Have a schedule's calendars read now",
    principals: ["person", "operator"],
    permission: "configure",
    body: z.strictObject({}),
    answers: { 204: null },
    verb: async ({ ctx, params }) => {
      await requestRefresh(ctx, params);
      return noContent;
    },
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/people/me/feed",
    summary: "A secret calendar address of one's own shifts on every schedule; again for another one",
    principals: ["person"],
    permission: "answer",
    body: z.strictObject({}),
    answers: { 201: CreatedFeed },
    verb: async ({ ctx }) => created(await createFeed(ctx, "me")),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/people/me/feed",
    summary: "Whether there is a calendar address of one's own shifts",
    principals: ["person"],
    permission: "take_part",
    answers: { 200: FeedState },
    verb: async ({ ctx }) => ok(await readFeedState(ctx, "me")),
  }),
  endpoint({
    method: "DELETE",
    path: "/api/v1/people/me/feed",
    summary: "End the calendar address of one's own shifts",
    principals: ["person"],
    permission: "answer",
    answers: { 204: null },
    verb: async ({ ctx }) => {
      await revokeFeed(ctx, "me");
      return noContent;
    },
  }),
];

/** Private caches may keep it a while and ask again; nobody in between may. */
function calendarAnswer(text: string, etag: string, known: string | null): Answer {
  const headers = { ETag: etag, "Cache-Control": "private, max-age=300, must-revalidate" };
  const isKnown = known?.split(",").some((one) => one.trim().replace(/^W\//, "") === etag) ?? false;
  if (isKnown) return { status: 304, headers };
  return {
    status: 200,
    body: text,
    media: MEDIA,
    headers: { ...headers, "Content-Disposition": 'inline; filename="on-call.ics"' },
  };
}
