import { z } from "zod";
import { ConfigDocument, OverrideInput, OverrideView } from "@/lib/contract/config";
import { ConfigPlan, ConfigQuery } from "@/lib/contract/config-plan";
import { applyConfig } from "@/lib/ops/config/apply";
import { addOverride, listOverrides, readOverride, removeOverride } from "@/lib/ops/config/overrides";
import { readConfig } from "@/lib/ops/config/read";
import { renderYaml } from "@/lib/runtime/yaml";
import { collections } from "./collections";
import { configurationHistory } from "./configuration-history";
import { type Answer, created, type Endpoint, endpoint, noContent, ok } from "./endpoint";
import { PageQuery } from "./page-query";
import { expectation } from "./precondition";
import { replays } from "./replays";

/** `countersign.yaml`, whole and in parts. What GET gives, PUT takes. */
export const configuration: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/api/v1/config",
    summary: "The configuration as one document, in JSON or YAML by Accept",
    principals: ["person", "operator"],
    permission: "take_part",
    answers: { 200: ConfigDocument },
    verb: async ({ ctx, header }) => {
      const { hash, document } = await readConfig(ctx);
      return inAcceptedForm(document, hash, header("accept"));
    },
  }),
  endpoint({
    method: "PUT",
    path: "/api/v1/config",
    summary: "Replace the whole configuration, or with dry_run=1 say what that would do",
    principals: ["person", "operator"],
    permission: "configure",
    query: ConfigQuery,
    body: ConfigDocument,
    takesYaml: true,
    answers: { 200: ConfigPlan },
    idempotency: "stored",
    verb: async ({ ctx, query, body, header }) =>
      ok(
        await applyConfig(ctx, {
          document: body,
          dryRun: query.dry_run === "1",
          expects: expectation(header("if-match"), query.expect_version),
          ...(query.source === undefined
            ? {}
            : { origin: { kind: "file", name: query.source, hash: query.source_hash ?? null } }),
        }),
      ),
  }),
  ...configurationHistory,
  ...replays,
  endpoint({
    method: "GET",
    path: "/api/v1/overrides",
    summary: "Who stands in for whom, over all schedules",
    principals: ["person", "operator"],
    permission: "take_part",
    query: PageQuery,
    answers: { 200: z.object({ overrides: z.array(OverrideView), next_cursor: z.string().nullable() }) },
    verb: async ({ ctx, query }) => ok(await listOverrides(ctx, query)),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/overrides/{id}",
    summary: "One override",
    principals: ["person", "operator"],
    permission: "take_part",
    answers: { 200: OverrideView },
    verb: async ({ ctx, params }) => ok(await readOverride(ctx, params)),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/overrides",
    summary: "Put somebody on call, take them off, or replace them, for a time",
    principals: ["person", "operator"],
    permission: "configure",
    body: OverrideInput,
    answers: { 201: OverrideView },
    idempotency: "stored",
    verb: async ({ ctx, body }) => created(await addOverride(ctx, body)),
  }),
  endpoint({
    method: "DELETE",
    path: "/api/v1/overrides/{id}",
    summary: "Take an override back",
    principals: ["person", "operator"],
    permission: "configure",
    answers: { 204: null },
    verb: async ({ ctx, params }) => {
      await removeOverride(ctx, params);
      return noContent;
    },
  }),
  ...collections,
];

/** JSON unless YAML is what was asked for. */
function inAcceptedForm(document: ConfigDocument, hash: string, accept: string | null): Answer {
  const headers = { ETag: `"${hash}"`, Vary: "Accept" };
  const [first = ""] = (accept ?? "").split(",");
  if (!/^\s*(application|text)\/yaml\b/i.test(first)) return { status: 200, body: document, headers };
  return { status: 200, body: renderYaml(document), media: "application/yaml", headers };
}
