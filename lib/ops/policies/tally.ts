import type { ReplayReport, VerdictChange } from "@/lib/contract/replay";

type Example = ReplayReport["examples"][number];

/** Enough to see what kind of action it is. */
const EXAMPLES_OF_A_KIND = 3;
const MOST_EXAMPLES = 60;

type Counted = { actions: number; changed: number; readonly changes: Map<string, VerdictChange> };

/** Counts what comes out differently, surface by surface, and keeps the first few of each kind. */
export class Tally {
  private readonly surfaces = new Map<string | null, Counted>();
  private readonly examples: Example[] = [];

  add(example: Example): void {
    const { surface, before, after } = example;
    const counted = this.surfaces.get(surface) ?? { actions: 0, changed: 0, changes: new Map() };
    this.surfaces.set(surface, counted);
    counted.actions += 1;
    if (before.verdict === after.verdict) return;
    counted.changed += 1;
    const kind = `${before.verdict} ${after.verdict}`;
    const change = counted.changes.get(kind) ?? { before: before.verdict, after: after.verdict, count: 0 };
    counted.changes.set(kind, { ...change, count: change.count + 1 });
    if (change.count < EXAMPLES_OF_A_KIND && this.examples.length < MOST_EXAMPLES)
      this.examples.push(example);
  }

  report(): Pick<ReplayReport, "changed" | "surfaces" | "examples"> {
    const surfaces = [...this.surfaces]
      .map(([surface, { actions, changed, changes }]) => ({
        ...{ surface, actions, changed },
        changes: [...changes.values()].sort((left, right) => right.count - left.count),
      }))
      .sort(
        (left, right) =>
          right.changed - left.changed || (left.surface ?? "").localeCompare(right.surface ?? ""),
      );
    const changed = surfaces.reduce((sum, one) => sum + one.changed, 0);
    return { changed, surfaces, examples: this.examples };
  }
}
