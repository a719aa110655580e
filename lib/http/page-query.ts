import { z } from "zod";
import { Cursor } from "@/lib/contract/common";

/** The query of every list. */
export const PageQuery = z.strictObject({
  cursor: Cursor,
  limit: z.coerce.number().int().min(1).max(200).optional(),
});
