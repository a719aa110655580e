import { z } from "zod";
import { Instant, Slug } from "./common";
import { OnCallAnswer, OnCallQuery, OverrideView } from "./config";

/** What is asked of a schedule besides who is on call: hand-offs, and how good it is. */

export const HandoffView = z.object({ layer: z.int(), at: Instant, person: z.string() });
export const ScheduleHandoffs = z.object({ handoffs: z.array(HandoffView) });

export const OnCallWithNextQuery = OnCallQuery.extend({
  next: z.literal("1").optional().meta({ description: "also say who is on call next, and from when" }),
});
export const OnCallWithNext = OnCallAnswer.extend({
  next: z
    .object({ at: Instant, people: z.array(z.string()) })
    .nullable()
    .optional()
    .meta({ description: "null when nobody else takes over in the coming weeks" }),
});
export type OnCallWithNext = z.infer<typeof OnCallWithNext>;

export const ScheduleQuality = z.object({
  score: z.int().min(0).max(100),
  from: Instant,
  to: Instant,
  coverage_ratio: z.number().min(0).max(1),
  gap_count: z.int(),
  gaps: z.array(z.object({ start: Instant, end: Instant })).meta({ description: "the first 20" }),
  balance: z.array(
    z.object({
      person: Slug,
      seconds: z.number(),
      share: z.number(),
      overloaded_percent: z
        .int()
        .nullable()
        .meta({ description: "how much more than the average; null for those who are not overloaded" }),
    }),
  ),
  comments: z.array(z.object({ kind: z.enum(["info", "warning"]), text: z.string() })),
});
export type ScheduleQuality = z.infer<typeof ScheduleQuality>;

export const CreatedFeed = z.object({
  url: z.string().meta({ description: "shown this once; whoever has it may read it" }),
  created_at: Instant,
});
export type CreatedFeed = z.infer<typeof CreatedFeed>;
export const FeedState = z.object({ feed: z.object({ created_at: Instant }).nullable() });
export type FeedState = z.infer<typeof FeedState>;
export const TakeShiftInput = z.strictObject({ until: Instant });
export type TakeShiftInput = z.infer<typeof TakeShiftInput>;
export const TakenShift = z.object({
  overrides: z.array(OverrideView).meta({ description: "that put the caller on call, alone, until then" }),
});
export type TakenShift = z.infer<typeof TakenShift>;

export const CalendarList = z.object({
  calendars: z.array(
    z.object({
      layer: z.int(),
      layer_id: z.string().nullable(),
      url: z.string().nullable().meta({ description: "null for a calendar that stands in the document" }),
      attempted_at: Instant.nullable().meta({ description: "null until it is read for the first time" }),
      fetched_at: Instant.nullable().meta({
        description: "when it was last read well: what counts is from then",
      }),
      error: z.string().nullable(),
      shifts: z.int(),
      unmatched_count: z.int(),
      unmatched: z
        .array(z.object({ summary: z.string(), names: z.array(z.string()), start: Instant, end: Instant }))
        .meta({ description: "events, and addresses in them, that are nobody's: the first 50" }),
      problems: z.array(z.string()),
    }),
  ),
});
export type CalendarList = z.infer<typeof CalendarList>;
