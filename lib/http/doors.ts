import type { AgentActor, Context, OperatorActor, PersonActor } from "@/lib/ops/context";
import type { IdempotencyClaim } from "./endpoint";

/** What the life of a call needs from the house besides the verbs: who a credential belongs to, and kept answers. */

export type Caller = AgentActor | PersonActor | OperatorActor;

export type StoredReply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};

export type Doors = {
  /** Null for a key nobody has; throws `key_revoked` for one that was taken back. */
  readonly authenticateKey: (secret: string) => Promise<AgentActor | OperatorActor | null>;
  /** The person behind a session cookie; null when the cookie or its session is not, or no longer, valid. */
  readonly authenticateCookie: (cookie: string) => Promise<PersonActor | null>;
  readonly runIdempotent: (
    ctx: Context,
    claim: IdempotencyClaim & { readonly endpoint: string },
    run: () => Promise<StoredReply>,
  ) => Promise<StoredReply & { readonly replayed: boolean }>;
};
