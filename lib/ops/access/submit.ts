import type { AccessRequestInput, TaskAnswer } from "@/lib/contract/access";
import { DomainError } from "@/lib/contract/errors";
import { writeActionContext } from "@/lib/db/action-callback";
import {
  type ActionRecord,
  type RequestRecord,
  readActionRecord,
  readRequestOfAction,
} from "@/lib/db/request-reader";
import { type Callback, contextOf } from "../actions/action-context";
import { prepare } from "../actions/intake-facts";
import { checkCallback } from "../actions/propose";
import { readAction } from "../actions/read";
import type { AgentActor, Context } from "../context";
import { transact } from "../requests/transact";
import { reading } from "../requests/world";
import { proposalFrom } from "./proposal";
import { taskOf } from "./task";

/**
 * Submit an access request. The evaluation has already opened it, so this gives its task, once it is sure that it is
 * the same action, and notes whom to call back. Errors: invalid_denial_binding, not_requestable, expired_denial,
 * conflict (another callback was given before), and those of an evaluation.
 */
export async function submitAccessRequest(
  ctx: Context<AgentActor>,
  input: AccessRequestInput,
): Promise<TaskAnswer> {
  const { actor } = ctx;
  const { callback, denial } = input;
  if (callback) checkCallback(callback.endpoint, "/callback/endpoint");
  const { proposal } = proposalFrom(actor, input);
  const action = await readActionRecord(actor.organisation, denial.evaluation_id);
  const moment = { ...(await reading(actor.organisation)), pinned: new Map() };
  const asked = prepare(moment, { input: proposal, actor, idempotency: null, supersedes: null });
  if (action?.agentId !== actor.agent || action.digest !== asked.digest) throw unbound();
  const request = await readRequestOfAction(actor.organisation, action.id);
  if (!request) throw new DomainError("not_requestable", "That evaluation was not for a person to decide.");
  if (moment.now.getTime() >= request.state.deadlineAt.getTime())
    throw new DomainError("expired_denial", "The request of that evaluation had to be answered by now.");
  if (callback) {
    const { endpoint, state = null, events = null } = callback;
    await noteCallback(actor.organisation, { action, request }, { url: endpoint, state, events });
  }
  return taskOf(await readAction(ctx, { id: action.id, wait: 0 }));
}

const unbound = (): DomainError =>
  new DomainError(
    "invalid_denial_binding",
    "denial.evaluation_id is not of an evaluation of this subject, action, resource and run by this agent.",
  );

type Wanted = Pick<Callback, "url" | "state" | "events">;

/** Under the request's lock: a decision either sees the callback or has been made, and then the task says so. */
async function noteCallback(
  organisation: string,
  { action, request }: { readonly action: ActionRecord; readonly request: RequestRecord },
  wanted: Wanted,
): Promise<void> {
  await transact(organisation, [request.id], async (_moment, [locked], tx) => {
    const now = await readActionRecord(organisation, action.id, tx);
    const context = contextOf((now ?? action).context);
    const callback: Callback = { ...wanted, profile: "authzen" };
    if (context.callback && JSON.stringify(context.callback) !== JSON.stringify(callback))
      throw new DomainError("conflict", "Another callback was given for this request before.");
    if (locked?.state.status === "pending" && !context.callback)
      await writeActionContext(tx, organisation, action.id, { ...context, callback });
    return { answer: () => ({ result: null }) };
  });
}
