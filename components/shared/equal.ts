/** Whether two JSON values say the same. Absent and null are one: configuration knows no difference. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b || (a ?? null) === (b ?? null)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => equal(Reflect.get(a, name), Reflect.get(b, name)));
}

/** The members that differ, in the order they are written. */
export const changedMembers = (before: object, after: object): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !equal(Reflect.get(before, name), Reflect.get(after, name)),
  );
