import type { ActionContext, Outcome, ProposedAction } from "./actions";
import type { ApprovalRequest, Claim, Constraints, Decision, Standing } from "./answers";
import { type ClaimInput, Countersign } from "./countersign";
import { randomId } from "./environment";
import { CountersignError, GovernanceDenied } from "./errors";
import { sealArguments } from "./json";

/** What stands behind a run of the function: the gate's own ruling, or a claimed approval. */
export type Permit = {
  readonly actionId: string;
  readonly digest: string;
  /** Null for an `allow`, which needs no approval. */
  readonly grantId: string | null;
  /** Who approved, and how; null for an `allow`. */
  readonly decision: Decision | null;
  readonly receipt: string | null;
};

export type GovernOptions<A extends object, R> = {
  /** A client made from the environment by default. */
  readonly client?: Countersign;
  /** Who, why and the path so far; a function where it depends on the arguments or on the moment. */
  readonly context?: ActionContext | ((args: A) => ActionContext);
  /** The same key after a restart resumes the same action instead of asking people again. Random by default. */
  readonly idempotencyKey?: string | ((args: A) => string);
  /** Called when a person has to answer, before waiting: the moment to say so somewhere. */
  readonly onEscalated?: (request: ApprovalRequest, standing: Standing) => void;
  readonly signal?: AbortSignal;
  /** How long to wait for people; as long as the request is open by default. */
  readonly timeoutSeconds?: number;
  /**
   * Runs instead of the function where the gate permits it only under constraints (`sandbox`, or an approval with
   * constraints). Without it such an action is denied: a constraint nobody applies would be a permission.
   */
  readonly runConstrained?: (args: A, constraints: Constraints, permit: Permit) => Promise<R>;
  /** Whether `runConstrained` can apply all of these; it can by default. Where it cannot, the action is denied. */
  readonly canApply?: (constraints: Constraints) => boolean;
  /** A last look, when people have approved and right before the claim. If it throws, nothing is claimed or run. */
  readonly beforeClaim?: () => Promise<void>;
  /**
   * Set when a resumed action may be run although another process had claimed it and left no outcome, because running
   * it twice does no harm or the function itself looks. Then every process claims with the idempotency key. Without
   * it, each claims with a key of its own, so at most one of them ever runs; the others get `already_claimed`.
   */
  readonly isRepeatable?: boolean;
  /** What to report of a result; `{ status: "succeeded" }` by default. */
  readonly outcomeOf?: (result: R) => Outcome | Promise<Outcome>;
  /** The effect happened but the gate could not be told. A warning on the console by default. */
  readonly onUnreported?: (error: unknown, outcome: Outcome, permit: Permit) => void;
};

/**
 * Wraps a function that has an effect, so that it runs only when the gate permits these very arguments: proposes them,
 * waits for people where the gate escalates, claims the approval for the arguments about to be passed, runs, reports.
 * The function receives a frozen copy of the arguments: the one proposed and claimed.
 *
 * Throws GovernanceDenied when the answer is no, CountersignError when there is no answer; the function has not run
 * in either case. What the function throws is reported as failed and thrown on.
 */
export function govern<A extends object, R>(
  tool: string,
  fn: (args: A, permit: Permit) => Promise<R>,
  options: GovernOptions<A, R> = {},
): (args: A) => Promise<R> {
  return async (given) => {
    const client = options.client ?? new Countersign();
    const args = sealArguments(given);
    const permission = await obtain(client, tool, args, options);
    const { permit, constraints } = permission;
    const { runConstrained } = options;
    const run =
      runConstrained && isConstrained(constraints)
        ? () => runConstrained(args, constraints, permit)
        : () => fn(args, permit);
    return runAndReport(client, run, permit, options);
  };
}

type Permission = { readonly permit: Permit; readonly constraints: Constraints };

async function obtain<A extends object, R>(
  client: Countersign,
  tool: string,
  args: A,
  options: GovernOptions<A, R>,
): Promise<Permission> {
  const { signal } = options;
  const context = typeof options.context === "function" ? options.context(args) : options.context;
  const key =
    typeof options.idempotencyKey === "function" ? options.idempotencyKey(args) : options.idempotencyKey;
  const idempotencyKey = key ?? randomId();
  const action: ProposedAction = { ...context, tool, arguments: args };
  const proposed = await client.propose(action, { idempotencyKey, signal });

  switch (proposed.ruling.verdict) {
    case "allow":
    case "sandbox":
      return permittedAtOnce(proposed, options);
    case "escalate":
      break;
    case "throttle":
      throw deny(proposed, proposed.ruling.reasonCode, proposed.ruling.reason, true);
    case "block":
      throw deny(proposed, proposed.ruling.reasonCode, proposed.ruling.reason);
    case "unknown":
      throw deny(proposed, "unknown_verdict", "the gate answered with a verdict this client does not know");
    default:
      return proposed.ruling.verdict satisfies never;
  }

  if (proposed.request === null)
    throw deny(proposed, "unreadable_answer", "escalated, but without a request");
  if (proposed.request.status === "pending") options.onEscalated?.(proposed.request, proposed);
  const decided = await client.wait(proposed.action.id, { signal, timeoutSeconds: options.timeoutSeconds });
  assertClaimable(decided, proposed, options);
  const claimKey = options.isRepeatable ? idempotencyKey : randomId();
  const { beforeClaim } = options;
  const claim = await claimWhenIssued(client, decided, { arguments: args, claimKey, signal, beforeClaim });
  const constraints = { ...decided.request?.decision?.constraints, ...claim.grant.constraints };
  if (isConstrained(constraints) && !appliesAll(constraints, options)) {
    await client.report(decided.action.id, { status: "failed", error: "constraints_unsupported: not run" });
    assertConstraintsApply(decided, constraints, options);
  }
  return { permit: permitOf(decided, claim), constraints };
}

/** A request beside an `allow` would mean two answers at once: then neither counts. */
function permittedAtOnce<A extends object, R>(proposed: Standing, options: GovernOptions<A, R>): Permission {
  if (proposed.request !== null) throw deny(proposed, "unreadable_answer", "two answers to one question");
  const { constraints, verdict } = proposed.ruling;
  if (verdict === "sandbox" && !options.runConstrained) {
    throw deny(proposed, "constraints_unsupported", "permitted only in a sandbox, and there is none here");
  }
  // A sandbox without a list of constraints is still a sandbox.
  const applied = verdict === "sandbox" ? { sandbox: true, ...constraints } : constraints;
  assertConstraintsApply(proposed, applied, options);
  return { permit: permitOf(proposed, null), constraints: applied };
}

function assertClaimable<A extends object, R>(
  decided: Standing,
  proposed: Standing,
  options: GovernOptions<A, R>,
): void {
  const { request } = decided;
  if (decided.action.digest !== proposed.action.digest || request?.id !== proposed.request?.id || !request) {
    throw deny(decided, "unreadable_answer", "the decision is about another action");
  }
  if (request.status === "pending") throw deny(decided, "still_pending", "nobody has answered yet", true);
  const { decision } = request;
  if (request.status !== "approved" || decision?.outcome !== "approved") {
    const reasonCode = decision?.reasonCode ?? decision?.cause ?? "denied";
    throw deny(decided, reasonCode, decision?.reason ?? "", decision?.isRetryable ?? false);
  }
  assertConstraintsApply(decided, decision.constraints, options);
  const status = request.grant?.status;
  if (status === "succeeded" || status === "failed" || status === "unknown") {
    throw deny(decided, "already_claimed", "an earlier attempt ran it and reported the outcome");
  }
  if (status === "claimed" && !options.isRepeatable) {
    throw deny(decided, "already_claimed", "an earlier attempt claimed it and may have run it");
  }
}

function assertConstraintsApply<A extends object, R>(
  standing: Standing,
  constraints: Constraints,
  options: GovernOptions<A, R>,
): void {
  if (!isConstrained(constraints) || appliesAll(constraints, options)) return;
  const names = Object.keys(constraints).join(", ");
  throw deny(
    standing,
    "constraints_unsupported",
    `permitted only under constraints nobody applies: ${names}`,
  );
}

const appliesAll = <A extends object, R>(constraints: Constraints, options: GovernOptions<A, R>): boolean =>
  options.runConstrained !== undefined && (options.canApply?.(constraints) ?? true);

const isConstrained = (constraints: Constraints): boolean => Object.keys(constraints).length > 0;

/** An approval may be held for the route's undo window; it is asked for again until it is issued or undone. */
async function claimWhenIssued(
  client: Countersign,
  decided: Standing,
  input: ClaimInput & { readonly beforeClaim?: () => Promise<void> },
): Promise<Claim> {
  for (;;) {
    await input.beforeClaim?.();
    try {
      return await client.claim(decided.action.id, input);
    } catch (error) {
      // 409: the gate looked, and this is not to be had. Anything else is no answer, and not a person's no.
      if (!(error instanceof CountersignError) || error.status !== 409) throw error;
      if (error.reasonCode !== "grant_held") throw deny(decided, error.reasonCode, error.detail);
      await client.clock.pause((error.retryAfterSeconds ?? 1) * 1000, input.signal);
    }
  }
}

const permitOf = (standing: Standing, claim: Claim | null): Permit => ({
  actionId: standing.action.id,
  digest: standing.action.digest,
  grantId: claim?.grant.id ?? null,
  decision: claim === null ? null : (standing.request?.decision ?? null),
  receipt: claim?.receipt ?? standing.receipt,
});

const deny = (standing: Standing, reasonCode: string, reason: string, retryable = false): GovernanceDenied =>
  new GovernanceDenied(standing, { reasonCode, reason, retryable });

async function runAndReport<A extends object, R>(
  client: Countersign,
  run: () => Promise<R>,
  permit: Permit,
  options: GovernOptions<A, R>,
): Promise<R> {
  const report = async (outcome: Outcome) => {
    try {
      await client.report(permit.actionId, outcome);
    } catch (error) {
      // The effect has happened; throwing here would invite the caller to run it again.
      (options.onUnreported ?? warnUnreported)(error, outcome, permit);
    }
  };
  let result: R;
  try {
    result = await run();
  } catch (error) {
    await report({ status: "failed", error: error instanceof Error ? error.message : String(error) });
    throw error;
  }
  let outcome: Outcome = { status: "succeeded" };
  try {
    outcome = (await options.outcomeOf?.(result)) ?? outcome;
  } catch (error) {
    (options.onUnreported ?? warnUnreported)(error, outcome, permit);
  }
  await report(outcome);
  return result;
}

const warnUnreported = (error: unknown, outcome: Outcome, permit: Permit): void =>
  console.warn(`countersign: ${permit.actionId} ${outcome.status}, but the gate could not be told:`, error);
