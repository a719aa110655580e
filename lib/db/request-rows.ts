import type { RequestEvent, RequestState } from "@/lib/core/approval-request";
import type { GrantEvent } from "@/lib/core/grant";
import type { CostRow } from "./costs";
import type { Head } from "./request-writer";

/** What one moment of an organisation writes, row by row, under the names of the columns. Types only. */

export type ActionRow = {
  readonly id: string;
  readonly agent_id: string;
  readonly key_id: string;
  readonly digest: string;
  readonly surface: string | null;
  readonly tool: string | null;
  readonly tool_version: string | null;
  readonly arguments: unknown;
  readonly run_id: string | null;
  readonly on_behalf_of: string | null;
  readonly context: unknown;
  readonly verdict: string;
  readonly ruling: unknown;
  readonly config_version: number;
  readonly receipt: string;
};

export type OpenedRow = {
  readonly id: string;
  readonly action_id: string;
  readonly agent_id: string;
  readonly digest: string;
  readonly run_id: string | null;
  readonly surface: string | null;
  readonly tool: string | null;
  readonly title: string;
  readonly binding_message: string;
};

/** The cached columns of a request after its events. */
export type StateRow = {
  readonly id: string;
  readonly route_id: string;
  readonly config_version: number;
  readonly status: string;
  readonly cause: string | null;
  readonly version: number;
  readonly opened_at: Date;
  readonly deadline_at: Date;
  readonly decided_at: Date | null;
  readonly grant_id: string | null;
  readonly grant_status: string | null;
  readonly decision_receipt: string | null;
  readonly claim_receipt: string | null;
  readonly state: RequestState;
};

export type EventRow = {
  readonly request_id: string;
  readonly seq: number;
  readonly stream_seq: number;
  readonly type: string;
  readonly data: RequestEvent | GrantEvent;
};

export type LedgerRow = {
  readonly seq: number;
  readonly kind: string;
  readonly jws: string;
  readonly agent_id: string | null;
  readonly people: readonly string[];
  readonly surface: string | null;
  readonly action_id: string | null;
  readonly request_id: string | null;
  readonly verdict: string | null;
  readonly seed: string | null;
  readonly reason_code: string | null;
};

export type DeliveryRow = {
  readonly id: string;
  readonly request_id: string;
  readonly person_id: string | null;
  readonly channel: string;
  readonly kind: "page" | "reminder" | "update";
  readonly step: number | null;
  readonly status: "queued" | "delivered" | "failed";
  readonly error: string | null;
  readonly open: boolean;
  readonly payload: unknown;
};

export type OutboxRow = {
  readonly topic: string;
  readonly key: string;
  readonly payload: unknown;
  readonly due_at: Date;
};

export type OutcomeRow = {
  readonly id: string;
  readonly status: string;
  readonly output_digest: string | null;
  readonly error: string | null;
  readonly cost_cents: number | null;
  readonly applied?: unknown;
  readonly unconfirmed?: readonly string[] | null;
};

export type ReplyRow = {
  readonly principal: string;
  readonly endpoint: string;
  readonly key: string;
  readonly body_hash: string;
  readonly status: number;
  readonly body: string;
};

/** Proposals to add to the agent's count of this minute. */
export type RateRow = { readonly agent_id: string; readonly count: number };

/** Actions that a throttle with a limit let through. */
export type ThrottleRow = {
  readonly policy_id: string;
  readonly scope: string;
  readonly seconds: number;
  readonly count: number;
};

/** How an agent's number of open requests changes. */
export type OpenRow = { readonly agent_id: string; readonly change: number };

export type Batch = {
  readonly now: Date;
  readonly head: Head;
  readonly actions: readonly ActionRow[];
  readonly opened: readonly (OpenedRow & StateRow)[];
  readonly changed: readonly StateRow[];
  readonly events: readonly EventRow[];
  readonly ledger: readonly LedgerRow[];
  readonly deliveries: readonly DeliveryRow[];
  readonly timers: readonly OutboxRow[];
  /** Requests whose clock no longer does anything. */
  readonly idle: readonly string[];
  readonly decided: readonly string[];
  readonly outcomes: readonly OutcomeRow[];
  readonly costs: readonly CostRow[];
  readonly replies: readonly ReplyRow[];
  readonly rates: readonly RateRow[];
  readonly throttles: readonly ThrottleRow[];
  readonly open: readonly OpenRow[];
  readonly wakes: readonly string[];
};
