import type { Problem } from "@/lib/contract/common";
import { hasMovedOn } from "../api";

export type FieldError = { readonly path: string; readonly message: string };

/** What is wrong at a place or inside it; null when nothing is. */
export function errorIn(errors: readonly FieldError[], place: string): string | null {
  const found = errors.filter(({ path }) => path === place || path.startsWith(`${place}/`));
  return found.length === 0 ? null : [...new Set(found.map(({ message }) => message))].join("; ");
}

/** The same of what the server refused. That somebody else saved meanwhile is no fault of any field. */
export const errorAt = (problem: Problem | null, place: string): string | null =>
  problem === null || hasMovedOn(problem) ? null : errorIn(problem.errors ?? [], place);
