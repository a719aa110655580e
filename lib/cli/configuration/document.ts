import { checkDocument } from "@/lib/contract/check-document";
import { ConfigDocument } from "@/lib/contract/config";
import type { ConfigProblem } from "@/lib/contract/config-plan";
import { type FieldError, isDomainError } from "@/lib/contract/errors";
import { fieldErrors } from "@/lib/contract/field-errors";
import { lint } from "@/lib/contract/lint/lint";
import { BODY_LIMITS } from "@/lib/core/limits-input";
import { scanJson } from "@/lib/core/strict-json";
import { placeAt } from "@/lib/core/text-place";
import { parseYaml, withPlaces } from "@/lib/runtime/yaml";
import type { Source } from "./source";

/** One thing to put right, where it stands. */
export type FileFinding = ConfigProblem & { readonly line?: number; readonly column?: number };

/** All that the server would find in a file, found without one. */
export async function findingsIn(source: Source, now: Date): Promise<readonly FileFinding[]> {
  const found = await read(source);
  if (!found.ok) return placed(found.errors.map(asFinding), source);
  const unsound = checkDocument(found.document);
  if (unsound.length > 0) return placed(unsound.map(asFinding), source);
  return placed(lint(found.document, now), source);
}

/** With line and column. */
export async function placed(
  problems: readonly FileFinding[],
  { bytes }: Source,
): Promise<readonly FileFinding[]> {
  const places = await withPlaces(problems, bytes);
  return problems.map((problem, index) => {
    const { line, column } = places[index] ?? {};
    return { ...problem, ...(line === undefined || column === undefined ? {} : { line, column }) };
  });
}

/** What keeps a file from being saved at all. */
export const asFinding = (error: FieldError): FileFinding => ({
  code: "invalid",
  severity: "error",
  ...error,
});

type Read =
  | { readonly ok: true; readonly document: ConfigDocument }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

async function read(source: Source): Promise<Read> {
  const value = source.isJson ? readJson(source.bytes) : await readYaml(source.bytes);
  if (!value.ok) return value;
  const parsed = ConfigDocument.safeParse(value.value);
  if (parsed.success) return { ok: true, document: parsed.data };
  return {
    ok: false,
    errors: fieldErrors(parsed.error.issues, { schema: ConfigDocument, value: value.value }),
  };
}

type Value =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

function readJson(bytes: Uint8Array): Value {
  const scan = scanJson(bytes, BODY_LIMITS);
  if (scan.ok) return scan;
  const place = placeAt(new TextDecoder().decode(bytes), scan.at);
  return { ok: false, errors: [{ path: scan.path, message: scan.detail, ...place }] };
}

async function readYaml(bytes: Uint8Array): Promise<Value> {
  try {
    return { ok: true, value: await parseYaml(bytes) };
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return { ok: false, errors: error.more.errors ?? [{ path: "", message: error.detail }] };
  }
}
