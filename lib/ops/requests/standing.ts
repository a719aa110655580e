import type { RequestDetail } from "@/lib/contract/requests";
import { type Freeze, stoppedBy } from "@/lib/core/freeze";
import { countDenialsInRun } from "@/lib/db/agents";
import { readFreezes } from "@/lib/db/freezes";
import { statements } from "@/lib/db/pipeline";
import type { ActionRecord, RequestRecord } from "@/lib/db/request-reader";
import { contextOf } from "../actions/action-context";
import { stoppableOf } from "../actions/stoppable";
import { freezeProblem, problemsOf } from "./detail-view";
import type { Reading } from "./world";

/** How the agent of a request stands now: what of it is frozen, and whether it takes no for an answer. */
export type Standing = { readonly freezes: readonly Freeze[]; readonly loop: RequestDetail["loop"] };

export async function readStanding(
  { organisation, current }: Reading,
  { id, agentId }: Pick<RequestRecord, "id" | "agentId">,
  { hasHistory }: { readonly hasHistory: boolean },
): Promise<Standing> {
  const limit = current.agents.get(agentId)?.limits.denialsInRun ?? Number.POSITIVE_INFINITY;
  const [freezes, denials] = await Promise.all([
    readFreezes(statements(), organisation),
    hasHistory ? countDenialsInRun(organisation, id) : 0,
  ]);
  return { freezes, loop: denials >= limit ? { denials, limit } : null };
}

/** What is wrong with a request, its agent and its surface included. */
export function problemsNow(
  { current }: Reading,
  { state }: Pick<RequestRecord, "state">,
  action: ActionRecord,
  { freezes }: Standing,
): RequestDetail["problems"] {
  const { delegation } = contextOf(action.context);
  const stopped = stoppedBy(
    freezes,
    stoppableOf(current.gate, { ...action, agent: action.agentId, delegation }),
  );
  return [...problemsOf(state), ...(stopped ? [freezeProblem(stopped, state)] : [])];
}
