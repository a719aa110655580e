import type { z } from "zod";
import { checkArguments } from "@/lib/contract/argument-limits";
import { DomainError, type FieldError } from "@/lib/contract/errors";
import { fieldErrors } from "@/lib/contract/field-errors";
import type { JsonRefusal } from "@/lib/core/json-words";
import { BODY_LIMITS, TEXT_LIMITS } from "@/lib/core/limits-input";
import { scanJson } from "@/lib/core/strict-json";
import { placeAt } from "@/lib/core/text-place";
import { parseYaml } from "@/lib/runtime/yaml";
import { readBytes } from "./body";
import type { Endpoint } from "./endpoint";
import { located } from "./located";

/** `unknown` becomes a fact here and nowhere later: bytes, strict scan, limits, schema. */

const MAXIMUM_ERRORS = 50;

/** The value as sent (for the body's hash) and as parsed. */
export type ParsedBody = {
  readonly sent: unknown;
  readonly body: unknown;
  /** Of a document that people write by hand: what is wrong with it is said by line and column. */
  readonly source: Uint8Array | null;
};

export async function parseBody(
  row: Endpoint,
  request: Request,
  note?: (beginning: Uint8Array) => void,
): Promise<ParsedBody> {
  if (!row.body) return { sent: null, body: undefined, source: null };
  const bytes = await readBytes(request, note);
  if (bytes.length === 0) return parseNothing(row.body);
  const { body: schema } = row;
  const source = row.takesYaml ? bytes : null;
  return located(source, async () => {
    const sent = await readValue(row, request.headers.get("content-type"), bytes);
    if (row.argumentsAt !== undefined) checkMember(sent, row.argumentsAt);
    return { sent, body: parseWith(schema, sent, ""), source };
  });
}

/** No body at all is the empty object wherever that is enough. */
function parseNothing(schema: z.ZodType): ParsedBody {
  const parsed = schema.safeParse({});
  if (!parsed.success) throw new DomainError("malformed", "The body is empty.");
  return { sent: {}, body: parsed.data, source: null };
}

async function readValue(row: Endpoint, contentType: string | null, bytes: Uint8Array): Promise<unknown> {
  const media = mediaOf(contentType);
  if (media === "application/json") return readJson(bytes, row.takesYaml === true);
  if (row.takesYaml && (media === "application/yaml" || media === "text/yaml")) return parseYaml(bytes);
  const accepted = row.takesYaml ? "application/json or application/yaml" : "application/json";
  throw new DomainError("unsupported_media_type", `The body must be ${accepted} in UTF-8.`);
}

/** Null unless it is one media type whose charset, if any, is UTF-8. */
function mediaOf(contentType: string | null): string | null {
  if (contentType === "application/json") return contentType;
  if (contentType === null) return null;
  const [media = "", ...parameters] = contentType.split(";").map((part) => part.trim().toLowerCase());
  const isUtf8 = parameters.every((parameter) => {
    const [name, value = ""] = parameter.split("=", 2);
    return name !== "charset" || /^"?utf-?8"?$/.test(value);
  });
  return isUtf8 ? media : null;
}

function readJson(bytes: Uint8Array, isByHand: boolean): unknown {
  const scan = scanJson(bytes, BODY_LIMITS);
  if (scan.ok) return scan.value;
  const refusal = refused(scan.code, scan.detail, scan.path);
  if (!isByHand || refusal.code === "too_large") throw refusal;
  const place = placeAt(new TextDecoder().decode(bytes), scan.at);
  const errors = [{ path: scan.path, message: scan.detail, ...place }];
  throw new DomainError(refusal.code, refusal.detail, { ...refusal.more, errors });
}

function refused(code: JsonRefusal, detail: string, path: string): DomainError {
  const sentence = `The body has ${path === "" ? "" : `at ${path} `}a problem: ${detail}.`;
  switch (code) {
    case "malformed":
    case "bom":
    case "not_utf8":
      return new DomainError("malformed", `The body is not JSON in UTF-8: ${detail}.`);
    case "too_large":
      return new DomainError("too_large", sentence);
    case "duplicate_key":
    case "prototype_key":
    case "lone_surrogate":
    case "nul":
    case "unsafe_integer":
    case "not_finite":
    case "too_deep":
    case "too_many_nodes":
    case "key_too_long":
      return new DomainError("invalid", sentence, {
        errors: [{ path, message: detail }],
        facts: { refused: code },
      });
    default:
      return code satisfies never;
  }
}

function checkMember(sent: unknown, member: string): void {
  if (typeof sent !== "object" || sent === null || !Object.hasOwn(sent, member)) return;
  checkArguments(Reflect.get(sent, member), `/${member}`);
}

/** An empty value means "not set", as a form sends it; the same name twice could be read two ways. */
export function parseQuery(schema: z.ZodType | undefined, url: string): unknown {
  if (!schema) return undefined;
  const start = url.indexOf("?");
  const found = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(start < 0 ? "" : url.slice(start + 1))) {
    if (found.has(name)) throw invalidQuery(name, "given more than once");
    if (value.includes("\0")) throw invalidQuery(name, "the NUL character");
    if (name.length > 100) throw invalidQuery(name.slice(0, 100), "not a known name");
    found.set(name, value);
  }
  const given = Object.fromEntries([...found].filter(([, value]) => value !== ""));
  return parseWith(schema, given, "?");
}

const invalidQuery = (name: string, message: string): DomainError =>
  new DomainError("invalid", `The query is not valid: ${name}: ${message}.`, {
    errors: [{ path: `?${name}`, message }],
  });

/** Ids are ours or slugs of the configuration; anything else names nothing, whatever it is. */
export function parseParameters(found: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  for (const value of Object.values(found)) {
    if (!/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/.test(value)) {
      throw new DomainError("not_found", "There is nothing under this id.");
    }
  }
  return found;
}

export function parseIdempotencyKey(key: string | null): string | null {
  if (key === null) return null;
  const maximum = TEXT_LIMITS.idempotencyKeyCharacters;
  if (key.length <= maximum && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(key)) return key;
  const message = `must be 1 to ${maximum} printable ASCII characters`;
  throw new DomainError("invalid", `The Idempotency-Key ${message}.`, {
    errors: [{ path: "Idempotency-Key", message }],
    facts: { limit: "idempotency_key_characters", maximum },
  });
}

function parseWith(schema: z.ZodType, value: unknown, root: "" | "?"): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const found = fieldErrors(parsed.error.issues, { schema, value }).slice(0, MAXIMUM_ERRORS);
  const errors = root === "" ? found : found.map(inQuery);
  const first = errors[0];
  const where = first && first.path !== "" ? `${first.path}: ` : "";
  throw new DomainError(
    "invalid",
    `${root === "" ? "The body" : "The query"} is not valid: ${where}${first?.message}.`,
    {
      errors,
    },
  );
}

const inQuery = ({ path, message }: FieldError): FieldError => ({
  path: `?${path.slice(1).replaceAll("/", ".")}`,
  message,
});
