import { z } from "zod";
import { Duration } from "./config-people";

/** How much of anything an agent may, as `countersign.yaml` writes it. */

export const LimitsConfig = z.strictObject({
  per_minute: z.int().min(0).max(1_000_000).nullish(),
  open_requests: z.int().min(0).max(1_000_000).nullish(),
  denials_in_run: z.int().min(1).max(1000).nullish(),
  cost_cents: z
    .strictObject({
      task: z.number().min(0).nullish(),
      hour: z.number().min(0).nullish(),
      day: z.number().min(0).nullish(),
    })
    .nullish(),
});

export const ThrottleConfig = z.strictObject({
  max: z.int().min(0).max(10_000),
  window: Duration,
  per: z
    .array(z.enum(["agent", "tool", "surface"]))
    .max(3)
    .default(["agent"]),
});
