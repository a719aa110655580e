import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { ConfigDocument } from "@/lib/contract/config";
import { isDomainError } from "@/lib/contract/errors";
import { sha256 } from "@/lib/core/canonical-json";
import { transaction } from "@/lib/db/client";
import { organisationExists } from "@/lib/db/config-store";
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
  const { document, hash } = await readDocument(path, read);
  const { id: organisation, name } = document.organisation;
  await transaction(async (tx) => {
    if (!(await organisationExists(tx, organisation))) {
      await writeOrganisation(tx, { id: organisation, name }, "system");
    }
  });
  const ctx = { actor: { kind: "system" as const, organisation }, requestId: "start" };
  try {
    await applyConfig(ctx, { document, origin: { kind: "file", name: basename(path), hash } });
  } catch (error) {
    throw inWords(path, error);
  }
  return organisation;
}

async function readDocument(
  path: string,
  read: ReadDocument,
): Promise<{ readonly document: ConfigDocument; readonly hash: string }> {
  let parsed: unknown;
  let hash: string;
  try {
    const bytes = await readFile(path);
    hash = sha256(bytes);
    parsed = await read(bytes);
  } catch (error) {
    throw inWords(path, error);
  }
  const document = ConfigDocument.safeParse(parsed);
  if (document.success) return { document: document.data, hash };
  throw trouble(
    path,
    document.error.issues.map((issue) => `/${issue.path.join("/")}: ${issue.message}`),
  );
}

function inWords(path: string, error: unknown): unknown {
  if (isDomainError(error)) {
    const findings = (error.more.errors ?? []).map((finding) => `${finding.path}: ${finding.message}`);
    return trouble(path, [error.detail, ...findings], error);
  }
  const isOfTheFile = error instanceof Error && "syscall" in error && "code" in error;
  return isOfTheFile ? trouble(path, [`it cannot be read (${error.code})`], error) : error;
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
