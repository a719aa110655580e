import type { ChainLink } from "@/lib/core/rule-chain";
import { highestImpact, type Reversibility } from "@/lib/core/surface";
import type { Snapshot } from "../config/snapshot";

type Delegation = readonly { readonly agent: string; readonly surface?: string | null | undefined }[];

/** The agents an action was handed on by, as far as anybody knows them. */
export const chainOf = ({ agents }: Pick<Snapshot, "agents">, delegation: Delegation): readonly ChainLink[] =>
  delegation.map(({ agent }) => {
    const known = agents.get(agent);
    return { agent, known: known ? { owner: known.owner } : null };
  });

/** The gravest of what the chain does by handing on. A surface nobody knows is as grave as can be. */
export const chainReversibility = (
  { gate }: Pick<Snapshot, "gate">,
  delegation: Delegation,
): Reversibility | null =>
  highestImpact(
    delegation.flatMap(({ surface }) =>
      surface == null ? [] : [gate.policies.registry.surfaces.get(surface)?.reversibility ?? "irreversible"],
    ),
  );
