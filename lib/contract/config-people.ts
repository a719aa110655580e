import { z } from "zod";
import { Instant, Slug } from "./common";

/** Times and ways to reach people, as `countersign.yaml` writes them. */

export const Duration = z.string().regex(/^\d{1,9}(s|m|h|d)$/, "must be a number and one of s, m, h, d: 15m");

export const Weekday = z.enum(["mo", "tu", "we", "th", "fr", "sa", "su"]);
const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be HH:MM");
export const WeeklyWindow = z.strictObject({
  weekdays: z.array(Weekday).min(1).max(7),
  start: WallTime,
  end: WallTime,
});

/** One way to reach a person, and how long after the page it is tried. */
export const ContactMethod = z.strictObject({
  via: z.enum(["web", "slack", "email"]),
  after: Duration.default("0m"),
});
export const ContactConfig = z.strictObject({
  default: z.array(ContactMethod).max(10).nullish(),
  urgent: z.array(ContactMethod).max(10).nullish(),
});

/** Out of office: one person lends another their authority, for a time. */
export const DelegationConfig = z.strictObject({
  id: Slug,
  from: Slug,
  to: Slug,
  start: Instant,
  end: Instant,
  reason: z.string().max(500).nullish(),
});
