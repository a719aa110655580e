import { surfaceOf } from "@/lib/contract/gate";
import type { SinceQuery, SurfaceRegistry } from "@/lib/contract/replay";
import { zoneOf } from "@/lib/core/zoned-time";
import { countTools } from "@/lib/db/action-history";
import type { Context } from "../context";
import { reading } from "../requests/world";
import { windowOf } from "./past";

/** More different tools than anybody registers by hand. */
const MOST_TOOLS = 5_000;
const MOST_UNREGISTERED = 200;

/** Every surface with who answers for it and by when it is looked at again, and what agents use that is on none. */
export async function readRegistry(ctx: Context, query: Pick<SinceQuery, "since">): Promise<SurfaceRegistry> {
  const { organisation } = ctx.actor;
  const { current, now } = await reading(organisation);
  const { since } = windowOf(query, now);
  const used = await countTools(organisation, since, MOST_TOOLS);
  const today = new Date(zoneOf(current.document.organisation.time_zone).wallAt(now.getTime()))
    .toISOString()
    .slice(0, 10);
  const uses = new Map<string, { actions: number; lastAt: Date }>();
  const unregistered: SurfaceRegistry["unregistered"] = [];
  for (const { surface, claimed, tool, actions, agents, lastAt } of used) {
    const covered = surfaceOf(current.gate, { surface: claimed ?? (tool === null ? surface : null), tool });
    if (covered) {
      const known = uses.get(covered.id) ?? { actions: 0, lastAt };
      uses.set(covered.id, { actions: known.actions + actions, lastAt: later(lastAt, known.lastAt) });
    } else if (unregistered.length < MOST_UNREGISTERED) {
      const last_action_at = lastAt.toISOString();
      unregistered.push({ surface: claimed, tool, actions, agents: [...agents].sort(), last_action_at });
    }
  }
  const surfaces = current.document.surfaces.map(({ id, owner, data_class, review_by }) => ({
    id,
    owner: owner ?? null,
    data_class: data_class ?? null,
    review_by: review_by ?? null,
    actions: uses.get(id)?.actions ?? 0,
    last_action_at: uses.get(id)?.lastAt.toISOString() ?? null,
    unowned: owner == null,
    overdue: review_by != null && review_by < today,
  }));
  return { since: since.toISOString(), today, surfaces, unregistered };
}

const later = (one: Date, other: Date): Date => (one.getTime() > other.getTime() ? one : other);
