import { type Answer, at, type Caller, textAt } from "./http";
import { newId } from "./organisation";

/** What an enforcement point that speaks AuthZEN sends, and how it reads an answer. */

export type Evaluation = Readonly<Record<string, unknown>>;

export const RULING = "urn:countersign:ruling";

/** A refund by the agent itself; over the limit unless the amount says otherwise. */
export function refund(
  agent: string,
  more: { cents?: number; context?: object; order?: string } = {},
): Evaluation {
  const { cents = 25_000, order = newId("order"), context = {} } = more;
  return {
    subject: { type: "agent", id: agent },
    action: { name: "invoke", properties: { arguments: { order, amount_cents: cents } } },
    resource: { type: "tool", id: "refund.create" },
    context: { run: { id: newId("run") }, facts: { account_verified: true }, ...context },
  };
}

export const reading = (agent: string): Evaluation => ({
  subject: { type: "agent", id: agent },
  action: { name: "invoke" },
  resource: { type: "tool", id: "docs.read" },
});

export const evaluate = (agent: Caller, evaluation: unknown, headers = {}): Promise<Answer> =>
  agent.post("/access/v1/evaluation", evaluation, headers);

export const withApproval = (evaluation: Evaluation, approval: unknown): Evaluation => ({
  ...evaluation,
  context: { ...Object(evaluation.context), approval },
});

/** The submission that a denial asks for. */
export const submission = (evaluation: Evaluation, denied: Answer, more: object = {}): Evaluation => ({
  ...evaluation,
  denial: {
    evaluation_id: textAt(denied.body, "context.evaluation_id"),
    evaluated_at: textAt(denied.body, "context.evaluated_at"),
    expires_at: textAt(denied.body, "context.access_request.expires_at"),
    reason: textAt(denied.body, "context.reason"),
    template: textAt(denied.body, "context.access_request.template"),
  },
  ...more,
});

export const submit = (agent: Caller, body: unknown, headers = {}): Promise<Answer> =>
  agent.post("/access/v1/requests", body, headers);

/** A member of what we add to a decision. */
export const ruled = ({ body }: Answer, path: string): unknown =>
  at(Reflect.get(Object(at(body, "context")), RULING), path);

/** As a person must name what they answer. */
export const heldBy = (denied: Answer) => ({
  action: textAt(denied.body, "context.evaluation_id"),
  digest: String(ruled(denied, "action.digest")),
  request: String(ruled(denied, "request.id")),
});
