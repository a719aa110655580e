import { z } from "zod";
import { Digest, Instant, NextCursor, wholeNumber } from "./common";
import { ConfigDocument } from "./config";
import { ConfigQuery, FieldChanges } from "./config-plan";

/** Every version there was, how they differ, and what has become of the file that was applied. */

export const ConfigVersionView = z.object({
  version: z.int(),
  author: z.string().meta({ description: "person:ana, operator:key_…, or system" }),
  at: Instant,
  hash: Digest,
  in_force: z.boolean(),
  origin: z.enum(["edit", "file", "restore", "calendar"]),
  source: z.string().nullable().meta({ description: "the file, for origin file" }),
  restored_version: z.int().nullable(),
  summary: z
    .object({ created: z.int(), changed: z.int(), removed: z.int() })
    .nullable()
    .meta({ description: "items, against the version before; null where it was not recorded" }),
});
export type ConfigVersionView = z.infer<typeof ConfigVersionView>;

export const ConfigVersionList = z.object({
  versions: z.array(ConfigVersionView),
  next_cursor: NextCursor,
});
export type ConfigVersionList = z.infer<typeof ConfigVersionList>;

export const ConfigVersionDetail = ConfigVersionView.extend({ document: ConfigDocument });
export type ConfigVersionDetail = z.infer<typeof ConfigVersionDetail>;

export const ConfigDiffQuery = z.strictObject({
  against: wholeNumber(1, 2_147_483_647)
    .optional()
    .meta({ description: "the earlier side; left out, the version before" }),
});

export const ConfigDiff = z.object({
  version: z.int(),
  against: z.int(),
  created: z.array(z.string()),
  changed: z.array(z.string()),
  removed: z.array(z.string()),
  changes: FieldChanges,
});
export type ConfigDiff = z.infer<typeof ConfigDiff>;

export const RestoreQuery = ConfigQuery.pick({ dry_run: true, expect_version: true });

export const ConfigDrift = z.object({
  drifted: z.boolean().meta({ description: "the configuration is not what the file last applied says" }),
  version: z.int().meta({ description: "in force" }),
  since_version: z.int().nullable().meta({ description: "where the file was in force; null without a file" }),
  source: z
    .object({ name: z.string(), hash: Digest.nullable(), at: Instant })
    .nullable()
    .meta({ description: "the file last applied, by COUNTERSIGN_CONFIG or `countersign apply`" }),
  changed: z.array(z.string()).meta({ description: "what was created, changed or removed since" }),
  authors: z.array(z.string()).meta({ description: "who changed it since, the latest first" }),
});
export type ConfigDrift = z.infer<typeof ConfigDrift>;
