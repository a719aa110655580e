import { denialWords } from "../core/denial-words";
import type { Cause, Standing, Verdict } from "./answers";

/** One field the gate found wrong. */
export type FieldProblem = { readonly path: string; readonly message: string };

/**
 * The call itself went wrong: the gate refused it, could not be reached, or answered something unreadable. It never
 * means the action may run. `reasonCode` is the wire's `reason_code`, or one of ours: `unreachable` (nobody
 * answered), `unreadable_answer` (an answer that is not the contract's), `no_key` and `bad_url` (how it was set up).
 */
export class CountersignError extends Error {
  override readonly name = "CountersignError";
  /** HTTP status, 0 when there was no answer. */
  readonly status: number;
  readonly reasonCode: string;
  readonly detail: string;
  readonly errors: readonly FieldProblem[];
  readonly retryAfterSeconds: number | null;

  constructor(
    reasonCode: string,
    detail: string,
    more: {
      readonly status?: number;
      readonly errors?: readonly FieldProblem[];
      readonly retryAfterSeconds?: number | null;
      readonly cause?: unknown;
    } = {},
  ) {
    super(`${reasonCode}: ${detail}`, { cause: more.cause });
    this.status = more.status ?? 0;
    this.reasonCode = reasonCode;
    this.detail = detail;
    this.errors = more.errors ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds ?? null;
  }
}

/**
 * The action may not run: a person said no, nobody answered in time, the gate blocked it, or the claim was refused.
 * `cause` is how the request was decided (it hides Error's own `cause`, which a denial does not have); it is null
 * when no request was decided.
 */
export class GovernanceDenied extends Error {
  override readonly name = "GovernanceDenied";
  readonly verdict: Verdict | "unknown";
  override readonly cause: Cause | null;
  readonly reasonCode: string;
  readonly reason: string;
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | null;
  readonly actionId: string;
  readonly requestId: string | null;
  readonly receipt: string | null;
  /** Everything the gate said, for a harness that explains more than one sentence. */
  readonly standing: Standing;

  constructor(
    standing: Standing,
    why: { readonly reasonCode: string; readonly reason: string; readonly retryable: boolean },
  ) {
    // Frameworks hand an error's message to the model.
    super(denialWords(why));
    this.verdict = standing.ruling.verdict;
    this.cause = standing.request?.decision?.cause ?? standing.decision?.cause ?? null;
    this.reasonCode = why.reasonCode;
    this.reason = why.reason;
    this.retryable = why.retryable;
    this.retryAfterSeconds = standing.ruling.retryAfterSeconds;
    this.actionId = standing.action.id;
    this.requestId = standing.request?.id ?? null;
    this.receipt = standing.receipt;
    this.standing = standing;
  }
}
