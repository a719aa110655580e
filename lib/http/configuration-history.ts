import {
  ConfigDiff,
  ConfigDiffQuery,
  ConfigDrift,
  ConfigVersionDetail,
  ConfigVersionList,
  RestoreQuery,
} from "@/lib/contract/config-history";
import { ConfigPlan, ConfigProblemList } from "@/lib/contract/config-plan";
import { configSchema } from "@/lib/contract/config-schema";
import { readProblems } from "@/lib/ops/config/problems";
import {
  diffVersions,
  listVersions,
  readDrift,
  readVersion,
  restoreVersion,
} from "@/lib/ops/config/versions";
import { type Endpoint, endpoint, ok } from "./endpoint";
import { PageQuery } from "./page-query";
import { expectation } from "./precondition";

const SCHEMA_MEDIA = "application/schema+json";

/** What is said of `countersign.yaml`: its versions, what has become of the file, what is wrong with it, its schema. */
export const configurationHistory: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/api/v1/config/versions",
    summary: "Every version of the configuration, the latest first",
    principals: ["person", "operator"],
    permission: "read_everything",
    query: PageQuery,
    answers: { 200: ConfigVersionList },
    verb: async ({ ctx, query }) => ok(await listVersions(ctx, query)),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/config/versions/{n}",
    summary: "One version with its document",
    principals: ["person", "operator"],
    permission: "read_everything",
    answers: { 200: ConfigVersionDetail },
    verb: async ({ ctx, params }) => ok(await readVersion(ctx, params)),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/config/versions/{n}/diff",
    summary: "What a version changed, field by field, against the one before it or another",
    principals: ["person", "operator"],
    permission: "read_everything",
    query: ConfigDiffQuery,
    answers: { 200: ConfigDiff },
    verb: async ({ ctx, params, query }) => ok(await diffVersions(ctx, { ...params, ...query })),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/config/versions/{n}/restore",
    summary: "Make a new version that says what this one said, or with dry_run=1 plan it",
    principals: ["person", "operator"],
    permission: "configure",
    query: RestoreQuery,
    answers: { 200: ConfigPlan },
    verb: async ({ ctx, params, query, header }) =>
      ok(
        await restoreVersion(ctx, {
          ...params,
          dryRun: query.dry_run === "1",
          expects: expectation(header("if-match"), query.expect_version),
        }),
      ),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/config/drift",
    summary: "What the configuration has become since a file was last applied",
    principals: ["person", "operator"],
    permission: "read_everything",
    answers: { 200: ConfigDrift },
    verb: async ({ ctx }) => ok(await readDrift(ctx)),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/config/problems",
    summary: "What is probably not meant in the configuration in force",
    principals: ["person", "operator"],
    permission: "read_everything",
    answers: { 200: ConfigProblemList },
    verb: async ({ ctx }) => ok(await readProblems(ctx)),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/config/schema.json",
    summary: "The JSON Schema of the configuration document, for editors",
    principals: ["anyone"],
    answers: { 200: SCHEMA_MEDIA },
    verb: async () => ({ status: 200, body: JSON.stringify(configSchema(), null, 2), media: SCHEMA_MEDIA }),
  }),
];
