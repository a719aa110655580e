import type { Outcome } from "./actions";
import type { Constraints } from "./answers";
import { Countersign } from "./countersign";
import { type Permit, type PermitOptions, requestPermit } from "./permit";

export type GovernOptions<A extends object, R> = Omit<PermitOptions<A>, "appliesConstraints"> & {
  /**
   * Runs instead of the function where the gate permits it only under constraints (`sandbox`, or an approval with
   * constraints). Without it such an action is denied: a constraint nobody applies would be a permission.
   */
  readonly runConstrained?: (args: A, constraints: Constraints, permit: Permit) => Promise<R>;
  /** Whether `runConstrained` can apply all of these; it can by default. Where it cannot, the action is denied. */
  readonly canApply?: (constraints: Constraints) => boolean;
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
    const { runConstrained } = options;
    const appliesConstraints = runConstrained !== undefined && (options.canApply ?? true);
    const asked = { ...options, client, appliesConstraints };
    const { args, permit, constraints } = await requestPermit(tool, given, asked);
    if (runConstrained && Object.keys(constraints).length > 0) {
      // It says itself which it can apply, and is run for no others.
      const applied = { appliedConstraints: constraints };
      return runAndReport(client, () => runConstrained(args, constraints, permit), permit, options, applied);
    }
    return runAndReport(client, () => fn(args, permit), permit, options);
  };
}

async function runAndReport<A extends object, R>(
  client: Countersign,
  run: () => Promise<R>,
  permit: Permit,
  options: GovernOptions<A, R>,
  applied: Pick<Outcome, "appliedConstraints"> = {},
): Promise<R> {
  const report = async (outcome: Outcome) => {
    try {
      await client.report(permit.actionId, { ...applied, ...outcome });
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
