import { z } from "zod";
import { Instant, textBytes } from "./common";

/** Stopping an agent or a surface at once, and letting it go on. */

export const FreezeKind = z.enum(["agent", "surface"]);

export const FreezeInput = z
  .strictObject({ reason: textBytes(1000, "reason").refine((text) => text.trim() !== "", "say why") })
  .meta({ id: "FreezeInput" });
export type FreezeInput = z.infer<typeof FreezeInput>;

export const ThawInput = z.strictObject({ reason: textBytes(1000, "reason").nullish() }).default({});
export type ThawInput = z.infer<typeof ThawInput>;

export const FreezeView = z
  .object({
    kind: FreezeKind,
    id: z.string().meta({ description: "of the agent or the surface" }),
    reason: z.string(),
    by: z.string().meta({ description: "person:<id> or operator:<key>" }),
    at: Instant,
  })
  .meta({ id: "Freeze" });
export type FreezeView = z.infer<typeof FreezeView>;

export const FreezeList = z.object({ freezes: z.array(FreezeView) });
export const FreezeAnswer = z.object({ freeze: FreezeView });
export type FreezeAnswer = z.infer<typeof FreezeAnswer>;
export const KillAnswer = FreezeAnswer.extend({
  withdrawn: z.int().meta({ description: "pending requests that were withdrawn" }),
  revoked: z.int().meta({ description: "unclaimed grants that were revoked" }),
});
export type KillAnswer = z.infer<typeof KillAnswer>;
export const ThawAnswer = z.object({
  thawed: z.boolean().meta({ description: "false: it was not frozen" }),
});
