import { DomainError } from "@/lib/contract/errors";
import { authorOf } from "../config/apply";
import type { Context } from "../context";
import type { LedgerDraft } from "../requests/drafts";
import { transact } from "../requests/transact";
import { readsEverything } from "../requests/world";

/** Entries of the ledger that concern people and keys, and who may cause them. */

type Entry = LedgerDraft["entry"];
type Configured = Pick<Extract<Entry, { kind: "configuration" }>, "change" | "noun" | "id" | "version">;

export const configured = (ctx: Context, what: Configured): LedgerDraft =>
  draft(ctx, what.change, { kind: "configuration", by: authorIn(ctx), ...what });

function draft(ctx: Context, reasonCode: string, entry: Entry): LedgerDraft {
  const { actor } = ctx;
  return {
    agent_id: null,
    people: actor.kind === "person" ? [actor.person] : [],
    surface: null,
    action_id: null,
    request_id: null,
    verdict: null,
    reason_code: reasonCode,
    entry,
  };
}

function authorIn(ctx: Context): Extract<Entry, { kind: "configuration" }>["by"] {
  const [, id = "system"] = authorOf(ctx).split(":");
  return { kind: ctx.actor.kind, id };
}

/**
 * Keys are an admin's or an operator's; what makes somebody that person (`people`) is an admin's alone. Anybody else is
 * refused, and the refusal is on the ledger. Errors: forbidden.
 */
export async function demandAdministrator(
  ctx: Context,
  verb: string,
  id: string | null,
  of: "keys" | "people" = "keys",
): Promise<void> {
  const { actor } = ctx;
  const isAdmin = actor.kind === "person" && actor.role === "admin";
  // The house itself sets up the first organisation and the demo.
  if (isAdmin || actor.kind === "system" || (actor.kind === "operator" && of === "keys")) return;
  const refused: Entry = { kind: "refusal", by: authorIn(ctx), verb, id, reasonCode: "forbidden" };
  await transact(actor.organisation, [], () => ({
    notes: [draft(ctx, "forbidden", refused)],
    answer: () => ({ result: null }),
  }));
  const whose = of === "keys" ? "an admin or an operator token" : "an admin who is signed in";
  throw new DomainError("forbidden", `Only ${whose} may do this.`);
}

/** Looking at keys is for everyone who reads everything. Errors: forbidden. */
export function demandReader(ctx: Context): void {
  if (readsEverything(ctx.actor)) return;
  throw new DomainError("forbidden", "Only managers, auditors, admins and operator tokens may see keys.");
}
