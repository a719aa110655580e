import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import { quoted } from "@/lib/core/display";
import type { ProposedAction } from "../actions";
import type { Standing } from "../answers";
import type { Countersign } from "../countersign";
import { randomId } from "../environment";
import { CountersignError } from "../errors";
import { explainError } from "../explain";

/**
 * What a model may do at the gate by itself: ask for an approval, wait, take the question back, see its questions.
 * To answer one is not among it, nor to claim an approval: a person answers, and the harness that runs the action claims.
 */

export type Asker = {
  readonly client: Countersign;
  readonly url: string;
  readonly context: Pick<ProposedAction, "facts" | "onBehalfOf">;
};

const Name = z.string().min(1).max(200);
const ActionId = z.string().min(1).max(64).describe("the action_id that request_approval gave");

const Ask = z.strictObject({
  tool: Name.describe("the tool to be run, as the gate knows it, such as refund.create"),
  arguments: z.record(z.string(), z.json()).describe("exactly what it is to be run with"),
  title: z.string().max(200).optional().describe("one line for the people who decide"),
  why: z.string().max(4000).optional().describe("why it is needed, in your own words"),
  deadline_seconds: z.int().min(1).optional().describe("ask for a shorter deadline than theirs"),
});
const Wait = z.strictObject({
  action_id: ActionId,
  seconds: z.int().min(0).max(50).default(25).describe("how long to wait for an answer"),
});
const Withdraw = z.strictObject({ action_id: ActionId, reason: z.string().min(1).max(1000) });

const READ_ONLY = { readOnlyHint: true, openWorldHint: false };

/** The questions of this session are remembered here; a session is a run. */
export function registerApprovalTools(server: McpServer, asker: Asker): void {
  const { client } = asker;
  const asked: string[] = [];
  const run = { id: `run_${randomId()}` };
  const answer = async (work: () => Promise<readonly Standing[]>) => {
    try {
      return show(await work());
    } catch (error) {
      if (!(error instanceof CountersignError)) throw error;
      const { word, sentence } = explainError(error, asker.url);
      const text = `Countersign: ${word}. ${sentence}`;
      return { content: [{ type: "text" as const, text }], isError: true };
    }
  };

  const request = {
    title: "Request an approval",
    description:
      "Asks the people on call to approve one action with exactly these arguments. It only asks: the action does not run, whatever the answer.",
    inputSchema: Ask,
  };
  server.registerTool(
    "request_approval",
    request,
    ({ tool, arguments: args, title, why, deadline_seconds }) =>
      answer(async () => {
        const explanation = { title, why };
        const action = { ...asker.context, tool, arguments: args, run, explanation };
        const standing = await client.propose({ ...action, deadlineSeconds: deadline_seconds });
        if (!asked.includes(standing.action.id)) asked.push(standing.action.id);
        return [standing];
      }),
  );

  const wait = {
    title: "Wait for an answer",
    description:
      "Waits for the people's answer and tells how the action stands. Call it again while it is pending.",
    inputSchema: Wait,
    annotations: READ_ONLY,
  };
  server.registerTool("wait_for_answer", wait, ({ action_id, seconds }) =>
    answer(async () => [await client.wait(action_id, { timeoutSeconds: seconds })]),
  );

  const withdraw = {
    title: "Withdraw a request",
    description: "Takes back a request nobody has answered yet, because the action is no longer wanted.",
    inputSchema: Withdraw,
  };
  server.registerTool("withdraw_request", withdraw, ({ action_id, reason }) =>
    answer(async () => {
      await client.withdraw(action_id, reason);
      return [await client.get(action_id)];
    }),
  );

  const mine = {
    title: "My requests",
    description: "How everything stands that was asked in this session.",
    inputSchema: z.strictObject({}),
    annotations: READ_ONLY,
  };
  server.registerTool("my_requests", mine, () =>
    answer(() => Promise.all(asked.map((id) => client.get(id)))),
  );
}

function show(standings: readonly Standing[]) {
  const text =
    standings.length === 0 ? "Nothing was asked in this session." : standings.map(sentenceOf).join("\n");
  return {
    content: [{ type: "text" as const, text }],
    structuredContent: { actions: standings.map(factsOf) },
  };
}

function sentenceOf({ action, ruling, request }: Standing): string {
  if (request === null) {
    const why = ruling.reason === "" ? "" : `: ${quoted(ruling.reason)}`;
    return `${action.id}: the gate says ${ruling.verdict} (${quoted(ruling.reasonCode)})${why}`;
  }
  if (request.status === "pending") {
    const asked = request.asked.map((name) => quoted(name)).join(", ") || "people";
    return `${action.id}: pending, asked ${asked} until ${quoted(request.deadlineAt ?? "")}`;
  }
  const reason = request.decision?.reason ? `: “${quoted(request.decision.reason)}”` : "";
  return `${action.id}: ${request.status} (${request.decision?.cause ?? "no cause"})${reason}`;
}

const factsOf = ({ action, ruling, request, decision }: Standing) => ({
  action_id: action.id,
  digest: action.digest,
  verdict: ruling.verdict,
  reason_code: ruling.reasonCode,
  status: request?.status ?? null,
  request_id: request?.id ?? null,
  binding_message: request?.bindingMessage ?? null,
  deadline_at: request?.deadlineAt ?? null,
  url: request?.url ?? null,
  cause: (request?.decision ?? decision)?.cause ?? null,
  reason: (request?.decision ?? decision)?.reason ?? null,
});
