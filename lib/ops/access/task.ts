import type { TaskAnswer, TaskStatus } from "@/lib/contract/access";
import type { ActionAnswer, AgentRequest } from "@/lib/contract/actions";
import { readRequestRecord } from "@/lib/db/request-reader";
import { readAction } from "../actions/read";
import { withdraw } from "../actions/withdraw";
import type { AgentActor, Context } from "../context";
import { notFound, refusal } from "../refuse";
import { approvalId, displayOf, requestsEndpoint } from "./decision";

/** Access requests as tasks: how they stand, and taking one back. Another agent's is not there. */

type Asked = { readonly id: string };

/** With `wait` (seconds) the answer comes as soon as it is decided. Errors: not_found. */
export async function readTask(
  ctx: Context<AgentActor>,
  { id, ...how }: Asked & { readonly wait: number; readonly signal: AbortSignal },
): Promise<TaskAnswer> {
  return taskOf(await readAction(ctx, { id: await actionOf(ctx, id), ...how }));
}

/** Errors: not_found, already_decided. */
export async function cancelTask(
  ctx: Context<AgentActor>,
  { id, reason, comment }: Asked & { readonly reason?: string; readonly comment?: string },
): Promise<TaskAnswer> {
  const action = await actionOf(ctx, id);
  const { request } = await readAction(ctx, { id: action, wait: 0 });
  // Where a withdrawal may be repeated, the profile wants a task that is over to be told so.
  if (request?.status !== "pending") throw refusal("already_decided");
  const said = [reason, comment].filter((text) => text !== undefined).join(": ");
  return taskOf(await withdraw(ctx, { id: action, reason: said === "" ? null : said }));
}

async function actionOf(ctx: Context<AgentActor>, id: string): Promise<string> {
  const request = await readRequestRecord(ctx.actor.organisation, id);
  if (request?.agentId !== ctx.actor.agent) throw notFound("task");
  return request.actionId;
}

export function taskOf({ request }: ActionAnswer): TaskAnswer {
  if (!request) throw new Error("a task is a request");
  const { decision, grant } = request;
  const status = statusOf(request);
  const endpoint = `${requestsEndpoint()}/${request.id}`;
  return {
    task: {
      id: request.id,
      status,
      status_endpoint: endpoint,
      display: displayOf(request),
      links: { ticket: request.url, ...(status === "pending" ? { cancel: `${endpoint}/cancel` } : {}) },
    },
    ...(status === "approved" && decision && grant
      ? {
          result: {
            mode: "reevaluate" as const,
            approval: {
              id: approvalId(request.id),
              approved_at: decision.decided_at,
              approved_until: grant.expires_at,
            },
          },
        }
      : {}),
  };
}

/** What ended it, in the profile's words. Only an approval is `approved`. */
function statusOf({ status, decision }: AgentRequest): TaskStatus {
  if (status !== "denied") return status;
  switch (decision?.cause) {
    case "deadline":
      return "expired";
    case "withdrawn":
    case "superseded":
      return "cancelled";
    case "unroutable":
      return "failed";
    default:
      return "denied";
  }
}
