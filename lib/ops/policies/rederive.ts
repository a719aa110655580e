import type { Rederivation, SinceQuery } from "@/lib/contract/replay";
import { canonicalJson } from "@/lib/core/canonical-json";
import type { RecordedAction } from "@/lib/db/action-history";
import { rulingView } from "../actions/policy-input";
import type { Context } from "../context";
import { reading, snapshotAt } from "../requests/world";
import { newWork, recordedRuling, rerule, subjectOf, walkPast, windowOf } from "./past";

const MOST_SHOWN = 100;

/** Rule on past actions again under the configuration each was ruled under, and say whether every answer is the same. */
export async function rederive(ctx: Context, query: SinceQuery): Promise<Rederivation> {
  const { organisation } = ctx.actor;
  const { now } = await reading(organisation);
  const window = windowOf(query, now);
  const work = newWork();
  const different: Rederivation["different"] = [];
  let equal = 0;
  const visit = async (action: RecordedAction): Promise<void> => {
    const snapshot = await snapshotAt(organisation, action.configVersion);
    const derived = rulingView(rerule(action, { organisation, snapshot, trial: null }, work));
    const { view, byRules } = recordedRuling(action);
    const recorded = { ...view, ...byRules };
    const fields = FIELDS.filter((field) => canonicalJson(recorded[field]) !== canonicalJson(derived[field]));
    if (fields.length === 0) equal += 1;
    else if (different.length < MOST_SHOWN)
      different.push({ ...subjectOf(action), fields, recorded, derived });
  };
  const walk = await walkPast(organisation, { ...window, limit: query.limit }, { work, visit });
  return { since: window.since.toISOString(), until: now.toISOString(), ...walk, equal, different };
}

const FIELDS = [
  ...(["verdict", "reason_code", "reason", "rules", "policy_version"] as const),
  ...(["retry_after_seconds", "constraints", "shadow"] as const),
] as const;
