import { z } from "zod";
import { Instant, Verdict, wholeNumber } from "./common";
import { ConfigDocument } from "./config";
import { Duration } from "./config-people";

/** Past actions ruled on again: under a changed configuration, and under the one they were ruled under. */

export const SinceQuery = z.strictObject({
  since: Duration.default("30d").meta({ description: "how far back, as in 30d" }),
  limit: wholeNumber(1, 100_000)
    .default(20_000)
    .meta({ description: "at most so many actions, the latest first" }),
});
export type SinceQuery = z.infer<typeof SinceQuery>;

export const ReplayDocument = ConfigDocument.extend({
  organisation: ConfigDocument.shape.organisation.optional(),
}).meta({
  id: "ReplayDocument",
  description:
    "A whole configuration; or without `organisation` only what is new: its items replace those of the same id, and the rest is in force",
});
export type ReplayDocument = z.infer<typeof ReplayDocument>;

/** `refused`: the arguments no longer fit the surface's schema. */
export const ReplayVerdict = z.enum([...Verdict.options, "refused"]);
export type ReplayVerdict = z.infer<typeof ReplayVerdict>;

const Window = z.object({
  since: Instant,
  until: Instant,
  actions: z.int(),
  complete: z.boolean().meta({ description: "whether every action since then was looked at" }),
});

export const VerdictChange = z.object({ before: ReplayVerdict, after: ReplayVerdict, count: z.int() });
export type VerdictChange = z.infer<typeof VerdictChange>;

const Answer = z.object({ verdict: ReplayVerdict, reason_code: z.string(), rules: z.array(z.string()) });

const Subject = z.object({
  action: z.string(),
  at: Instant,
  agent: z.string(),
  surface: z.string().nullable(),
  tool: z.string().nullable(),
});

export const ReplayReport = Window.extend({
  changed: z.int(),
  surfaces: z.array(
    z.object({
      surface: z.string().nullable(),
      actions: z.int(),
      changed: z.int(),
      changes: z.array(VerdictChange),
    }),
  ),
  examples: z
    .array(Subject.extend({ before: Answer, after: Answer, recorded: Verdict }))
    .meta({ description: "the latest few of each change; before is what is in force now" }),
}).meta({ id: "ReplayReport" });
export type ReplayReport = z.infer<typeof ReplayReport>;

export const Rederivation = Window.extend({
  equal: z.int(),
  different: z
    .array(Subject.extend({ fields: z.array(z.string()), recorded: Answer, derived: Answer }))
    .meta({ description: "at most 100 of those that are not" }),
}).meta({ id: "Rederivation" });
export type Rederivation = z.infer<typeof Rederivation>;

export const ShadowReport = z
  .object({
    since: Instant,
    until: Instant,
    policies: z.array(
      z.object({
        policy: z.string(),
        surface: z.string().nullable(),
        held: z.int().meta({ description: "rulings in which its condition held" }),
        differing: z.int().meta({ description: "those that would have come out differently" }),
        changes: z.array(VerdictChange),
        examples: z.array(Subject),
      }),
    ),
  })
  .meta({ id: "ShadowReport" });
export type ShadowReport = z.infer<typeof ShadowReport>;

export const SurfaceRegistry = z
  .object({
    since: Instant,
    today: z.string(),
    surfaces: z.array(
      z.object({
        id: z.string(),
        owner: z.string().nullable(),
        data_class: z.string().nullable(),
        review_by: z.string().nullable(),
        actions: z.int(),
        last_action_at: Instant.nullable(),
        unowned: z.boolean(),
        overdue: z.boolean(),
      }),
    ),
    unregistered: z
      .array(
        z.object({
          surface: z.string().nullable().meta({ description: "the one the agent named, if any" }),
          tool: z.string().nullable(),
          actions: z.int(),
          agents: z.array(z.string()),
          last_action_at: Instant,
        }),
      )
      .meta({ description: "what agents asked for and no surface covers, at most 200" }),
  })
  .meta({ id: "SurfaceRegistry" });
export type SurfaceRegistry = z.infer<typeof SurfaceRegistry>;
