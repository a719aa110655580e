import {
  AccessDecision,
  AccessMetadata,
  AccessRequestInput,
  CancelInput,
  EvaluationInput,
  EvaluationsAnswer,
  EvaluationsInput,
  TaskAnswer,
} from "@/lib/contract/access";
import { WaitQuery } from "@/lib/contract/actions";
import { evaluate } from "@/lib/ops/access/evaluate";
import { evaluateAll } from "@/lib/ops/access/evaluate-all";
import { submitAccessRequest } from "@/lib/ops/access/submit";
import { cancelTask, readTask } from "@/lib/ops/access/task";
import { config } from "@/lib/runtime/config";
import { type Answer, type Dialect, type Endpoint, endpoint, ok } from "./endpoint";

/** The gate for enforcement points that speak AuthZEN (docs/authzen.md): the same verbs under the standard's words. */

const EVALUATIONS: Dialect = { statuses: { invalid: 400, schema_mismatch: 400 }, types: {} };

const urn = (name: string): string => `urn:openid:authzen:access-request:error:${name}`;
const TASKS: Dialect = {
  statuses: { ...EVALUATIONS.statuses, idempotency_key_reused: 409 },
  types: {
    not_requestable: urn("not_requestable"),
    expired_denial: urn("expired_denial"),
    invalid_denial_binding: urn("invalid_denial_binding"),
    idempotency_key_reused: urn("duplicate_request"),
    not_found: urn("unknown_task"),
    already_decided: urn("invalid_task_state"),
  },
};

/** `wait` is ours, and so are the words for a wrong one. */
const READING: Dialect = { ...TASKS, statuses: {} };

/** A poller who is told nothing asks all the time. */
const POLL_SECONDS = "2";

export const access: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/.well-known/authzen-configuration",
    summary: "What this policy decision point can do",
    principals: ["anyone"],
    answers: { 200: AccessMetadata },
    verb: async () => ok(metadata(config().url)),
  }),
  endpoint({
    method: "POST",
    path: "/access/v1/evaluation",
    summary: "AuthZEN evaluation: the decision is true for `allow`, and once for what was approved",
    principals: ["agent"],
    dialect: EVALUATIONS,
    body: EvaluationInput,
    answers: { 200: AccessDecision },
    idempotency: "verb",
    verb: async ({ ctx, body, idempotency }) => {
      const { body: decision, replayed } = await evaluate(ctx, { evaluation: body, idempotency });
      return { status: 200, body: decision, isReplay: replayed };
    },
  }),
  endpoint({
    method: "POST",
    path: "/access/v1/evaluations",
    summary: "Several AuthZEN evaluations; one that cannot be read is denied alone",
    principals: ["agent"],
    dialect: EVALUATIONS,
    body: EvaluationsInput,
    answers: { 200: EvaluationsAnswer },
    idempotency: "verb",
    verb: async ({ ctx, body, idempotency }) => ok(await evaluateAll(ctx, { input: body, idempotency })),
  }),
  endpoint({
    method: "POST",
    path: "/access/v1/requests",
    summary: "The task of a denial that a person can resolve; 201 when it is resolved already",
    principals: ["agent"],
    dialect: TASKS,
    body: AccessRequestInput,
    answers: { 201: TaskAnswer, 202: TaskAnswer },
    idempotency: "stored",
    verb: async ({ ctx, body }) => submitted(await submitAccessRequest(ctx, body)),
  }),
  endpoint({
    method: "GET",
    path: "/access/v1/requests/{id}",
    summary: "How the task stands, waiting up to `wait` seconds for its end",
    principals: ["agent"],
    dialect: READING,
    query: WaitQuery,
    answers: { 200: TaskAnswer },
    verb: async ({ ctx, params, query, wait }) => {
      const task = await wait((signal) => readTask(ctx, { id: params.id, wait: query.wait, signal }));
      return { ...ok(task), headers: pollIn(task) };
    },
  }),
  endpoint({
    method: "POST",
    path: "/access/v1/requests/{id}/cancel",
    summary: "Take the request back",
    principals: ["agent"],
    dialect: TASKS,
    body: CancelInput,
    answers: { 200: TaskAnswer },
    idempotency: "stored",
    verb: async ({ ctx, params, body }) => ok(await cancelTask(ctx, { ...body, id: params.id })),
  }),
];

const metadata = (url: string) => ({
  policy_decision_point: url,
  access_evaluation_endpoint: `${url}/access/v1/evaluation`,
  access_evaluations_endpoint: `${url}/access/v1/evaluations`,
  access_request_endpoint: `${url}/access/v1/requests`,
  capabilities: ["urn:openid:authzen:capability:access-request"],
});

function submitted(answer: TaskAnswer): Answer {
  const isOver = answer.task.status !== "pending";
  const headers = { Location: answer.task.status_endpoint, ...pollIn(answer) };
  return { status: isOver ? 201 : 202, body: answer, headers };
}

const pollIn = ({ task }: TaskAnswer): Readonly<Record<string, string>> =>
  task.status === "pending" ? { "Retry-After": POLL_SECONDS } : {};
