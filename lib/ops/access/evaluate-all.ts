import type { AccessDecision, EvaluationsAnswer, EvaluationsInput } from "@/lib/contract/access";
import { isDomainError, PROBLEMS } from "@/lib/contract/errors";
import type { AgentActor, Context } from "../context";
import { evaluate } from "./evaluate";

type Call = {
  readonly input: EvaluationsInput;
  readonly idempotency: { readonly key: string; readonly bodyHash: string } | null;
};

/**
 * Several evaluations in one message. Each is a proposal of its own; one that cannot be read or is refused is denied
 * alone. Without `evaluations` it is a single one. Errors: those of evaluate, for a single one.
 */
export async function evaluateAll(
  ctx: Context<AgentActor>,
  { input, idempotency }: Call,
): Promise<EvaluationsAnswer> {
  const { evaluations = [], options, ...defaults } = input;
  if (evaluations.length === 0)
    return (await evaluate(ctx, { evaluation: given(defaults), idempotency })).body;
  const one = (evaluation: Readonly<Record<string, unknown>>, index: number): Promise<AccessDecision> =>
    evaluateOne(ctx, {
      evaluation: { ...given(defaults), ...evaluation },
      idempotency: idempotency && { ...idempotency, key: `${index}:${idempotency.key}` },
    });
  // Together they share a commit.
  if ((options?.evaluations_semantic ?? "execute_all") === "execute_all")
    return { evaluations: await Promise.all(evaluations.map(one)) };
  const last = options?.evaluations_semantic === "permit_on_first_permit";
  const decisions: AccessDecision[] = [];
  for (const [index, evaluation] of evaluations.entries()) {
    const decision = await one(evaluation, index);
    decisions.push(decision);
    if (decision.decision === last) break;
  }
  return { evaluations: decisions };
}

/** A default that was not given must not look like one that is wrong. */
const given = (defaults: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(defaults).filter(([, value]) => value !== undefined));

async function evaluateOne(
  ctx: Context<AgentActor>,
  call: Parameters<typeof evaluate>[1],
): Promise<AccessDecision> {
  try {
    return (await evaluate(ctx, call)).body;
  } catch (error) {
    if (!isDomainError(error)) throw error;
    const { status } = PROBLEMS[error.code];
    return { decision: false, context: { reason: error.code, error: { status, message: error.detail } } };
  }
}
