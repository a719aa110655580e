import type {
  Action,
  ActionAnswer,
  AgentRequest,
  Decision,
  Grant,
  Question,
  Ruling,
} from "@/lib/contract/actions";
import type { RequestState } from "@/lib/core/approval-request";
import type { Grant as GrantState } from "@/lib/core/grant";
import { type ActionRecord, countPages, type PageCounts, type RequestRecord } from "@/lib/db/request-reader";
import { config } from "@/lib/runtime/config";

/** How actions, rulings, decisions and grants look on the wire. */

export const requestUrl = (id: string): string => `${config().url}/requests/${id}`;

export const actionView = (
  organisation: string,
  action: Omit<
    ActionRecord,
    | "ruling"
    | "context"
    | "receipt"
    | "verdict"
    | "configVersion"
    | "outcomeStatus"
    | "outcomeOutputDigest"
    | "outcomeError"
    | "outcomeAt"
    | "outcomeApplied"
    | "outcomeUnconfirmed"
  >,
): Action => ({
  id: action.id,
  digest: action.digest,
  organisation,
  agent: action.agentId,
  run: action.runId,
  surface: action.surface,
  tool: action.tool,
  tool_version: action.toolVersion,
  arguments: action.arguments,
  on_behalf_of: action.onBehalfOf,
  created_at: action.createdAt.toISOString(),
});

/** Whether asking again, in another run, could get another answer: a person's no could not. */
const isRetryable = (state: RequestState): boolean =>
  state.decision?.outcome === "denied" && state.decision.cause !== "approver";

export const decidersView = ({
  decidedBy,
}: Pick<NonNullable<RequestState["decision"]>, "decidedBy">): Decision["decided_by"] =>
  decidedBy.map(({ person, via, onBehalfOf }) => ({
    person,
    via,
    ...(onBehalfOf === undefined ? {} : { on_behalf_of: onBehalfOf }),
  }));

export function decisionView(state: RequestState, pages: PageCounts): Decision | null {
  const { decision } = state;
  if (!decision) return null;
  return {
    outcome: decision.outcome,
    cause: decision.cause,
    reason: decision.reason,
    reason_code: decision.reasonCode,
    decided_at: decision.decidedAt.toISOString(),
    decided_by: decidersView(decision),
    seen: state.responses.length > 0 || state.acknowledgedBy.length > 0,
    pages: { ...pages, acknowledged: state.acknowledgedBy.length },
    retryable: isRetryable(state),
    constraints: { ...decision.constraints },
  };
}

export const grantView = (grant: GrantState | null): Grant | null =>
  grant && {
    id: grant.id,
    status: grant.status,
    expires_at: grant.expiresAt.toISOString(),
    held_until: grant.heldUntilAt?.toISOString() ?? null,
    constraints: { ...grant.constraints },
  };

export const questionsView = ({ questions }: RequestState): Question[] =>
  questions.map((question) => ({
    id: question.id,
    text: question.text,
    asked_by: question.person,
    asked_at: question.at.toISOString(),
    answer: question.answer,
    answered_at: question.answeredAt?.toISOString() ?? null,
  }));

export const agentRequestView = (
  request: Pick<RequestRecord, "id" | "routeId" | "bindingMessage" | "state">,
  pages: PageCounts,
): AgentRequest => ({
  id: request.id,
  status: request.state.status,
  route: request.routeId,
  opened_at: request.state.openedAt.toISOString(),
  deadline_at: request.state.deadlineAt.toISOString(),
  binding_message: request.bindingMessage,
  url: requestUrl(request.id),
  asked: [...request.state.reached],
  decision: decisionView(request.state, pages),
  grant: grantView(request.state.grant),
  questions: questionsView(request.state),
});

/** What the agent is told about its action now. */
export async function answerView(
  organisation: string,
  action: ActionRecord,
  request: RequestRecord | null,
): Promise<ActionAnswer> {
  const pages = request?.state.decision ? await countPages(request.id) : { sent: 0, delivered: 0 };
  return {
    action: actionView(organisation, action),
    ruling: action.ruling as Ruling, // safe because only propose writes the column, from this very type
    ...(request ? { request: agentRequestView(request, pages) } : {}),
    outcome:
      action.outcomeStatus && action.outcomeAt
        ? {
            status: action.outcomeStatus,
            output_digest: action.outcomeOutputDigest,
            reported_at: action.outcomeAt.toISOString(),
            unconfirmed: action.outcomeUnconfirmed,
          }
        : null,
    receipt: request?.decisionReceipt ?? action.receipt,
  };
}
