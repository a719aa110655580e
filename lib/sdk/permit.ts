import type { ActionContext, ProposedAction } from "./actions";
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

export type PermitOptions<A extends object> = {
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
  /** A last look, when people have approved and right before the claim. If it throws, nothing is claimed or run. */
  readonly beforeClaim?: () => Promise<void>;
  /**
   * Set when a resumed action may be run although another process had claimed it and left no outcome, because running
   * it twice does no harm or the function itself looks. Then every process claims with the idempotency key. Without
   * it, each claims with a key of its own, so at most one of them ever runs; the others get `already_claimed`.
   */
  readonly isRepeatable?: boolean;
  /**
   * Whoever asks applies the constraints of a permission (`sandbox`, or an approval with constraints): all of them, or
   * those it says yes to. Otherwise such an action is denied: a constraint nobody applies would be a permission.
   */
  readonly appliesConstraints?: boolean | ((constraints: Constraints) => boolean);
};

export type Permission<A> = {
  /** The frozen copy that was proposed and claimed: run with these and nothing else. */
  readonly args: A;
  readonly permit: Permit;
  readonly constraints: Constraints;
};

/**
 * Asks whether this very action may run now, for harnesses that do not run it themselves (`govern` is for those that
 * do): proposes it, waits for people where the gate escalates, and claims the approval. Whoever gets an answer runs the
 * action with `args`, once, and reports the outcome. Throws GovernanceDenied, or CountersignError where there is no
 * answer; then it must not run.
 */
export async function requestPermit<A extends object>(
  tool: string,
  given: A,
  options: PermitOptions<A> = {},
): Promise<Permission<A>> {
  const client = options.client ?? new Countersign();
  const args = sealArguments(given);
  return { args, ...(await obtain(client, tool, args, options)) };
}

type Obtained = Omit<Permission<unknown>, "args">;

async function obtain<A extends object>(
  client: Countersign,
  tool: string,
  args: A,
  options: PermitOptions<A>,
): Promise<Obtained> {
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
function permittedAtOnce<A extends object>(proposed: Standing, options: PermitOptions<A>): Obtained {
  if (proposed.request !== null) throw deny(proposed, "unreadable_answer", "two answers to one question");
  const { constraints, verdict } = proposed.ruling;
  if (verdict === "sandbox" && !options.appliesConstraints) {
    throw deny(proposed, "constraints_unsupported", "permitted only in a sandbox, and there is none here");
  }
  // A sandbox without a list of constraints is still a sandbox.
  const applied = verdict === "sandbox" ? { sandbox: true, ...constraints } : constraints;
  assertConstraintsApply(proposed, applied, options);
  return { permit: permitOf(proposed, null), constraints: applied };
}

function assertClaimable<A extends object>(
  decided: Standing,
  proposed: Standing,
  options: PermitOptions<A>,
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

function assertConstraintsApply<A extends object>(
  standing: Standing,
  constraints: Constraints,
  options: PermitOptions<A>,
): void {
  if (!isConstrained(constraints) || appliesAll(constraints, options)) return;
  const names = Object.keys(constraints).join(", ");
  throw deny(
    standing,
    "constraints_unsupported",
    `permitted only under constraints nobody applies: ${names}`,
  );
}

function appliesAll<A extends object>(
  constraints: Constraints,
  { appliesConstraints = false }: PermitOptions<A>,
): boolean {
  return typeof appliesConstraints === "function" ? appliesConstraints(constraints) : appliesConstraints;
}

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
