/**
 * W3C Trace Context, as far as a parent is needed from it. Whoever sends another version means the same first fields;
 * what is not of that form is no parent.
 */
export type TraceParent = {
  readonly traceId: string;
  readonly spanId: string;
  /** Whether the caller records this trace. */
  readonly isSampled: boolean;
};

const FORM = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

export function parseTraceParent(text: string | null): TraceParent | null {
  const [, version = "ff", traceId = "", spanId = "", flags = "", rest] = FORM.exec(text ?? "") ?? [];
  const isKnown = version !== "ff" && (version !== "00" || rest === undefined);
  if (!isKnown || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
