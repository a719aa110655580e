/**
 * What a model reads when its action may not run: that it may not, why, and whether asking again makes sense. One
 * sentence each, for every way in.
 */
export function denialWords(why: {
  readonly reasonCode: string;
  readonly reason: string;
  readonly retryable: boolean;
}): string {
  const because = why.reason === "" ? "." : `: ${why.reason.replace(/[.\s]+$/, "")}.`;
  const next = why.retryable ? "It may be tried again later." : "Do not try it again.";
  return `Not permitted (${why.reasonCode})${because} ${next}`;
}
