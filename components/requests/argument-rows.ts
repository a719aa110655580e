/** The arguments as typed fields: every leaf of the payload with its path, its type and its value, none left out. */

export type ArgumentRow = {
  readonly path: string;
  readonly type: "text" | "number" | "boolean" | "null" | "empty list" | "empty object";
  readonly value: string;
};

const NEEDS_QUOTES = /[^A-Za-z0-9_-]/;

const childPath = (parent: string, key: string): string => {
  const name = NEEDS_QUOTES.test(key) || key === "" ? JSON.stringify(key) : key;
  return parent === "" ? name : `${parent}.${name}`;
};

export function argumentRows(value: unknown, path = ""): readonly ArgumentRow[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return [{ path, type: "empty list", value: "[]" }];
    return value.flatMap((item, index) => argumentRows(item, `${path}[${index}]`));
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value);
    if (members.length === 0) return [{ path, type: "empty object", value: "{}" }];
    return members.flatMap(([key, member]) => argumentRows(member, childPath(path, key)));
  }
  return [leaf(path, value)];
}

function leaf(path: string, value: unknown): ArgumentRow {
  if (typeof value === "string") return { path, type: "text", value };
  if (typeof value === "number") return { path, type: "number", value: String(value) };
  if (typeof value === "boolean") return { path, type: "boolean", value: String(value) };
  return { path, type: "null", value: "null" };
}
