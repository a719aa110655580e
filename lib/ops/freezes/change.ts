import { DomainError } from "@/lib/contract/errors";
import type { FreezeView } from "@/lib/contract/freezes";
import { sha256 } from "@/lib/core/canonical-json";
import type { Freeze, FreezeKind } from "@/lib/core/freeze";
import { authorOf } from "../config/apply";
import type { Snapshot } from "../config/snapshot";
import type { Context } from "../context";
import { notFound } from "../refuse";
import type { LedgerDraft } from "../requests/drafts";

/** What freezing, killing and thawing have in common: who may, what is meant, and what the ledger says of it. */

export type Frozen = { readonly kind: FreezeKind; readonly id: string };

/** Managers, admins and operator tokens, whichever way they came. Errors: forbidden. */
export function demandManager({ actor }: Context): void {
  const isManager = actor.kind === "person" && (actor.role === "manager" || actor.role === "admin");
  if (isManager || actor.kind === "operator") return;
  throw new DomainError("forbidden", "Only managers, admins and operator tokens freeze and thaw.");
}

/** Errors: not_found. What is frozen and has been removed from the configuration can still be thawed. */
export function demandKnown({ agents, document }: Snapshot, { kind, id }: Frozen): void {
  const isKnown = kind === "agent" ? agents.has(id) : document.surfaces.some((surface) => surface.id === id);
  if (!isKnown) throw notFound(kind);
}

export function note(
  ctx: Context,
  kind: "freeze" | "kill" | "thaw",
  { kind: subject, id }: Frozen,
  reason: string | null,
): LedgerDraft {
  const { actor } = ctx;
  const [, name = "system"] = authorOf(ctx).split(":");
  return {
    agent_id: subject === "agent" ? id : null,
    people: actor.kind === "person" ? [actor.person] : [],
    surface: subject === "surface" ? id : null,
    action_id: null,
    request_id: null,
    verdict: null,
    reason_code: `${subject}_${PAST[kind]}`,
    entry: {
      kind,
      by: { kind: actor.kind, id: name },
      subject,
      id,
      reasonDigest: reason === null ? null : sha256(reason),
    },
  };
}

const PAST = { freeze: "frozen", kill: "killed", thaw: "thawed" } as const;

export const freezeView = (freeze: Freeze): FreezeView => ({ ...freeze, at: freeze.at.toISOString() });
