/** Spans of time, `[start, end)` in epoch milliseconds, that say something while they hold. */

export type Range = { readonly start: number; readonly end: number };
export type Span<T> = Range & { readonly value: T };

export function clip<T>(span: Span<T>, range: Range): Span<T> {
  return { start: Math.max(span.start, range.start), end: Math.min(span.end, range.end), value: span.value };
}

/** Whether two spans share an instant; an empty span shares none. */
export function overlaps(one: Range, other: Range): boolean {
  return Math.max(one.start, other.start) < Math.min(one.end, other.end);
}

/** Walks through spans: `values` hold from the instant moved to until just before `next`. */
export type Sweep<T> = {
  /** In the order in which the spans were given. */
  readonly values: readonly T[];
  readonly next: number;
  /** Only ever forwards. */
  moveTo(at: number): void;
};

export function sweep<T>(spans: readonly Span<T>[]): Sweep<T> {
  const coming = spans.map((span, order) => ({ span, order })).sort((a, b) => a.span.start - b.span.start);
  let position = 0;
  let holding: typeof coming = [];
  let values: readonly T[] = [];
  let next = Number.NEGATIVE_INFINITY;

  function moveTo(at: number): void {
    if (at < next) return;
    holding = holding.filter(({ span }) => at < span.end);
    let upcoming = coming[position];
    while (upcoming !== undefined && upcoming.span.start <= at) {
      if (at < upcoming.span.end) holding.push(upcoming);
      position += 1;
      upcoming = coming[position];
    }
    if (holding.length > 1) holding.sort((a, b) => a.order - b.order);
    values = holding.map(({ span }) => span.value);
    next = upcoming?.span.start ?? Number.POSITIVE_INFINITY;
    for (const { span } of holding) next = Math.min(next, span.end);
  }

  return {
    get values() {
      return values;
    },
    get next() {
      return next;
    },
    moveTo,
  };
}
