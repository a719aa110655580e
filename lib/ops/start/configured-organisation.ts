import { readFile } from "node:fs/promises";
import { ConfigDocument } from "@/lib/contract/config";
import { isDomainError } from "@/lib/contract/errors";
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
  const document = await readDocument(path, read);
  const { id: organisation, name } = document.organisation;
  await transaction(async (tx) => {
    if (!(await organisationExists(tx, organisation))) {
      await writeOrganisation(tx, { id: organisation, name }, "system");
    }
  });
  const ctx = { actor: { kind: "system" as const, organisation }, requestId: "start" };
  try {
    await applyConfig(ctx, { document, dryRun: false });
  } catch (error) {
    throw inWords(path, error);
  }
  return organisation;
}

async function readDocument(path: string, read: ReadDocument): Promise<ConfigDocument> {
  let parsed: unknown;
  try {
    parsed = await read(await readFile(path));
  } catch (error) {
    throw inWords(path, error);
  }
  const document = ConfigDocument.safeParse(parsed);
  if (document.success) return document.data;
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
