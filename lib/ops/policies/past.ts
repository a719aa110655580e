import { Ruling as RulingView } from "@/lib/contract/actions";
import type { SinceQuery } from "@/lib/contract/replay";
import { durationSeconds } from "@/lib/contract/to-core";
import { EVALUATION_UNITS, newMeter } from "@/lib/core/condition-values";
import type { Trial } from "@/lib/core/rule";
import { ruleInChain } from "@/lib/core/rule-chain";
import type { Ruling } from "@/lib/core/ruling";
import { type ActionCursor, type RecordedAction, readActionsSince } from "@/lib/db/action-history";
import { contextOf, type RuledByPolicies } from "../actions/action-context";
import { chainOf, chainReversibility } from "../actions/chain";
import { inputFor } from "../actions/policy-input";
import type { Snapshot } from "../config/snapshot";
import { usesThen } from "./uses-then";

/** Actions that were ruled on, ruled on again. The rules alone: what limits and denial memory said is not asked anew. */

const PAGE = 250;

/** Of work, over all actions; about twenty seconds. A file that asks for more is answered as far as it got. */
const REPLAY_UNITS = 400 * EVALUATION_UNITS;
/** After this much, others have their turn. */
const TURN_UNITS = EVALUATION_UNITS;
/** What a ruling costs whatever its rules ask. */
const RULING_UNITS = 200;

export type Work = { units: number; turn: number };

export const newWork = (): Work => ({ units: REPLAY_UNITS, turn: TURN_UNITS });

export type Walk = { readonly actions: number; readonly complete: boolean };

/** The latest first, until there are no more, or `limit` were seen, or the work is used up. */
export async function walkPast(
  organisation: string,
  { since, until, limit }: { readonly since: Date; readonly until: Date; readonly limit: number },
  { work, visit }: { readonly work: Work; readonly visit: (action: RecordedAction) => Promise<void> | void },
): Promise<Walk> {
  let before: ActionCursor = { createdAt: until, id: AFTER_EVERY_ID };
  for (let actions = 0; ; ) {
    // One more than is wanted tells whether there are more.
    const size = Math.min(PAGE, limit - actions + 1);
    const page = await readActionsSince(organisation, { since, before, limit: size });
    for (const action of page) {
      if (actions >= limit || work.units <= 0) return { actions, complete: false };
      await visit(action);
      actions += 1;
      if (work.turn <= 0) await nextTurn(work);
    }
    const last = page.at(-1);
    if (!last || page.length < size) return { actions, complete: true };
    before = last;
  }
}

const AFTER_EVERY_ID = "\uffff";

async function nextTurn(work: Work): Promise<void> {
  work.turn = TURN_UNITS;
  await new Promise(setImmediate);
}

export type Under = {
  readonly organisation: string;
  readonly snapshot: Pick<Snapshot, "gate" | "agents" | "document">;
  readonly trial: Trial | null;
};

/** What the rules say of a recorded action, at its instant, with what the record knew then. */
export function rerule(action: RecordedAction, { organisation, snapshot, trial }: Under, work: Work): Ruling {
  const context = contextOf(action.context);
  const input = inputFor(
    { organisation, now: action.createdAt, current: snapshot },
    {
      agent: action.agentId,
      surface: context.gate ? context.gate.claimed : action.surface,
      tool: action.tool,
      toolVersion: action.toolVersion,
      args: action.arguments,
      facts: context.facts,
      run: {
        id: action.runId,
        task: context.run.task,
        step: context.run.step,
        path: context.run.path.map(({ tool, at, summary, source }) => ({
          tool,
          ...(at === null ? {} : { at }),
          ...(summary === null ? {} : { summary }),
          ...(source === undefined ? {} : { source }),
        })),
      },
      onBehalfOf: action.onBehalfOf,
      delegation: context.delegation,
      chainReversibility: chainReversibility(snapshot, context.delegation),
      uses: usesThen(action),
      ...(context.gate?.recorded ? { recorded: context.gate.recorded } : {}),
    },
  );
  const meter = newMeter();
  const chain = chainOf(snapshot, context.delegation);
  const ruling = ruleInChain(snapshot.gate.policies, input, chain, { meter, trial });
  const spent = EVALUATION_UNITS - meter.units + RULING_UNITS;
  work.units -= spent;
  work.turn -= spent;
  return ruling;
}

/** What was answered then, and what the rules alone had said. */
export function recordedRuling(action: RecordedAction): {
  readonly view: RulingView;
  readonly byRules: RuledByPolicies;
} {
  const view = RulingView.parse(action.ruling);
  return { view, byRules: contextOf(action.context).gate?.overruled ?? view };
}

export const windowOf = ({ since }: Pick<SinceQuery, "since">, now: Date) => ({
  since: new Date(Math.max(0, now.getTime() - durationSeconds(since) * 1000)),
  // What is recorded in this very millisecond is of the past as well.
  until: new Date(now.getTime() + 1),
});

export const subjectOf = ({ id, createdAt, agentId, surface, tool }: RecordedAction) => ({
  action: id,
  at: createdAt.toISOString(),
  agent: agentId,
  ...{ surface, tool },
});
