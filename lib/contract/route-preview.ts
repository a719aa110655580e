import { z } from "zod";
import { Ruling } from "./actions";
import { Instant, JsonObject, Slug } from "./common";
import { RouteConfig } from "./config";

/** What a route would do, asked before anybody depends on it: of an action, of a route that is not saved, or of both. */

export const RoutePreviewInput = z
  .strictObject({
    action: JsonObject.optional().meta({ description: "as it would be sent to POST /api/v1/actions" }),
    route: RouteConfig.optional().meta({
      description:
        "a route as it would be saved, in place of the one with its id; without an action, what would happen to one that took it",
    }),
    agent: Slug.optional(),
    at: Instant.optional(),
  })
  .refine(({ action, route }) => action !== undefined || route !== undefined, {
    message: "name an action, a route, or both",
    path: ["action"],
  });
export type RoutePreviewInput = z.infer<typeof RoutePreviewInput>;

export const PreviewedStep = z.object({
  at: Instant,
  people: z.array(z.string()),
  skipped: z.boolean(),
  index: z.int().meta({ description: "which of the route's steps, from 0" }),
  round: z.int().meta({ description: "1, and one more for each repeat" }),
  why: z
    .enum(["nobody", "all_answered", "late", "deadline"])
    .nullable()
    .meta({ description: "why it is skipped" }),
});
export type PreviewedStep = z.infer<typeof PreviewedStep>;

const Paged = z.object({ at: Instant, people: z.array(z.string()) });

/** From here on, nobody having answered. */
export const RouteLadder = z.object({
  route: z.string(),
  opened_at: Instant,
  deadline_at: Instant,
  steps: z.array(PreviewedStep),
  reminders: z.array(Paged),
  fallback: Paged.nullable(),
  approvers: z.array(z.string()),
  excluded: z.array(z.object({ person: z.string(), why: z.string() })).meta({
    description: "who would approve if they were not the agent's owner, its subject, or in its chain",
  }),
  problems: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      path: z.string().meta({ description: "the part of the route it is about, as in /steps/1" }),
    }),
  ),
});
export type RouteLadder = z.infer<typeof RouteLadder>;

export const RoutePreview = RouteLadder.extend({
  ruling: Ruling.nullable().meta({ description: "null where no action was named" }),
  route: z.string().nullable().meta({ description: "null when the action would not be escalated" }),
  deadline_at: Instant.nullable(),
});
export type RoutePreview = z.infer<typeof RoutePreview>;

export const RouteOrder = z.strictObject({
  routes: z
    .array(Slug)
    .max(5000)
    .meta({ description: "every route once; the first that matches takes a request" }),
});
export type RouteOrder = z.infer<typeof RouteOrder>;
