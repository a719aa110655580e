import { z } from "zod";
import { DataClass, JsonObject, Reversibility, Slug, Tier } from "./common";
import { OwnerTarget } from "./targets";

/** A surface as `countersign.yaml` writes it: a class of side effect, its tools, and how grave it is. */
export const SurfaceConfig = z.strictObject({
  id: Slug,
  name: z.string().min(1).max(200).nullish(),
  tools: z.array(z.string().min(1).max(200)).max(500).default([]),
  tier: Tier.default("approval"),
  reversibility: Reversibility.default("irreversible"),
  owner: OwnerTarget.nullish(),
  authors: z
    .array(
      z
        .string()
        .max(200)
        .regex(/^(args|facts)(\.[^.\s]+)+$/, "must be args.… or facts.…, such as args.change.author"),
    )
    .max(10)
    .nullish()
    .meta({ description: "where an action says who wrote the change it makes; they cannot approve it" }),
  input_schema: JsonObject.nullish(),
  data_class: DataClass.nullish(),
  preview: z.string().max(500).nullish(),
  review_by: z.iso.date("must be a date, such as 2027-01-31").nullish(),
});
