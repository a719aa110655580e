import type { ConfigDocument } from "@/lib/contract/config";
import type { Context } from "../context";
import { readsEverything, snapshotInForce } from "../requests/world";

export type ConfigInForce = {
  readonly version: number;
  readonly hash: string;
  readonly document: ConfigDocument;
};

/**
 * The configuration in force, as one document; applying it again changes nothing. A member gets it without what a
 * member has no part in: agents, surfaces, policies and webhooks.
 */
export async function readConfig(ctx: Context): Promise<ConfigInForce> {
  const { version, hash, document } = await snapshotInForce(ctx.actor.organisation);
  if (readsEverything(ctx.actor)) return { version, hash, document };
  return { version, hash, document: { ...document, agents: [], surfaces: [], policies: [], webhooks: [] } };
}
