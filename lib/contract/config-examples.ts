import { z } from "zod";
import { COUNTERS, HISTORY } from "@/lib/core/condition-types";
import { Instant, JsonObject, ReasonCode, Slug, textBytes, Verdict } from "./common";

/**
 * An **example** says what a policy must answer: `given` is as much of an action as matters, `expect` what the gate
 * makes of it. Examples run whenever a document is saved, and in `countersign lint`.
 */
export const ToolName = z.string().min(1).max(200);

export const PathStep = z.strictObject({
  tool: ToolName,
  at: Instant.optional(),
  summary: z.string().max(2000).optional(),
  source: z.string().min(1).max(500).optional().meta({
    description: "where the step took its input from, such as a host, a mailbox or a document",
  }),
});

const counts = <Name extends string>(names: readonly Name[]) =>
  z.partialRecord(z.enum(names), z.int().min(0).max(1_000_000_000)).nullish();

const ExampleGiven = z.strictObject({
  agent: Slug.nullish(),
  surface: z.string().min(1).max(200).nullish(),
  tool: ToolName.nullish(),
  tool_version: z.string().max(200).nullish(),
  arguments: JsonObject.nullish(),
  facts: JsonObject.nullish(),
  path: z
    .array(z.union([ToolName, PathStep], { error: "must be the name of a tool, or {tool, source, …}" }))
    .max(500)
    .nullish(),
  denials: z
    .array(
      z.strictObject({
        tool: ToolName.nullish(),
        surface: z.string().max(200).nullish(),
        cause: z.enum(["blocked", "approver", "deadline", "unroutable"]).default("blocked"),
      }),
    )
    .max(50)
    .nullish(),
  run: z
    .strictObject({
      id: z.string().min(1).max(200).nullish(),
      task: textBytes(4096, "task").nullish(),
      step: z.int().min(0).nullish(),
    })
    .nullish(),
  on_behalf_of: z.string().min(1).max(200).nullish(),
  delegation: z
    .array(z.strictObject({ agent: z.string().min(1).max(200) }))
    .max(20)
    .nullish(),
  at: Instant.nullish(),
  counters: counts(COUNTERS),
  history: counts(HISTORY),
  used: z.int().min(0).max(1_000_000).nullish().meta({
    description: "what the limits of throttles have let through within their windows",
  }),
});

export const PolicyExample = z.strictObject({
  name: z.string().min(1).max(200).nullish(),
  given: ExampleGiven,
  expect: z.strictObject({
    verdict: Verdict,
    reason_code: ReasonCode.nullish(),
    route: Slug.nullish(),
    rule: Slug.nullish(),
  }),
});
export type PolicyExample = z.infer<typeof PolicyExample>;
