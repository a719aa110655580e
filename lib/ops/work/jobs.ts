/**
 * The worker's way to the outbox, which lib/db keeps: only ops reads the database. What a handler makes of one row is
 * its outcome; the worker turns outcomes into dates.
 */
export { beat, endBeat } from "@/lib/db/heartbeat";
export type { Job, PutBack } from "@/lib/db/outbox";
export { claimDue, ensureTimer, finishJobs, putBackJobs, wakeWorkers } from "@/lib/db/outbox";

export type JobOutcome =
  | { readonly kind: "done" }
  /** Not now: the topic's back-off says when, and when it has been enough. */
  | { readonly kind: "retry"; readonly error: string }
  /** Never: a person has to look. */
  | { readonly kind: "dead"; readonly error: string }
  /** Done, and due again: a row that dates itself. */
  | { readonly kind: "again"; readonly afterSeconds: number };

export const DONE: JobOutcome = { kind: "done" };
