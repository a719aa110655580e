import {
  ActionAnswer,
  AnswerInput,
  ClaimAnswer,
  ClaimInput,
  OutcomeAnswer,
  OutcomeInput,
  ProposeInput,
  WaitQuery,
  WithdrawInput,
} from "@/lib/contract/actions";
import { answerQuestion } from "@/lib/ops/actions/answer";
import { claim } from "@/lib/ops/actions/claim";
import { propose } from "@/lib/ops/actions/propose";
import { readAction } from "@/lib/ops/actions/read";
import { report } from "@/lib/ops/actions/report";
import { withdraw } from "@/lib/ops/actions/withdraw";
import { type Endpoint, endpoint, ok } from "./endpoint";

/** What agents call. An operator token may look; only the agent itself acts. */
export const actions: readonly Endpoint[] = [
  endpoint({
    method: "POST",
    path: "/api/v1/actions",
    summary: "Propose an action; 200 is a ruling, 202 a request that waits for people",
    principals: ["agent"],
    body: ProposeInput,
    argumentsAt: "arguments",
    answers: { 200: ActionAnswer, 202: ActionAnswer },
    idempotency: "verb",
    verb: async ({ ctx, body, idempotency }) => {
      const { status, body: answer, replayed } = await propose(ctx, { input: body, idempotency });
      return { status, body: answer, isReplay: replayed };
    },
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/actions/{id}",
    summary: "Read an action, waiting up to `wait` seconds for its decision",
    principals: ["agent", "operator"],
    query: WaitQuery,
    answers: { 200: ActionAnswer },
    verb: async ({ ctx, params, query, wait }) =>
      ok(await wait((signal) => readAction(ctx, { id: params.id, wait: query.wait, signal }))),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/actions/{id}/claim",
    summary: "Claim the approval, once, for exactly this digest",
    principals: ["agent"],
    body: ClaimInput,
    argumentsAt: "arguments",
    answers: { 200: ClaimAnswer },
    idempotency: "stored",
    verb: async ({ ctx, params, body }) => ok(await claim(ctx, { ...body, id: params.id })),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/actions/{id}/outcome",
    summary: "Report what happened",
    principals: ["agent"],
    body: OutcomeInput,
    answers: { 200: OutcomeAnswer },
    idempotency: "stored",
    verb: async ({ ctx, params, body }) => ok(await report(ctx, { ...body, id: params.id })),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/actions/{id}/withdraw",
    summary: "Withdraw a pending request",
    principals: ["agent"],
    body: WithdrawInput,
    answers: { 200: ActionAnswer },
    idempotency: "stored",
    verb: async ({ ctx, params, body }) => ok(await withdraw(ctx, { ...body, id: params.id })),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/actions/{id}/answers",
    summary: "Answer a question a person asked",
    principals: ["agent"],
    body: AnswerInput,
    answers: { 200: ActionAnswer },
    idempotency: "stored",
    verb: async ({ ctx, params, body }) => ok(await answerQuestion(ctx, { ...body, id: params.id })),
  }),
];
