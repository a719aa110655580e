import type { RequestState } from "@/lib/core/approval-request";
import { sha256 } from "@/lib/core/canonical-json";
import type { AnyEvent } from "@/lib/core/fold";
import type { GrantEvent } from "@/lib/core/grant";
import type { LedgerEntry } from "@/lib/core/ledger";
import type { LedgerRow } from "@/lib/db/request-rows";
import type { Subject } from "./consequences";

/** What the ledger says of a request's events. */

/** A ledger entry with the columns it is looked up by. */
export type LedgerDraft = { readonly entry: LedgerEntry } & Omit<LedgerRow, "seq" | "kind" | "jws" | "seed">;

export function draftsOf(
  subject: Subject,
  after: RequestState,
  events: readonly AnyEvent[],
  policyVersion: string,
): readonly LedgerDraft[] {
  const of: OfRequest = { request: subject.requestId, action: subject.actionId, digest: after.digest };
  const columns: Columns = {
    agent_id: subject.agentId,
    people: [],
    surface: subject.surface,
    action_id: subject.actionId,
    request_id: subject.requestId,
    verdict: null,
    reason_code: null,
  };
  return events.flatMap((event): readonly LedgerDraft[] => {
    switch (event.type) {
      case "responded":
        return [responseDraft(event, of, columns)];
      case "decided":
        return [decisionDraft(event, of, columns, { subject, after, policyVersion })];
      case "reassigned":
      case "responder_added":
      case "rerouted":
      case "extended":
        return [steeringDraft(event, of, columns)];
      case "grant_claimed":
      case "grant_reported":
      case "grant_lapsed":
      case "grant_revoked":
        return [
          {
            ...columns,
            reason_code: confirmation(event),
            entry: grantEntry(event, { ...of, grant: after.grant?.id ?? "" }, subject.agentId),
          },
        ];
      default:
        return [];
    }
  });
}

type OfRequest = { readonly request: string; readonly action: string; readonly digest: string };
type Columns = Omit<LedgerDraft, "entry">;
type Named<T extends AnyEvent["type"]> = Extract<AnyEvent, { type: T }>;

const responseDraft = (event: Named<"responded">, of: OfRequest, columns: Columns): LedgerDraft => ({
  ...columns,
  people: [event.person],
  verdict: event.verdict,
  reason_code: event.reasonCode,
  entry: {
    kind: "response",
    ...of,
    response: event.id,
    person: event.person,
    ...(event.onBehalfOf === undefined ? {} : { onBehalfOf: event.onBehalfOf }),
    verdict: event.verdict,
    reasonDigest: digestOf(event.reason),
    reasonCode: event.reasonCode,
    via: event.via,
    assurance: event.assurance,
    shown: null,
  },
});

function decisionDraft(
  event: Named<"decided">,
  of: OfRequest,
  columns: Columns,
  { subject, after, policyVersion }: { subject: Subject; after: RequestState; policyVersion: string },
): LedgerDraft {
  return {
    ...columns,
    people: event.decidedBy.map((by) => by.person),
    verdict: event.outcome,
    reason_code: event.reasonCode,
    entry: {
      kind: "decision",
      ...of,
      outcome: event.outcome,
      cause: event.cause,
      reasonDigest: digestOf(event.reason),
      reasonCode: event.reasonCode,
      decidedAt: after.decision?.decidedAt ?? after.openedAt,
      decidedBy: event.decidedBy,
      dropped: event.dropped,
      routeVersion: `${subject.route.id}@${subject.configVersion}`,
      policyVersion,
      constraints: event.constraints,
      grant: after.grant?.id ?? null,
      grantExpiresAt: after.grant?.expiresAt ?? null,
    },
  };
}

type Steering = Named<"reassigned" | "responder_added" | "rerouted" | "extended">;

/** What people did about a request without answering it: who may answer, by which rule, and until when. */
function steeringDraft(event: Steering, of: OfRequest, columns: Columns): LedgerDraft {
  switch (event.type) {
    case "reassigned":
    case "responder_added": {
      const { person: by, to: person, released } = event;
      return {
        ...columns,
        people: [by, person],
        reason_code: event.type,
        entry: { kind: "assignment", ...of, by, person, released },
      };
    }
    case "rerouted":
      return {
        ...columns,
        people: [event.person],
        reason_code: event.type,
        entry: {
          kind: "reroute",
          ...of,
          by: event.person,
          fromRouteVersion: `${event.fromRoute}@${event.fromConfigVersion}`,
          routeVersion: `${event.route}@${event.configVersion}`,
          unroutable: event.unroutable,
        },
      };
    case "extended": {
      const { person, seconds, deadlineAt } = event;
      return {
        ...columns,
        people: person === null ? [] : [person],
        reason_code: event.type,
        entry: { kind: "extension", ...of, by: person, seconds, deadlineAt },
      };
    }
    default:
      return event satisfies never;
  }
}

type Spent = Extract<
  GrantEvent,
  { type: "grant_claimed" | "grant_reported" | "grant_lapsed" | "grant_revoked" }
>;
/** Whether an outcome says that it kept to the terms; null where there were none. */
export function confirmation(reported: { readonly unconfirmed?: readonly string[] } | Spent): string | null {
  if (!("unconfirmed" in reported) || !reported.unconfirmed) return null;
  return reported.unconfirmed.length === 0 ? "constraints_applied" : "constraints_unconfirmed";
}

type OfGrant = OfRequest & { readonly grant: string };

function grantEntry(event: Spent, of: OfGrant, agent: string): LedgerEntry {
  switch (event.type) {
    case "grant_claimed":
      return { kind: "claim", ...of, agent, claimKey: event.claimKey };
    case "grant_reported":
      return {
        kind: "outcome",
        ...of,
        status: event.status,
        outputDigest: event.outputDigest,
        costCents: event.costCents ?? null,
        ...(event.unconfirmed ? { unconfirmed: event.unconfirmed } : {}),
      };
    case "grant_lapsed":
      return { kind: "lapse", ...of };
    case "grant_revoked":
      return { kind: "revocation", ...of, person: event.person };
    default:
      return event satisfies never;
  }
}

/** Free text stays out of the ledger, which is kept for ever; its digest proves what was said. */
const digestOf = (text: string | null): string | null => (text === null ? null : sha256(text));
