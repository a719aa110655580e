import { z } from "zod";
import type { Action, ActionAnswer, Decision, Grant } from "@/lib/contract/actions";
import type { ActionRecord, RequestRecord } from "@/lib/db/request-reader";
import { config } from "@/lib/runtime/config";
import { taskOf } from "../access/task";
import { type Callback, contextOf } from "../actions/action-context";
import { answerView } from "../actions/answer-view";

/**
 * The body of a callback, as it is sent and sent again: made once, kept as text. A retry with other bytes would be
 * another message under the same id.
 */
export const CallbackMessage = z.object({
  id: z.string(),
  url: z.string(),
  body: z.string(),
  media: z.string().optional(),
});
export type CallbackMessage = z.infer<typeof CallbackMessage>;

/** CloudEvents 1.0, structured mode. */
type CloudEvent = {
  readonly specversion: "1.0";
  readonly type: "dev.countersign.request.decided";
  readonly source: string;
  readonly id: string;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly data: {
    /** Without the arguments: the digest says which they were, and a callback may pass through other hands. */
    readonly action: Pick<Action, "id" | "digest" | "run">;
    readonly request: {
      readonly id: string;
      readonly status: string;
      readonly decision: Decision;
      readonly grant: Grant | null;
    };
    readonly receipt: string | null;
    /** As the agent gave it. */
    readonly state: string | null;
  };
};

/** Null when there is nothing to call back about: no callback was asked for, or nothing is decided. */
export async function composeCallback(
  organisation: string,
  action: ActionRecord,
  request: RequestRecord,
): Promise<CallbackMessage | null> {
  const { callback } = contextOf(action.context);
  const answer = await answerView(organisation, action, request);
  const decision = answer.request?.decision;
  if (!callback || !decision) return null;
  // One decision per request, so the request names the message; receivers drop what they have seen by this id.
  const id = request.id.replace(/^req_/, "evt_");
  if (callback.profile === "authzen") return taskCallback(id, callback, answer);
  const event: CloudEvent = {
    specversion: "1.0",
    type: "dev.countersign.request.decided",
    source: config().url,
    id,
    subject: request.id,
    time: decision.decided_at,
    datacontenttype: "application/json",
    data: {
      action: { id: action.id, digest: action.digest, run: action.runId },
      request: { id: request.id, status: request.status, decision, grant: answer.request?.grant ?? null },
      receipt: answer.receipt ?? null,
      state: callback.state,
    },
  };
  return { id, url: callback.url, body: JSON.stringify(event) };
}

/** The profile's notification: the task, and no result, so that the task's own endpoint is asked for it. */
function taskCallback(
  id: string,
  { url, state, events }: Callback,
  answer: ActionAnswer,
): CallbackMessage | null {
  const { task } = taskOf(answer);
  if (events && !events.includes(task.status)) return null;
  const body = JSON.stringify({ ...(state === null ? {} : { state }), task });
  return { id, url, body, media: "application/json" };
}
