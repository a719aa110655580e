/** What is still to happen, taken in the order of its instants; of one instant, in the order it was added. */
export class Agenda {
  private readonly entries: { readonly at: number; readonly order: number; readonly work: Work }[] = [];
  private added = 0;

  add(at: Date, work: Work): void {
    const entry = { at: at.getTime(), order: this.added++, work };
    let low = 0;
    let high = this.entries.length;
    // The latest first, so that taking the earliest moves nothing.
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.entries[middle];
      if (other && (other.at > entry.at || (other.at === entry.at && other.order > entry.order)))
        low = middle + 1;
      else high = middle;
    }
    this.entries.splice(low, 0, entry);
  }

  /** Do everything that is due before an instant, also what comes up on the way. */
  async runUntil(end: Date): Promise<void> {
    for (;;) {
      const next = this.entries.at(-1);
      if (!next || next.at >= end.getTime()) return;
      this.entries.pop();
      await next.work(new Date(next.at));
    }
  }
}

type Work = (now: Date) => Promise<void>;
