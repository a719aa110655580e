import { ARGUMENT_LIMITS } from "@/lib/core/limits-input";
import { scanJson } from "@/lib/core/strict-json";

/** JSON as somebody types it, read as strictly as the gate reads an agent's. */

export type JsonObject = Readonly<Record<string, unknown>>;
export type ReadJson =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly message: string };

/** Nothing at all is an object with nothing in it. */
export function readJsonObject(text: string): ReadJson {
  if (text.trim() === "") return { ok: true, value: {} };
  const scanned = scanJson(text, ARGUMENT_LIMITS);
  if (!scanned.ok) return { ok: false, message: `${placeOf(text, scanned.at)}: ${scanned.detail}.` };
  const { value } = scanned;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { ok: false, message: "It must be an object: { … }." };
  return { ok: true, value: Object.fromEntries(Object.entries(value)) };
}

function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split("\n");
  return `Line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
