/** Counting and ordering, nothing else. */

export const percentile = (values: readonly number[], share: number): number => {
  const ordered = [...values].sort((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(ordered.length * share))] ?? Number.NaN;
};

/** Runs `work` from `workers` loops for `seconds` and answers how many a second finished. */
export async function throughput(
  workers: number,
  seconds: number,
  work: (index: number) => Promise<unknown>,
): Promise<number> {
  const startAt = performance.now();
  const endAt = startAt + seconds * 1000;
  let index = 0;
  let done = 0;
  await Promise.all(
    Array.from({ length: workers }, async () => {
      while (performance.now() < endAt) {
        await work(index++);
        done++;
      }
    }),
  );
  return done / ((performance.now() - startAt) / 1000);
}

export type Row = {
  readonly what: string;
  readonly measured: string;
  readonly aim: string;
  readonly met: boolean;
};

export function printTable(rows: readonly Row[]): void {
  const width = Math.max(...rows.map(({ what }) => what.length));
  const middle = Math.max(...rows.map(({ measured }) => measured.length));
  for (const { what, measured, aim, met } of rows) {
    console.log(`${met ? "ok  " : "MISS"}  ${what.padEnd(width)}  ${measured.padEnd(middle)}  aim ${aim}`);
  }
}
