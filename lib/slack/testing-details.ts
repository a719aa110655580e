/** A request as its reader sees it, for the tests of what is said about it; every part can be another. */

import { RequestDetail, type RequestSummary } from "@/lib/contract/requests";
import { canonicalJson } from "@/lib/core/canonical-json";

export const REQUEST = "req_01JD3M8Q6W4Z9T2K7R5V0B1C3D";
export const DIGEST = `sha256:9f3a1c07${"b".repeat(56)}`;
export const URL_OF_REQUEST = `https://gate.example.test/requests/${REQUEST}`;
export const SLACK_IDS = { ana: "U0ANA", bo: "U0BOB" };

type Step = RequestDetail["steps"][number];
export const step = (index: number, people: readonly string[], more: Partial<Step> = {}): Step => ({
  index,
  at: `2026-11-20T12:${String(index * 5).padStart(2, "0")}:00.000Z`,
  fired_at: `2026-11-20T12:${String(index * 5).padStart(2, "0")}:00.000Z`,
  skipped: false,
  targets: ["team:payments"],
  people: [...people],
  deliveries: [],
  ...more,
});

type Response = RequestDetail["responses"][number];
export const answer = (person: string, more: Partial<Response> = {}): Response => ({
  id: `rsp_${person}`,
  person,
  verdict: "approve",
  reason: null,
  reason_code: null,
  via: "slack",
  assurance: "slack",
  at: "2026-11-20T12:01:00.000Z",
  dropped: false,
  ...more,
});

type Decision = NonNullable<RequestDetail["decision"]>;
export const decision = (more: Partial<Decision> = {}): Decision => ({
  outcome: "approved",
  cause: "approver",
  reason: null,
  reason_code: null,
  decided_at: "2026-11-20T12:02:00.000Z",
  decided_by: [{ person: "ana", via: "slack" }],
  seen: true,
  pages: { sent: 1, delivered: 1, acknowledged: 0 },
  retryable: false,
  constraints: {},
  ...more,
});

export const threshold = (more: object = {}) => ({
  from: ["team:payments"],
  people: ["ana", "bo"],
  approve: 1,
  deny: 1,
  level: 1,
  up_to: null,
  approvals: 0,
  denials: 0,
  ...more,
});

export const MAY = { allowed: true, reasons: [], verdicts: ["approve" as const, "deny" as const] };
export const mayNot = (code: string, message: string, verdicts: ("approve" | "deny")[] = []) => ({
  allowed: false,
  reasons: [{ code, message }],
  verdicts,
});

const ARGUMENTS = { amount_cents: 124_000, currency: "USD", customer: "cus_8812", lines: [] };
const action = (args: RequestDetail["action"]["arguments"]): RequestDetail["action"] => ({
  id: "act_01",
  digest: DIGEST,
  organisation: "acme",
  agent: "billing",
  run: null,
  surface: "payments.refund",
  tool: "refund.create",
  tool_version: null,
  arguments: args,
  on_behalf_of: "Priya N. (support)",
  created_at: "2026-11-20T12:00:00.000Z",
});

const CONTEXT: RequestDetail["context"] = {
  explanation: { title: "Refund a double charge", why: "The customer was charged twice on 18 Nov." },
  run: { id: null, task: "Answer ticket 4471", step: null, path: [] },
  facts: {},
  delegation: [],
  agent: { id: "billing", name: "Billing agent", owner: "cy" },
  surface: { id: "payments.refund", tier: "approval", reversibility: "irreversible", owner: null },
};

const RULING: RequestDetail["ruling"] = {
  verdict: "escalate",
  reason_code: "needs_approval",
  reason: "Refunds above $1,000 need a person",
  rules: ["refunds-over-1000"],
  policy_version: "sha256:1",
  retry_after_seconds: null,
  constraints: {},
  shadow: [],
};

export function detail(more: Partial<RequestDetail> = {}): RequestDetail {
  const args = more.action?.arguments ?? ARGUMENTS;
  return RequestDetail.parse({
    id: REQUEST,
    version: 3,
    status: more.decision ? more.decision.outcome : "pending",
    binding_message: "amber-fox-17",
    opened_at: "2026-11-20T12:00:00.000Z",
    deadline_at: "2026-11-20T12:21:40.000Z",
    now: "2026-11-20T12:01:00.000Z",
    url: URL_OF_REQUEST,
    title: "Billing agent wants to run refund.create for $1,240.00 on payments.refund",
    action: action(args),
    canonical_arguments: canonicalJson(args),
    context: CONTEXT,
    ruling: RULING,
    route: { id: "main", config_version: 1, deadline_seconds: 1300, hold_seconds: 0 },
    approval: {
      sentence: "one of payments",
      distinct_people: true,
      assurance: "slack",
      reason_required: false,
      sets: [{ met: false, thresholds: [threshold()] }],
    },
    steps: [step(0, ["ana"]), step(1, ["bo"], { fired_at: null })],
    responses: [],
    responders: ["ana"],
    extensions_left: 1,
    acknowledgement: null,
    questions: [],
    timeline: [],
    problems: [],
    decision: null,
    grant: null,
    outcome: null,
    precedents: { approved: 0, denied: 0, last: [] },
    people: { ana: { name: "Ana Ruiz" }, bo: { name: "Bo Lind" }, cy: { name: "Cy Young" } },
    may_respond: MAY,
    may_steer: { verbs: ["acknowledge", "reassign"], assignees: ["bo"] },
    ...more,
  });
}

/** With arguments whose canonical text is exactly this long. */
export const withArguments = (units: number, more: Partial<RequestDetail> = {}): RequestDetail =>
  detail({ canonical_arguments: `{"a":"${"x".repeat(units - 8)}"}`, ...more });

/** Everything an agent chooses is this text. */
export function written(words: string, more: Partial<RequestDetail> = {}): RequestDetail {
  const base = detail(more);
  const args = { [words]: words, note: words };
  return {
    ...base,
    title: words,
    action: { ...base.action, surface: words, tool: words, on_behalf_of: words, arguments: args },
    // As the wire carries it: what JSON cannot say, it escapes.
    canonical_arguments: JSON.stringify(args),
    context: {
      ...base.context,
      explanation: { title: words, why: words },
      run: { ...base.context.run, task: words },
      delegation: [{ agent: words }],
      agent: { ...base.context.agent, name: words },
    },
    ruling: { ...base.ruling, reason: words, rules: [words] },
    questions: [
      {
        id: "qst_1",
        text: words,
        asked_by: "ana",
        asked_at: base.opened_at,
        answer: words,
        answered_at: base.opened_at,
      },
    ],
    problems: [{ code: "unroutable", message: words }],
    people: { ana: { name: words }, bo: { name: words }, cy: { name: words } },
    ...(base.decision ? { decision: { ...base.decision, reason: words, reason_code: words } } : {}),
    ...(base.outcome ? { outcome: { ...base.outcome, error: words } } : {}),
  };
}

export function summary(more: Partial<RequestSummary> = {}): RequestSummary {
  const request = detail();
  return {
    id: request.id,
    version: request.version,
    status: "pending",
    title: request.title,
    surface: request.action.surface,
    tool: request.action.tool,
    agent: { id: "billing", name: "Billing agent" },
    route: "main",
    reversibility: "irreversible",
    tier: "approval",
    opened_at: request.opened_at,
    deadline_at: request.deadline_at,
    binding_message: request.binding_message,
    digest: DIGEST,
    responses_count: 0,
    acknowledged_by: null,
    waiting_for: ["ana"],
    problems: [],
    decision: null,
    grant_status: null,
    may_respond: true,
    ...more,
  };
}
