import type { Recorded } from "@/lib/core/condition-reads";
import type { RecordedFacts } from "@/lib/core/rule";
import type { AskedOf, RecordedPast } from "@/lib/db/intake-history";

/** What the record says of each proposal of a batch, with what earlier ones of the same batch have added to it. */
export class BatchRecord {
  private readonly filed: (AskedOf & { readonly isBlocked: boolean; readonly isOpened: boolean })[] = [];

  constructor(
    private readonly reads: ReadonlySet<Recorded>,
    private readonly past: RecordedPast,
  ) {}

  /** Undefined where no rule reads any of it. */
  of(asked: AskedOf, place: number): RecordedFacts | undefined {
    if (this.reads.size === 0) return undefined;
    const own = this.filed.filter(({ agent }) => agent === asked.agent);
    return {
      ...(this.reads.has("counters") ? { counters: this.counters() } : {}),
      ...(this.reads.has("history") ? { history: this.history(asked, place, own) } : {}),
      ...(this.reads.has("denials") ? { denials: this.denials(asked, place, own) } : {}),
    };
  }

  note(filed: AskedOf & { readonly isBlocked: boolean; readonly isOpened: boolean }): void {
    if (this.reads.size > 0) this.filed.push(filed);
  }

  private counters(): NonNullable<RecordedFacts["counters"]> {
    const { actions_hour, actions_day, pending } = this.past.counters ?? NO_COUNTERS;
    const more = this.filed.length;
    return {
      actions_hour: actions_hour + more,
      actions_day: actions_day + more,
      pending: pending + this.filed.filter(({ isOpened }) => isOpened).length,
    };
  }

  private history(
    { tool, surface, run }: AskedOf,
    place: number,
    own: BatchRecord["filed"],
  ): NonNullable<RecordedFacts["history"]> {
    const past = this.past.of[place]?.history ?? NO_HISTORY;
    const same = own.filter((one) => (tool === null ? one.surface === surface : one.tool === tool)).length;
    return {
      ...past,
      actions_hour: past.actions_hour + own.length,
      actions_day: past.actions_day + own.length,
      tool_hour: past.tool_hour + same,
      tool_day: past.tool_day + same,
      run_actions: past.run_actions + own.filter((one) => run !== null && one.run === run).length,
      blocked_day: past.blocked_day + own.filter(({ isBlocked }) => isBlocked).length,
    };
  }

  private denials(
    { run }: AskedOf,
    place: number,
    own: BatchRecord["filed"],
  ): NonNullable<RecordedFacts["denials"]> {
    const fresh = own
      .filter((one) => one.isBlocked && run !== null && one.run === run)
      .map(({ tool, surface }) => ({ tool, surface, cause: "blocked" }));
    return [...fresh.reverse(), ...(this.past.of[place]?.denials ?? [])];
  }
}

/** Nothing happened before: what is rehearsed is the rules, not the rush. */
const NO_COUNTERS = { actions_hour: 0, actions_day: 0, pending: 0 };
const NO_HISTORY = {
  ...{ actions_hour: 0, actions_day: 0, tool_hour: 0, tool_day: 0, run_actions: 0 },
  ...{ blocked_day: 0, denied_day: 0, approved_day: 0, failed_day: 0 },
};
