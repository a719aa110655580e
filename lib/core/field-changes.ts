/**
 * What differs between two JSON values, field by field. A place is a JSON Pointer in which an item of a list is named
 * by its `id` where every item has one of its own, so that inserting one is not a change of all that follow.
 */
import { escapePointer } from "./strict-json";

export type FieldChange = {
  readonly path: string;
  readonly change: "created" | "changed" | "removed";
  /** Null where there was nothing. */
  readonly before: unknown;
  /** Null where there is nothing any more. */
  readonly after: unknown;
};

/** The changes from one value to another, in the order of the later one; what was removed comes where it stood last. */
export function fieldChanges(before: unknown, after: unknown): readonly FieldChange[] {
  const found: FieldChange[] = [];
  compare("", before, after, found);
  return found;
}

type Members = ReadonlyMap<string, unknown>;

function compare(path: string, before: unknown, after: unknown, found: FieldChange[]): void {
  const members = bothMembers(before, after);
  if (!members) {
    if (!isSame(before, after)) found.push({ path, change: "changed", before, after });
    return;
  }
  const [was, is] = members;
  for (const [key, value] of is) {
    const place = `${path}/${escapePointer(key)}`;
    const earlier = was.get(key);
    if (was.has(key)) compare(place, earlier, value, found);
    // A field set to null says no more than one left out.
    else if (value != null) found.push({ path: place, change: "created", before: null, after: value });
  }
  for (const [key, value] of was) {
    if (is.has(key) || value == null) continue;
    found.push({ path: `${path}/${escapePointer(key)}`, change: "removed", before: value, after: null });
  }
}

/** Both as named members, when they are of one kind and have some; else they are compared whole. */
function bothMembers(before: unknown, after: unknown): readonly [Members, Members] | null {
  if (Array.isArray(before) && Array.isArray(after)) {
    const byId = [identified(before), identified(after)] as const;
    if (byId[0] && byId[1] && isSameOrder(byId[0], byId[1])) return [byId[0], byId[1]];
    return areObjects(before) && areObjects(after) && before.length > 0 && after.length > 0
      ? [numbered(before), numbered(after)]
      : null;
  }
  return isObject(before) && isObject(after)
    ? [new Map(Object.entries(before)), new Map(Object.entries(after))]
    : null;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const areObjects = (items: readonly unknown[]): boolean => items.every(isObject);

const numbered = (items: readonly unknown[]): Members =>
  new Map(items.map((item, index) => [String(index), item]));

/** By id, when each has one of its own. */
function identified(items: readonly unknown[]): Members | null {
  const named = new Map<string, unknown>();
  for (const item of items) {
    const id = isObject(item) ? item.id : undefined;
    if (typeof id !== "string" || named.has(id)) return null;
    named.set(id, item);
  }
  return named;
}

/** Order matters in some lists: when those that stayed changed places, the list is compared by position. */
function isSameOrder(was: Members, is: Members): boolean {
  const stayed = [...was.keys()].filter((id) => is.has(id));
  return [...is.keys()].filter((id) => was.has(id)).every((id, index) => stayed[index] === id);
}

/** Equal whatever the order of members. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b) || (a == null && b == null)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => isSame(a[name], b[name]));
}
