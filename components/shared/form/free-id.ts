const ID_CHARACTERS = 63;

/** The wanted id, or with a number after it where that is taken: `payments-2`. */
export function freeId(wanted: string, known: readonly { readonly id: string }[]): string {
  const taken = new Set(known.map(({ id }) => id));
  const cut = (suffix: string) => `${wanted.slice(0, ID_CHARACTERS - suffix.length)}${suffix}`;
  // `/routes/new` is where a route is written, and so for every other noun.
  for (let count = 1; ; count++) {
    const id = cut(count === 1 ? "" : `-${count}`);
    if (!taken.has(id) && id !== "new") return id;
  }
}
