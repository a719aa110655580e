import { z } from "zod";
import { Cursor, wholeNumber } from "@/lib/contract/common";

/** The query of every list. */
export const PageQuery = z.strictObject({
  cursor: Cursor,
  limit: wholeNumber(1, 200).optional(),
});
