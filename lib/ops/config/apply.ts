import { ConfigDocument, type ConfigPlan } from "@/lib/contract/config";
import { DomainError } from "@/lib/contract/errors";
import { canonicalJson, sha256 } from "@/lib/core/canonical-json";
import type { Tx } from "@/lib/db/client";
import { lockOrganisation, storeConfig } from "@/lib/db/config-store";
import type { Context } from "../context";
import { notFound } from "../refuse";
import type { LedgerDraft } from "../requests/drafts";
import { transact } from "../requests/transact";
import { checkDocument } from "./check";
import { lint } from "./lint";
import { type Difference, differences, effects } from "./plan";

/** The least an organisation can be: nobody in it, and everything asks. */
export const emptyDocument = (id: string, name: string): ConfigDocument =>
  ConfigDocument.parse({ organisation: { id, name } });

export const hashOf = (document: ConfigDocument): string => sha256(canonicalJson(document));

/**
 * Replace the whole configuration, or say what that would do. A change is a new version; requests keep the version
 * they were opened under. Errors: invalid (every finding at once, with its path), forbidden (people, to anyone but an
 * admin).
 */
export async function applyConfig(
  ctx: Context,
  { document, dryRun }: { readonly document: ConfigDocument; readonly dryRun: boolean },
): Promise<ConfigPlan> {
  return changeConfig(ctx, () => document, dryRun);
}

/** Change the configuration in force: read, edit, check and store under one lock, so that no edit is lost. */
export async function changeConfig(
  ctx: Context,
  edit: (current: ConfigDocument) => ConfigDocument,
  dryRun = false,
): Promise<ConfigPlan> {
  const { organisation } = ctx.actor;
  const { changes, ...plan } = await transact(organisation, [], async ({ current, now }, _requests, tx) => {
    const locked = await lockOrganisation(tx, organisation);
    if (!locked) throw notFound("organisation");
    const document = edit(current.document);
    refuseUnsound(organisation, document);
    const changes = differences(current.document, document);
    refusePeopleToManagers(ctx, changes);
    const isChanged = hashOf(document) !== current.hash;
    const version = isChanged && !dryRun ? current.version + 1 : null;
    if (version !== null) await store(tx, { organisation, document, version, author: authorOf(ctx), now });
    const notes = version === null ? [] : changes.map((change) => note(ctx, change, document));
    return { notes, answer: () => ({ result: { version, changes, problems: [...lint(document, now)] } }) };
  });
  return {
    ...plan,
    created: changes.filter(({ change }) => change === "created").map(label),
    changed: changes.filter(({ change }) => change === "changed").map(label),
    removed: changes.filter(({ change }) => change === "removed").map(label),
    // Not under the lock: a second connection, waited for while every other one waits for us, would never come.
    open_requests: await effects(organisation, changes),
  };
}

const label = ({ noun, id }: Difference): string => `${noun}/${id}`;

/** Who people are and what they may is for admins to say: a manager could otherwise become one. */
function refusePeopleToManagers({ actor }: Context, changes: readonly Difference[]): void {
  if (actor.kind !== "person" || actor.role === "admin") return;
  if (changes.some(({ noun }) => noun === "people"))
    throw new DomainError("forbidden", "Only an admin or an operator token changes people.");
}

function refuseUnsound(organisation: string, document: ConfigDocument): void {
  const errors =
    document.organisation.id === organisation
      ? checkDocument(document)
      : [
          {
            path: "/organisation/id",
            message: `this is the configuration of ${organisation}; its id cannot change`,
          },
        ];
  if (errors.length === 0) return;
  throw new DomainError(
    "invalid",
    `The configuration has ${errors.length} finding${errors.length === 1 ? "" : "s"}; nothing was saved.`,
    {
      errors: errors.slice(0, 100),
    },
  );
}

export async function store(
  tx: Tx,
  config: { organisation: string; document: ConfigDocument; version: number; author: string; now: Date },
): Promise<void> {
  const { organisation, document, version, author, now } = config;
  await storeConfig(
    tx,
    organisation,
    { version, document, hash: hashOf(document), author, name: document.organisation.name, now },
    document.people.map(({ id, name, email, role }) => ({ id, name, email: email ?? null, role })),
  );
}

export function authorOf({ actor }: Context): string {
  switch (actor.kind) {
    case "person":
      return `person:${actor.person}`;
    case "operator":
      return `operator:${actor.keyId}`;
    case "agent":
      return `agent:${actor.agent}`;
    case "system":
      return "system";
    default:
      return actor satisfies never;
  }
}

function note(ctx: Context, { noun, id, change }: Difference, document: ConfigDocument): LedgerDraft {
  const [kind, name = ""] = authorOf(ctx).split(":");
  const found =
    noun === "organisation" ? document.organisation : document[noun].find((item) => item.id === id);
  return {
    agent_id: null,
    people: kind === "person" ? [name] : [],
    surface: null,
    action_id: null,
    request_id: null,
    verdict: null,
    reason_code: change,
    entry: {
      kind: "configuration",
      by: { kind: ctx.actor.kind, id: name || "system" },
      change,
      noun,
      id,
      version: found ? sha256(canonicalJson(found)) : null,
    },
  };
}
