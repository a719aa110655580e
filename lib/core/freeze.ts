import { type Finding, finding, LEAD } from "./finding";

/**
 * A **freeze** stops an agent or a surface at once: nothing it proposes is allowed or asked about, and nothing that was
 * approved is claimed, until somebody **thaws** it. To **kill** is to freeze and to end what is under way: pending
 * requests are withdrawn, unclaimed grants revoked.
 *
 * An action is stopped by a freeze of its agent, of any agent in its delegation chain, and of every surface it touches.
 */
export type FreezeKind = "agent" | "surface";

export type Freeze = {
  readonly kind: FreezeKind;
  /** Of the agent or the surface. */
  readonly id: string;
  readonly reason: string;
  /** `person:<id>` or `operator:<key>`. */
  readonly by: string;
  readonly at: Date;
};

export type FrozenCode = "agent_frozen" | "surface_frozen";

/** What an action is stopped by: the agent that acts comes before those it acts for. */
export type Stoppable = { readonly agents: readonly string[]; readonly surfaces: readonly string[] };

/** The freeze that stops the action, the agent's own before its chain's, an agent's before a surface's; null: none. */
export function stoppedBy(freezes: readonly Freeze[], { agents, surfaces }: Stoppable): Freeze | null {
  const named = [
    ...agents.map((id) => ({ kind: "agent", id })),
    ...surfaces.map((id) => ({ kind: "surface", id })),
  ];
  for (const { kind, id } of named) {
    const freeze = freezes.find((one) => one.kind === kind && one.id === id);
    if (freeze) return freeze;
  }
  return null;
}

export const frozenCode = ({ kind }: Pick<Freeze, "kind">): FrozenCode => `${kind}_frozen`;

/** What a freeze says of a proposal. The words of whoever froze it are for people, and stay out of the agent's answer. */
export const freezeFinding = (freeze: Freeze): Finding =>
  finding(
    "block",
    frozenCode(freeze),
    `The ${freeze.kind} ${freeze.id} is frozen: nothing it does runs until it is thawed.`,
    LEAD.registry,
  );
