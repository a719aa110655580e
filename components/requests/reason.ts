/** The limits of what a person may write with an answer: counted in bytes, as the ledger stores them. */

export const MAXIMUM_TEXT_BYTES = 4096;

export const byteCount = (text: string): number => new TextEncoder().encode(text).length;

export type ReasonFault = "missing" | "too_long";

export function reasonFault(reason: string, isRequired: boolean): ReasonFault | null {
  if (byteCount(reason) > MAXIMUM_TEXT_BYTES) return "too_long";
  return isRequired && reason.trim() === "" ? "missing" : null;
}

export const REASON_FAULTS: Readonly<Record<ReasonFault, string>> = {
  missing: "This route asks for a reason with every answer.",
  too_long: `The reason is longer than ${MAXIMUM_TEXT_BYTES} bytes.`,
};
