import type { ConfigDocument } from "@/lib/contract/config";
import type { ConfigPlan } from "@/lib/contract/config-plan";
import { NOUNS, type Noun } from "@/lib/contract/nouns";
import { canonicalJson } from "@/lib/core/canonical-json";
import type { ConfigSummary } from "@/lib/core/config-history";

/** What a new document would create, change and remove. */
export type Difference = {
  readonly noun: Noun | "organisation";
  readonly id: string;
  readonly change: "created" | "changed" | "removed";
};

export function differences(before: ConfigDocument, after: ConfigDocument): readonly Difference[] {
  const organisation: readonly Difference[] =
    canonicalJson(before.organisation) === canonicalJson(after.organisation)
      ? []
      : [{ noun: "organisation", id: after.organisation.id, change: "changed" }];
  return [...organisation, ...NOUNS.flatMap((noun) => differencesIn(noun, before, after))];
}

function differencesIn(noun: Noun, before: ConfigDocument, after: ConfigDocument): readonly Difference[] {
  const was = new Map(before[noun].map((item) => [item.id, canonicalJson(item)]));
  const is = new Map(after[noun].map((item) => [item.id, canonicalJson(item)]));
  const found: Difference[] = [];
  for (const [id, text] of is) {
    const earlier = was.get(id);
    if (earlier === undefined) found.push({ noun, id, change: "created" });
    else if (earlier !== text) found.push({ noun, id, change: "changed" });
  }
  for (const id of was.keys()) if (!is.has(id)) found.push({ noun, id, change: "removed" });
  return found;
}

/** As a plan names them: `people/ana`. */
export function labelled(changes: readonly Difference[]): Pick<ConfigPlan, Difference["change"]> {
  const of = (kind: Difference["change"]) =>
    changes.filter(({ change }) => change === kind).map(({ noun, id }) => `${noun}/${id}`);
  return { created: of("created"), changed: of("changed"), removed: of("removed") };
}

export function summaryOf(changes: readonly Difference[]): ConfigSummary {
  const { created, changed, removed } = labelled(changes);
  return { created: created.length, changed: changed.length, removed: removed.length };
}
