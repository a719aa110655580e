import type { Gate } from "@/lib/contract/gate";
import type { Stoppable } from "@/lib/core/freeze";
import { consideredSurfaces, resolveSurface } from "@/lib/core/surface";

/** Whose freeze stops an action: its agent's, its delegation chain's, and that of every surface its claim touches. */
export function stoppableOf(
  gate: Gate,
  action: {
    readonly agent: string;
    readonly delegation: readonly { readonly agent: string }[];
    readonly surface: string | null;
    readonly tool: string | null;
  },
): Stoppable {
  const considered = consideredSurfaces(resolveSurface(gate.policies.registry, action));
  const named = action.surface === null ? [] : [action.surface];
  return {
    agents: [action.agent, ...action.delegation.map(({ agent }) => agent)],
    surfaces: [...new Set([...named, ...considered.flatMap((surface) => surface?.id ?? [])])],
  };
}
