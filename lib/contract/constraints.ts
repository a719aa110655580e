import { z } from "zod";

/** On what terms an action may run: the words that rules use, and what each obliges the harness to. */
export const Constraints = z
  .strictObject({
    read_only: z.literal(true).optional().meta({ description: "nothing may be changed" }),
    dry_run: z.literal(true).optional().meta({ description: "say what would happen, and do not do it" }),
    no_egress: z.literal(true).optional().meta({ description: "no connection to anywhere outside" }),
    hosts: z
      .array(z.string().min(1).max(253))
      .max(100)
      .optional()
      .meta({ description: "the only hosts that may be reached" }),
    paths: z
      .array(z.string().min(1).max(1000))
      .max(100)
      .optional()
      .meta({ description: "the only paths that may be touched, as globs" }),
    row_cap: z.int().min(0).optional().meta({ description: "at most so many rows or records" }),
    byte_cap: z.int().min(0).optional().meta({ description: "at most so many bytes" }),
    seconds_cap: z.int().min(1).optional().meta({ description: "at most so long" }),
  })
  .meta({ id: "Constraints" });
