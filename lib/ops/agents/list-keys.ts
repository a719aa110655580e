import type { KeyView } from "@/lib/contract/people";
import { readAgentKeys } from "@/lib/db/agents";
import type { Context } from "../context";
import { demandReader } from "../identity/administrator";
import { keyView } from "../identity/key-changes";
import { notFound } from "../refuse";
import { snapshotInForce } from "../requests/world";

/** The keys of one agent, also those that have ended. Errors: forbidden, not_found (no such agent). */
export async function listAgentKeys(
  ctx: Context,
  { agent }: { readonly agent: string },
): Promise<{ readonly keys: KeyView[] }> {
  demandReader(ctx);
  const { organisation } = ctx.actor;
  const keys = await readAgentKeys(organisation, [agent]);
  if (keys.length === 0 && !(await snapshotInForce(organisation)).agents.has(agent)) throw notFound("agent");
  return { keys: keys.map(keyView) };
}
