import { firstOrganisation, hasConfigurationNote } from "@/lib/db/organisations";
import { config } from "@/lib/runtime/config";
import type { Context, SystemActor } from "../context";
import type { LedgerDraft } from "../requests/drafts";
import { configured } from "./administrator";

/**
 * The organisation whose people anybody may become with one click. The setting alone does not make one: it must have
 * been seeded as a demo, and its ledger says so. A real organisation never opens because a setting was left out.
 */
const SEEDED = "demo_seeded";

/** Null outside the demo. */
export async function demoOrganisation(): Promise<string | null> {
  if (!config().demo) return null;
  const first = await firstOrganisation();
  return first !== null && (await isDemo(first)) ? first : null;
}

export const isDemo = (organisation: string): Promise<boolean> => hasConfigurationNote(organisation, SEEDED);

/** Says on the ledger that this organisation was made up: its first entry. */
export function demoNote(organisation: string): LedgerDraft {
  const ctx: Context<SystemActor> = { actor: { kind: "system", organisation }, requestId: "start" };
  const what = { change: "created", noun: "demo", id: organisation, version: null } as const;
  return { ...configured(ctx, what), reason_code: SEEDED };
}
