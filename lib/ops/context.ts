import type { Assurance, Role } from "@/lib/contract/common";

/**
 * Who is asking. The organisation comes from the credential, never from a path or a body.
 * `system` is the worker: it may page, tick and deliver; the core gives it no command that approves.
 */
export type AgentActor = {
  readonly kind: "agent";
  readonly organisation: string;
  readonly agent: string;
  readonly keyId: string;
};
export type PersonActor = {
  readonly kind: "person";
  readonly organisation: string;
  readonly person: string;
  readonly role: Role;
  readonly sessionId: string;
  readonly assurance: Assurance;
  readonly via: "web" | "slack";
};
export type OperatorActor = {
  readonly kind: "operator";
  readonly organisation: string;
  readonly keyId: string;
  /** The deployment's own token (COUNTERSIGN_OPERATOR_TOKEN): may create organisations. */
  readonly bootstrap: boolean;
};
export type SystemActor = { readonly kind: "system"; readonly organisation: string };
export type Actor = AgentActor | PersonActor | OperatorActor | SystemActor;

export type Context<A extends Actor = Actor> = { readonly actor: A; readonly requestId: string };
