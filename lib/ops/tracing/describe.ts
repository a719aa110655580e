import type { Ruling } from "@/lib/contract/actions";
import { sha256 } from "@/lib/core/canonical-json";
import { parseTraceParent } from "@/lib/core/traceparent";
import type { ActionRecord, RequestRecord } from "@/lib/db/request-reader";
import type { Attribute, SpanFacts } from "@/lib/runtime/tracing";
import { contextOf } from "../actions/action-context";
import type { SpanKind } from "./rows";

/**
 * What the spans of an action say. Its arguments never, nor any other text of an agent's but names: the digest says which
 * they were. Ids follow from the action's, so a span that is sent twice is the same span.
 */

export type Traced = {
  readonly organisation: string;
  readonly action: ActionRecord;
  readonly request: RequestRecord | null;
};

/** Null where there is nothing to tell: a caller that does not record this trace, or what has not happened yet. */
export function describeSpan(kind: SpanKind, traced: Traced): SpanFacts | null {
  const { action } = traced;
  const parent = parseTraceParent(contextOf(action.context).traceparent);
  if (parent && !parent.isSampled) return null;
  const told = kind === "decision" ? decision(traced) : outcome(traced);
  if (!told) return null;
  // Without a caller's trace, the execution belongs to the approval.
  const above = kind === "outcome" ? { spanId: spanIdOf(action.id, "decision"), isRemote: false } : null;
  return {
    ...told,
    name: `${told.name} ${action.tool ?? action.surface ?? "unknown"}`,
    traceId: parent?.traceId ?? hex(action.id, 32),
    spanId: spanIdOf(action.id, kind),
    parent: parent ? { spanId: parent.spanId, isRemote: true } : above,
    attributes: { ...attributesOf(traced), ...given(told.attributes) },
  };
}

type Told = Pick<SpanFacts, "name" | "startAt" | "endAt" | "error"> & { readonly attributes: Loose };
type Loose = Readonly<Record<string, Attribute | null>>;

const hex = (text: string, digits: number): string => sha256(text).slice("sha256:".length).slice(0, digits);
const spanIdOf = (actionId: string, kind: SpanKind): string => hex(`${actionId}:${kind}`, 16);

function attributesOf({ organisation, action, request }: Traced): Record<string, Attribute> {
  const ruling = action.ruling as Ruling; // safe because only propose writes the column, from this very type
  return given({
    "gen_ai.tool.name": action.tool ?? action.surface,
    "gen_ai.tool.call.id": action.id,
    "gen_ai.agent.id": action.agentId,
    "gen_ai.conversation.id": action.runId,
    "approval.organisation": organisation,
    "approval.surface": action.surface,
    "approval.digest": action.digest,
    "approval.verdict": action.verdict,
    "approval.reason_code": ruling.reason_code,
    "approval.rules": ruling.rules,
    "approval.policy_version": ruling.policy_version,
    "approval.request.id": request?.id ?? null,
    "approval.route": request?.routeId ?? null,
    "approval.grant.id": request?.state.grant?.id ?? null,
  });
}

const given = (attributes: Loose): Record<string, Attribute> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );

/** From the proposal to the answer, however long people took. */
function decision({ action, request }: Traced): Told | null {
  const name = "approval";
  const startAt = action.createdAt;
  if (!request) {
    const isAllowed = action.verdict === "allow" || action.verdict === "sandbox";
    const said = isAllowed ? "allowed" : "refused";
    const error = isAllowed ? null : action.verdict;
    return {
      name,
      startAt,
      endAt: startAt,
      error,
      attributes: { "approval.outcome": said, ...errorType(error) },
    };
  }
  const { state } = request;
  if (!state.decision) return null;
  const { outcome: said, cause, reasonCode, decidedAt, decidedBy } = state.decision;
  const error = said === "approved" ? null : cause;
  return {
    name,
    startAt,
    endAt: decidedAt,
    error,
    attributes: {
      "approval.outcome": said,
      "approval.cause": cause,
      "approval.decision.reason_code": reasonCode,
      "approval.deciders": decidedBy.length,
      "approval.paged": state.reached.length,
      "approval.wait_seconds": (decidedAt.getTime() - startAt.getTime()) / 1000,
      ...errorType(error),
    },
  };
}

/** From the claim, or the proposal where none was needed, to the report. */
function outcome({ action, request }: Traced): Told | null {
  const { outcomeStatus, outcomeAt } = action;
  if (outcomeStatus === null || outcomeAt === null) return null;
  const error = outcomeStatus === "succeeded" ? null : outcomeStatus;
  return {
    name: "execute_tool",
    startAt: request?.state.grant?.claimedAt ?? action.createdAt,
    endAt: outcomeAt,
    error,
    attributes: {
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.type": "function",
      "approval.execution": outcomeStatus,
      "approval.output_digest": action.outcomeOutputDigest,
      ...errorType(error),
    },
  };
}

const errorType = (error: string | null): Loose => ({ "error.type": error });
