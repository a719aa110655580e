import type { JsonLimits } from "@/lib/core/limits-input";
import { scanJson } from "@/lib/core/strict-json";
import { placeAt } from "@/lib/core/text-place";

/** JSON as somebody types it in a field, read as strictly as the server reads what it is sent. */

export type JsonObject = Readonly<Record<string, unknown>>;
export type ReadJson =
  /** Null where nothing was typed. */
  { readonly ok: true; readonly value: JsonObject | null } | { readonly ok: false; readonly message: string };

export function readJsonObject(text: string, limits: JsonLimits): ReadJson {
  if (text.trim() === "") return { ok: true, value: null };
  const scanned = scanJson(text, limits);
  if (!scanned.ok) {
    const { line, column } = placeAt(text, scanned.at);
    return { ok: false, message: `Line ${line}, column ${column}: ${scanned.detail}.` };
  }
  const { value } = scanned;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { ok: false, message: "It must be an object: { … }." };
  return { ok: true, value: Object.fromEntries(Object.entries(value)) };
}
