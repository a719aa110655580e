import { z } from "zod";
import { config } from "@/lib/runtime/config";
import type { Answer, Endpoint } from "./endpoint";

/**
 * An answer that does not fit its schema is our bug: under test it fails the call. In production it is sent as it is,
 * because checking would cost more than the verb and the caller would learn nothing.
 */
export function checkOutput(row: Endpoint, answer: Answer): void {
  if (!config().isTest) return;
  const output = row.answers[answer.status];
  if (output === undefined)
    throw new Error(`${row.method} ${row.path} does not declare status ${answer.status}`);
  if (!(output instanceof z.ZodType) || answer.media !== undefined) return;
  const parsed = output.safeParse(answer.body);
  if (!parsed.success) {
    throw new Error(
      `${row.method} ${row.path} answered against its schema: ${z.prettifyError(parsed.error)}`,
    );
  }
}
