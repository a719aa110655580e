import { z } from "zod";
import { effectKinds } from "@/lib/core/change-effects";
import { Digest, wholeNumber } from "./common";

/** What a new configuration would create, change and remove, what it means for open requests, and what is wrong with it. */

/** Of a document; an item is named by its id in the path: `/people/ana/level`. */
export const FieldChanges = z.array(
  z.object({
    path: z.string(),
    change: z.enum(["created", "changed", "removed"]),
    before: z.unknown(),
    after: z.unknown(),
  }),
);

/** What is allowed and probably not meant. The codes are those of docs/configuration.md. */
export const ConfigProblem = z.object({
  code: z.string(),
  severity: z.enum(["error", "warning"]),
  path: z.string(),
  message: z.string(),
});
export type ConfigProblem = z.infer<typeof ConfigProblem>;

export const ConfigProblemList = z.object({ version: z.int(), problems: z.array(ConfigProblem) });
export type ConfigProblemList = z.infer<typeof ConfigProblemList>;

export const ConfigPlan = z.object({
  version: z
    .int()
    .nullable()
    .meta({ description: "the version this made; null for a dry run or when nothing changed" }),
  base_version: z.int().meta({ description: "the version in force that this was planned against" }),
  created: z.array(z.string()),
  changed: z.array(z.string()),
  removed: z.array(z.string()),
  changes: FieldChanges,
  open_requests: z.object({
    pending: z.int(),
    affected: z
      .array(z.object({ id: z.string(), kind: z.enum(effectKinds), effect: z.string() }))
      .meta({ description: "the requests that end first, at most 200 effects" }),
  }),
  problems: z.array(ConfigProblem),
});
export type ConfigPlan = z.infer<typeof ConfigPlan>;

export const ConfigQuery = z.strictObject({
  dry_run: z.enum(["0", "1"]).optional(),
  expect_version: wholeNumber(1, 2_147_483_647)
    .optional()
    .meta({ description: "refuse with 412 unless this is the version in force, as If-Match does by hash" }),
  source: z.string().max(200).optional().meta({
    description: "the file this is, when it is one under version control: drift is measured from it",
  }),
  source_hash: Digest.optional().meta({ description: "of that file's bytes" }),
});
