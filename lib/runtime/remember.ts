/**
 * One instance per process. Next evaluates server modules in several bundles, so module scope is not one place;
 * globalThis is.
 */
export function remember<T>(name: string, make: () => T): T {
  const store = globalThis as unknown as Record<symbol, unknown>; // safe because the symbol is ours alone
  const key = Symbol.for(`countersign.${name}`);
  if (!(key in store)) store[key] = make();
  return store[key] as T; // safe because only this function writes the key
}

export function forget(name: string): void {
  const store = globalThis as unknown as Record<symbol, unknown>; // safe because the symbol is ours alone
  delete store[Symbol.for(`countersign.${name}`)];
}
