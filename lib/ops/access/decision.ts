import { type AccessDecision, type DecisionContext, RULING_MEMBER } from "@/lib/contract/access";
import type { ActionAnswer, AgentRequest } from "@/lib/contract/actions";
import { config } from "@/lib/runtime/config";

/** How answers of the gate look as AuthZEN decisions. True is `allow` and nothing else: whoever reads only the decision reads it right. */

/** The approval of a request. There is at most one, so the request names it. */
export const approvalId = (requestId: string): string => requestId.replace(/^req_/, "apr_");

export const requestsEndpoint = (): string => `${config().url}/access/v1/requests`;

export function decisionOf({ action, ruling, request, receipt }: ActionAnswer): AccessDecision {
  return {
    decision: ruling.verdict === "allow",
    context: {
      evaluation_id: action.id,
      evaluated_at: action.created_at,
      reason: ruling.reason_code,
      ...(ruling.verdict === "throttle" ? retry(ruling.retry_after_seconds ?? 60) : {}),
      ...(request && ruling.verdict === "escalate" ? { access_request: accessRequest(request) } : {}),
      [RULING_MEMBER]: {
        action: { id: action.id, digest: action.digest },
        ruling,
        ...(request
          ? {
              request: {
                id: request.id,
                url: request.url,
                binding_message: request.binding_message,
                deadline_at: request.deadline_at,
              },
            }
          : {}),
        receipt,
      },
    },
  };
}

const retry = (seconds: number) => ({ next_action: "retry" as const, retry_after: Math.ceil(seconds) });

const accessRequest = (request: AgentRequest): DecisionContext["access_request"] => ({
  endpoint: requestsEndpoint(),
  template: request.route,
  expires_at: request.deadline_at,
  display: displayOf(request),
});

/** For people, and in our words: nothing of it is the agent's. */
export const displayOf = (request: AgentRequest) => ({
  title: `A person must decide (${request.binding_message})`,
  description: `Nobody answering by ${request.deadline_at} is a denial.`,
});

/** The gate's no to an approval that was presented, with what to do next (the profile's "Completion Semantics"). */
export function refusedApproval(reason: string, retryAfterSeconds: number | null = null): AccessDecision {
  const next = retryAfterSeconds === null ? { next_action: "none" as const } : retry(retryAfterSeconds);
  return { decision: false, context: { reason, ...next } };
}
