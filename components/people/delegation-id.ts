/** An id for the time from which somebody is away: `bo-2026-12-24`, and `bo-2026-12-24-2` where that is taken. */
export function delegationId(
  person: string,
  start: string,
  known: readonly { readonly id: string }[],
): string {
  const taken = new Set(known.map(({ id }) => id));
  const base = `${person.slice(0, 45)}-${start.slice(0, 10)}`;
  for (let count = 1; ; count++) {
    const id = count === 1 ? base : `${base}-${count}`;
    if (!taken.has(id)) return id;
  }
}
