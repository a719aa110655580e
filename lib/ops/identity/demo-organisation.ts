import { firstOrganisation, hasConfigurationNote } from "@/lib/db/organisations";
import { config } from "@/lib/runtime/config";
import type { Context, SystemActor } from "../context";
import { transact } from "../requests/transact";
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
  return first !== null && (await hasConfigurationNote(first, SEEDED)) ? first : null;
}

/** Say on the ledger that this organisation was made up. */
export async function markDemo(organisation: string): Promise<void> {
  const ctx: Context<SystemActor> = { actor: { kind: "system", organisation }, requestId: "start" };
  const what = { change: "created", noun: "demo", id: organisation, version: null } as const;
  await transact(organisation, [], () => ({
    notes: [{ ...configured(ctx, what), reason_code: SEEDED }],
    answer: () => ({ result: null }),
  }));
}
