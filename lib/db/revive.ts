/**
 * Instants in JSON columns. By our naming every instant ends in `At` (or is `at`), so a key says what its text means.
 */
export function reviveInstants<T>(value: unknown): T {
  return revive(value, "") as T; // safe because the column was written from T by this house alone
}

function revive(value: unknown, key: string): unknown {
  if (typeof value === "string") return key === "at" || key.endsWith("At") ? new Date(value) : value;
  if (Array.isArray(value)) return value.map((item) => revive(item, ""));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === "constraints" ? inner : revive(inner, name),
    ]),
  );
}
