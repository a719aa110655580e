import { z } from "zod";
import { hint } from "@/lib/core/closest";
import { escapePointer } from "@/lib/core/strict-json";
import type { FieldError } from "./errors";

/** What a schema found, in the words of problem documents: a JSON Pointer and a sentence, with the word that was meant. */
export function fieldErrors(
  issues: readonly z.core.$ZodIssue[],
  read: { readonly schema: z.ZodType; readonly value: unknown },
): readonly FieldError[] {
  return issues.slice(0, MOST_ISSUES).flatMap((issue) => errorsOf(issue, read));
}

/** Whoever has more to put right begins with these. */
const MOST_ISSUES = 100;

function errorsOf(
  issue: z.core.$ZodIssue,
  { schema, value }: { readonly schema: z.ZodType; readonly value: unknown },
): readonly FieldError[] {
  const path = pointerOf(issue.path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = knownKeys(schemaAt(schema, issue.path));
      return issue.keys.map((key) => ({
        path: `${path}/${escapePointer(key)}`,
        message: `unknown field${hint(key, known)}`,
      }));
    }
    case "invalid_value": {
      const given = valueAt(value, issue.path);
      const options = issue.values.filter((option) => typeof option === "string");
      return [{ path, message: issue.message + (typeof given === "string" ? hint(given, options) : "") }];
    }
    default:
      return [{ path, message: issue.message }];
  }
}

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${escapePointer(String(part))}`).join("");

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (found, part) =>
      typeof found === "object" && found !== null && Object.hasOwn(found, part)
        ? Reflect.get(found, part)
        : undefined,
    value,
  );

/** The schema of a place, as far as schemas say; a hint is all it is for. */
function schemaAt(schema: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((found, part) => {
    const inner = bare(found);
    if (inner instanceof z.ZodObject) return inner.shape[String(part)];
    return inner instanceof z.ZodArray ? inner.element : undefined;
  }, schema);
}

/** Without the wrappers that say what may be left out. */
function bare(schema: unknown): unknown {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  )
    return bare(schema.def.innerType);
  return schema;
}

function knownKeys(schema: unknown): readonly string[] {
  const inner = bare(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}
