import { ConfigDocument } from "@/lib/contract/config";
import type { FieldError } from "@/lib/contract/errors";
import { surfaceOf } from "@/lib/contract/gate";
import { NOUNS } from "@/lib/contract/nouns";
import type { ReplayDocument, ReplayReport, ReplayVerdict, SinceQuery } from "@/lib/contract/replay";
import type { RecordedAction } from "@/lib/db/action-history";
import { contextOf } from "../actions/action-context";
import { faultsOf, refuseFaults } from "../config/apply";
import { compileSnapshot, type Snapshot } from "../config/snapshot";
import type { Context } from "../context";
import { reading } from "../requests/world";
import {
  newWork,
  recordedRuling,
  rerule,
  subjectOf,
  type Under,
  type Work,
  walkPast,
  windowOf,
} from "./past";
import { Tally } from "./tally";

/**
 * Rule on past actions under another configuration, and say what would come out differently than under the one in
 * force; nothing is changed. Rules with a start count as started, as they will. Errors: invalid (as when it is saved).
 */
export async function replay(
  ctx: Context,
  { document, ...query }: SinceQuery & { readonly document: ReplayDocument },
): Promise<ReplayReport> {
  const { organisation } = ctx.actor;
  const { current, now } = await reading(organisation);
  const candidate = candidateOf(organisation, current, document);
  const window = windowOf(query, now);
  const work = newWork();
  const tally = new Tally();
  const inForce: Under = {
    ...{ organisation, snapshot: current },
    trial: { inForce: null, startedBy: now.getTime() },
  };
  const proposed: Under = {
    ...{ organisation, snapshot: candidate },
    trial: { inForce: null, startedBy: Number.POSITIVE_INFINITY },
  };
  const visit = (action: RecordedAction): void => {
    const before = answerUnder(action, inForce, work);
    const after = answerUnder(action, proposed, work);
    const recorded = recordedRuling(action).byRules.verdict;
    tally.add({ ...subjectOf(action), before, after, recorded });
  };
  const walk = await walkPast(organisation, { ...window, limit: query.limit }, { work, visit });
  return { since: window.since.toISOString(), until: now.toISOString(), ...walk, ...tally.report() };
}

type Answer = ReplayReport["examples"][number]["before"];

function answerUnder(action: RecordedAction, under: Under, work: Work): Answer {
  const { gate } = under.snapshot;
  const claimed = contextOf(action.context).gate;
  const surface = surfaceOf(gate, { surface: claimed ? claimed.claimed : action.surface, tool: action.tool });
  const misfits = surface ? (gate.schemas.get(surface.id)?.validate(action.arguments) ?? []) : [];
  if (misfits.length > 0) return REFUSED;
  const { verdict, reasonCode, rules } = rerule(action, under, work);
  return { verdict, reason_code: reasonCode, rules: [...rules] };
}

const REFUSED: Answer = {
  verdict: "refused" satisfies ReplayVerdict,
  reason_code: "schema_mismatch",
  rules: [],
};

/** The document as it would be saved, compiled. */
function candidateOf(organisation: string, current: Snapshot, given: ReplayDocument): Snapshot {
  const document = merged(current.document, given);
  const faults = faultsOf(organisation, document);
  refuseFaults(given.organisation ? faults : faults.map((fault) => inFile(fault, document, given)));
  return compileSnapshot(document, { ...current, schedules: current.directory.schedules });
}

function merged(current: ConfigDocument, given: ReplayDocument): ConfigDocument {
  if (given.organisation) return ConfigDocument.parse(given);
  const items = NOUNS.map((noun) => {
    const own = new Map<string, unknown>(given[noun].map((item) => [item.id, item]));
    const kept = current[noun].map((item) => own.get(item.id) ?? item);
    const known = new Set(current[noun].map(({ id }) => id));
    return [noun, [...kept, ...given[noun].filter(({ id }) => !known.has(id))]] as const;
  });
  return ConfigDocument.parse({ ...current, ...Object.fromEntries(items) });
}

/** Where a fault of the merged document stands in what was sent; what is not in there has no place. */
function inFile(fault: FieldError, document: ConfigDocument, given: ReplayDocument): FieldError {
  const [, name, position, ...rest] = fault.path.split("/");
  const noun = NOUNS.find((known) => known === name);
  const id = noun && document[noun][Number(position)]?.id;
  const index = noun ? given[noun].findIndex((item) => item.id === id) : -1;
  if (index < 0) return { path: "", message: `${fault.path.slice(1)}: ${fault.message}` };
  return { path: [`/${noun}/${index}`, ...rest].join("/"), message: fault.message };
}
