import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { ConfigDocument } from "@/lib/contract/config";
import { type FieldError, isDomainError } from "@/lib/contract/errors";
import { fieldErrors } from "@/lib/contract/field-errors";
import { sha256 } from "@/lib/core/canonical-json";
import { transaction } from "@/lib/db/client";
import { organisationExists } from "@/lib/db/config-store";
import { withPlaces } from "@/lib/runtime/yaml";
import { applyConfig } from "../config/apply";
import { writeOrganisation } from "../organisations/create";
import { BootError } from "./boot-error";

/** Reads YAML or JSON strictly; http keeps the reader, because only there it meets strangers' bytes. */
export type ReadDocument = (bytes: Uint8Array) => Promise<unknown>;

/**
 * COUNTERSIGN_CONFIG: the organisation it names exists and is configured as it says, from every start on. What people
 * changed meanwhile is overruled, as a new version that says so. A document that cannot be applied stops the start,
 * because a gate that runs under other rules than its file is worse than one that does not run.
 */
export async function applyConfigFile(path: string, read: ReadDocument): Promise<string> {
  const bytes = await readBytes(path);
  const document = await readDocument(path, bytes, read);
  const { id: organisation, name } = document.organisation;
  await transaction(async (tx) => {
    if (!(await organisationExists(tx, organisation))) {
      await writeOrganisation(tx, { id: organisation, name }, "system");
    }
  });
  const ctx = { actor: { kind: "system" as const, organisation }, requestId: "start" };
  try {
    await applyConfig(ctx, { document, origin: { kind: "file", name: basename(path), hash: sha256(bytes) } });
  } catch (error) {
    throw await inWords(path, error, bytes);
  }
  return organisation;
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const isOfTheFile = error instanceof Error && "syscall" in error && "code" in error;
    throw isOfTheFile ? trouble(path, [`it cannot be read (${error.code})`], error) : error;
  }
}

async function readDocument(path: string, bytes: Uint8Array, read: ReadDocument): Promise<ConfigDocument> {
  let value: unknown;
  try {
    value = await read(bytes);
  } catch (error) {
    throw await inWords(path, error, bytes);
  }
  const document = ConfigDocument.safeParse(value);
  if (document.success) return document.data;
  const errors = fieldErrors(document.error.issues, { schema: ConfigDocument, value });
  throw trouble(path, await inLines(errors, bytes));
}

async function inWords(path: string, error: unknown, bytes: Uint8Array): Promise<unknown> {
  if (!isDomainError(error)) return error;
  return trouble(path, [error.detail, ...(await inLines(error.more.errors ?? [], bytes))], error);
}

async function inLines(errors: readonly FieldError[], bytes: Uint8Array): Promise<readonly string[]> {
  const placed = await withPlaces(errors.slice(0, MOST_SHOWN), bytes);
  return placed.map(
    ({ path, message, line, column }) => `${path}: ${message} (line ${line}, column ${column})`,
  );
}

const MOST_SHOWN = 20;

const trouble = (path: string, reasons: readonly string[], cause?: unknown): BootError =>
  new BootError(
    `COUNTERSIGN_CONFIG ${path} was not applied:\n${reasons
      .slice(0, MOST_SHOWN)
      .map((reason) => `  - ${reason}`)
      .join("\n")}`,
    { cause },
  );
