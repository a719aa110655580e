/**
 * The numbers in an action's arguments that somebody's authority has a limit for, by dotted path: `amount_cents`,
 * `order.total_cents`. What is not there, or is not a finite number, is left out: a limit on it is then not kept.
 */
export function amountsIn(
  argumentsOf: Readonly<Record<string, unknown>>,
  paths: readonly string[],
): Readonly<Record<string, number>> {
  const found = paths.flatMap((path) => {
    const value = valueAt(argumentsOf, path);
    return typeof value === "number" && Number.isFinite(value) ? [[path, value] as const] : [];
  });
  return Object.fromEntries(found);
}

/** The member of that very name first: a key may itself have dots. Undefined where there is none. */
export function valueAt(value: unknown, path: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  if (Object.hasOwn(value, path)) return Reflect.get(value, path);
  const dot = path.indexOf(".");
  if (dot < 0) return undefined;
  const name = path.slice(0, dot);
  return Object.hasOwn(value, name) ? valueAt(Reflect.get(value, name), path.slice(dot + 1)) : undefined;
}
