/** The last so many keys and what became of them: enough to know a delivery that comes twice, and bounded. */
export type Seen<T> = {
  readonly get: (key: string) => T | undefined;
  readonly add: (key: string, value: T) => void;
  readonly forget: (key: string) => void;
};

export function lastSeen<T>(most: number): Seen<T> {
  const kept = new Map<string, T>();
  return {
    get: (key) => kept.get(key),
    add: (key, value) => {
      kept.set(key, value);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
    forget: (key) => {
      kept.delete(key);
    },
  };
}
