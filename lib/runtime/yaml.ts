import { createRequire } from "node:module";
import { DomainError, type FieldError } from "@/lib/contract/errors";
import { sha256 } from "@/lib/core/canonical-json";
import { BODY_LIMITS } from "@/lib/core/limits-input";
import { scanJson } from "@/lib/core/strict-json";
import { placeAt } from "@/lib/core/text-place";
import { inThread } from "./in-thread";
import { findPlaces, type Places, type PlacesTask } from "./yaml-places";
import { readYaml, type YamlTask, type YamlText } from "./yaml-worker";

export { stringify as renderYaml } from "yaml";

/**
 * `countersign.yaml` as a value, under the same strictness as JSON: what YAML says is written as JSON and read again by
 * the strict scanner. It is read on a thread of its own: 20,000 keys cost the parser five seconds, and nesting can end
 * the process inside a regular expression (both measured), so neither may happen where the gate answers.
 */

const PATIENCE_MS = 10_000;
const yamlPath = createRequire(import.meta.url).resolve("yaml");

/** One thread at a time: whoever may send configuration may still not take every processor. */
let turn: Promise<unknown> = Promise.resolve();

/** What is planned is applied next: the same bytes again, and reading them is most of the work. */
let lastRead: { readonly hash: string; readonly json: string } | null = null;

export async function parseYaml(bytes: Uint8Array): Promise<unknown> {
  if (bytes.length > BODY_LIMITS.bytes) throw new DomainError("too_large", "The document is too large.");
  const source = decode(bytes);
  const hash = sha256(bytes);
  const json = lastRead?.hash === hash ? lastRead.json : await asJson(source);
  lastRead = { hash, json };
  const scan = scanJson(json, BODY_LIMITS);
  if (scan.ok) return scan.value;
  throw new DomainError(
    "invalid",
    `The document has a problem at ${scan.path || "its root"}: ${scan.detail}.`,
    {
      errors: [{ path: scan.path, message: scan.detail }],
    },
  );
}

async function asJson(source: string): Promise<string> {
  const task: YamlTask = { text: source, maximumDepth: BODY_LIMITS.depth, yamlPath };
  const text = await inTurn<YamlText>(readYaml, task, (detail) => ({ ok: false, code: "invalid", detail }));
  if (!text.ok) throw refusal(source, text);
  return text.json;
}

function refusal(source: string, { code, detail, at }: Extract<YamlText, { ok: false }>): DomainError {
  if (at === undefined) return new DomainError(code, detail);
  return new DomainError(code, detail, {
    errors: [{ path: "", message: detail, ...placeAt(source, at) }],
  });
}

/**
 * The same findings with the line and column of what they name, in the YAML or JSON they were found in. A text that
 * cannot be read leaves them as they are.
 */
export async function withPlaces(
  errors: readonly FieldError[],
  bytes: Uint8Array,
): Promise<readonly FieldError[]> {
  const source = decode(bytes);
  const isUnplaced = ({ path, line }: FieldError) => line === undefined && !path.startsWith("?");
  const pointers = errors.filter(isUnplaced).map(({ path }) => path);
  if (pointers.length === 0) return errors;
  const task: PlacesTask = { text: source, yamlPath, pointers };
  const found = await inTurn<Places | null>(findPlaces, task, () => null);
  if (!found) return errors;
  const offsets = new Map(pointers.map((pointer, index) => [pointer, found[index] ?? 0]));
  return errors.map((error) =>
    isUnplaced(error) ? { ...error, ...placeAt(source, offsets.get(error.path) ?? 0) } : error,
  );
}

/** The program's source is run on a thread; a text that is too much for it ends in `onFailure`. */
function inTurn<T>(
  program: () => void,
  task: YamlTask | PlacesTask,
  onFailure: (detail: string) => T,
): Promise<T> {
  const reading = turn.then(async () => {
    const read = await inThread<T>(program, task, PATIENCE_MS);
    if (read.ok) return read.value;
    return onFailure(
      read.why === "late"
        ? "The YAML takes too long to read; send JSON instead."
        : "The YAML cannot be read.",
    );
  });
  turn = reading;
  return reading;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new DomainError("malformed", "The body is not UTF-8.");
  }
}
