import {
  ConfigDiff,
  ConfigDiffQuery,
  ConfigDrift,
  ConfigVersionDetail,
  ConfigVersionList,
  RestoreQuery,
} from "@/lib/contract/config-history";
import { ConfigPlan } from "@/lib/contract/config-plan";
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

/** Every version of `countersign.yaml`, and what has become of the file that was applied. */
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
];
