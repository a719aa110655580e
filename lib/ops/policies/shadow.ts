import { ReplayVerdict, type ShadowReport, type SinceQuery } from "@/lib/contract/replay";
import { countShadow } from "@/lib/db/action-history";
import { readNow } from "@/lib/db/request-reader";
import type { Context } from "../context";
import { windowOf } from "./past";

/** What policies in shadow said beside those in force, by policy and surface. */
export async function readShadow(ctx: Context, query: Pick<SinceQuery, "since">): Promise<ShadowReport> {
  const now = await readNow();
  const { since } = windowOf(query, now);
  const policies = new Map<string, ShadowReport["policies"][number]>();
  for (const row of await countShadow(ctx.actor.organisation, since)) {
    const { policy, surface, count } = row;
    const key = JSON.stringify([policy, surface]);
    const entry = policies.get(key) ?? { policy, surface, held: 0, differing: 0, changes: [], examples: [] };
    policies.set(key, entry);
    entry.held += count;
    if (row.before === row.after) continue;
    entry.differing += count;
    const [before, after] = [ReplayVerdict.parse(row.before), ReplayVerdict.parse(row.after)];
    entry.changes.push({ before, after, count });
    const examples = row.examples.map(({ at, ...example }) => ({
      ...{ ...example, surface },
      at: new Date(at).toISOString(),
    }));
    entry.examples.push(...examples.slice(0, 5 - entry.examples.length));
  }
  return { since: since.toISOString(), until: now.toISOString(), policies: [...policies.values()] };
}
