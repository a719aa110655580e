/**
 * A **grant** is the single-use permission an approval mints. The agent **claims** it once, for one digest, before it
 * lapses; while the route's undo window lasts it is `held`.
 *
 *   held ─release─▶ issued ─claim─▶ claimed ─report─▶ succeeded | failed | unknown
 *     └──────────────┴─▶ lapsed | revoked
 *
 * As with a request's deadline, a lapse is a fact of the clock: a claim at or after `expiresAt` is refused whether or
 * not anything has marked the grant lapsed.
 */
import { addSeconds } from "./escalation-route";
import type { FrozenCode } from "./freeze";

export const GRANT_SECONDS = 600;

export type OutcomeStatus = "succeeded" | "failed" | "unknown";
export type GrantStatus = "held" | "issued" | "claimed" | OutcomeStatus | "lapsed" | "revoked";

export type Grant = {
  readonly id: string;
  readonly digest: string;
  readonly status: GrantStatus;
  readonly mintedAt: Date;
  readonly heldUntilAt: Date | null;
  readonly expiresAt: Date;
  readonly constraints: Readonly<Record<string, unknown>>;
  readonly claimKey: string | null;
  readonly claimedAt: Date | null;
};

export type Reported = {
  readonly status: OutcomeStatus;
  readonly outputDigest: string | null;
  readonly costCents?: number | null;
  /** The constraints it does not say it applied, by name; left out where there were none to apply. */
  readonly unconfirmed?: readonly string[];
};

export type GrantEvent =
  | {
      readonly type: "grant_minted";
      readonly grantId: string;
      readonly digest: string;
      readonly heldUntilAt: Date | null;
      readonly expiresAt: Date;
      readonly constraints: Readonly<Record<string, unknown>>;
    }
  | { readonly type: "grant_released" }
  | { readonly type: "grant_claimed"; readonly claimKey: string | null }
  | ({ readonly type: "grant_reported" } & Reported)
  | { readonly type: "grant_lapsed" }
  | { readonly type: "grant_revoked"; readonly person: string };

export type GrantRefusal =
  | "not_approved"
  | "digest_mismatch"
  | "already_claimed"
  | "grant_held"
  | "grant_lapsed"
  | "grant_revoked"
  | FrozenCode
  | "not_claimed"
  | "already_reported";

export type GrantAnswer =
  | { readonly ok: true; readonly events: readonly GrantEvent[] }
  | { readonly ok: false; readonly refused: GrantRefusal; readonly events: readonly GrantEvent[] };

const accepted = (...events: GrantEvent[]): GrantAnswer => ({ ok: true, events });
const refused = (reason: GrantRefusal, ...events: GrantEvent[]): GrantAnswer => ({
  ok: false,
  refused: reason,
  events,
});

export function mint(
  input: {
    grantId: string;
    digest: string;
    holdSeconds: number;
    constraints: Readonly<Record<string, unknown>>;
  },
  now: Date,
): GrantEvent {
  return {
    type: "grant_minted",
    grantId: input.grantId,
    digest: input.digest,
    heldUntilAt: input.holdSeconds > 0 ? addSeconds(now, input.holdSeconds) : null,
    expiresAt: addSeconds(now, input.holdSeconds + GRANT_SECONDS),
    constraints: input.constraints,
  };
}

type Claim = {
  readonly digest: string;
  readonly claimKey: string | null;
  /** Who or what the action is of is frozen now. */
  readonly frozen?: FrozenCode | null;
};

/**
 * Claim for a digest. The same claim key gets the same answer, however often it asks; a freeze stops what has not been
 * claimed, and the lapse of a grant goes on meanwhile.
 */
export function claim(grant: Grant | null, command: Claim, now: Date): GrantAnswer {
  if (!grant) return refused("not_approved");
  if (grant.digest !== command.digest) return refused("digest_mismatch");
  switch (grant.status) {
    case "claimed":
    case "succeeded":
    case "failed":
    case "unknown":
      return grant.claimKey !== null && grant.claimKey === command.claimKey
        ? accepted()
        : refused("already_claimed");
    case "lapsed":
      return refused("grant_lapsed");
    case "revoked":
      return refused("grant_revoked");
    case "held":
    case "issued":
      return claimOpen(grant, command, now);
    default:
      return grant.status satisfies never;
  }
}

function claimOpen(grant: Grant, { claimKey, frozen }: Claim, now: Date): GrantAnswer {
  if (now.getTime() >= grant.expiresAt.getTime()) return refused("grant_lapsed", { type: "grant_lapsed" });
  if (frozen) return refused(frozen);
  if (isHeld(grant, now)) return refused("grant_held");
  const release: GrantEvent[] = grant.status === "held" ? [{ type: "grant_released" }] : [];
  return accepted(...release, { type: "grant_claimed", claimKey });
}

/** Take back what has not been claimed. What has been, or is over, stays as it is. */
export function revoke(grant: Grant | null, person: string, now: Date): readonly GrantEvent[] {
  if (grant?.status !== "held" && grant?.status !== "issued") return [];
  const isOver = now.getTime() >= grant.expiresAt.getTime();
  return [isOver ? { type: "grant_lapsed" } : { type: "grant_revoked", person }];
}

/** Report what happened. The same report again is the same answer; another one is refused. */
export function report(grant: Grant | null, command: Reported): GrantAnswer {
  if (!grant) return refused("not_claimed");
  if (grant.status === "claimed") return accepted({ type: "grant_reported", ...command });
  if (grant.status === command.status) return accepted();
  if (grant.status === "succeeded" || grant.status === "failed" || grant.status === "unknown") {
    return refused("already_reported");
  }
  return refused("not_claimed");
}

/** What the clock alone does to a grant. */
export function tickGrant(grant: Grant, now: Date): readonly GrantEvent[] {
  if (grant.status !== "held" && grant.status !== "issued") return [];
  if (now.getTime() >= grant.expiresAt.getTime()) return [{ type: "grant_lapsed" }];
  return grant.status === "held" && !isHeld(grant, now) ? [{ type: "grant_released" }] : [];
}

/** When the clock next changes it; null when it no longer does. */
export function nextGrantAt(grant: Grant): Date | null {
  if (grant.status === "held") return grant.heldUntilAt ?? grant.expiresAt;
  return grant.status === "issued" ? grant.expiresAt : null;
}

const isHeld = (grant: Grant, now: Date): boolean =>
  grant.status === "held" && grant.heldUntilAt !== null && now.getTime() < grant.heldUntilAt.getTime();

export function evolveGrant(grant: Grant | null, event: GrantEvent, at: Date): Grant | null {
  if (event.type === "grant_minted") {
    return {
      id: event.grantId,
      digest: event.digest,
      status: event.heldUntilAt ? "held" : "issued",
      mintedAt: at,
      heldUntilAt: event.heldUntilAt,
      expiresAt: event.expiresAt,
      constraints: event.constraints,
      claimKey: null,
      claimedAt: null,
    };
  }
  if (!grant) return null;
  switch (event.type) {
    case "grant_released":
      return { ...grant, status: "issued" };
    case "grant_claimed":
      return { ...grant, status: "claimed", claimKey: event.claimKey, claimedAt: at };
    case "grant_reported":
      return { ...grant, status: event.status };
    case "grant_lapsed":
      return { ...grant, status: "lapsed" };
    case "grant_revoked":
      return { ...grant, status: "revoked" };
    default:
      return event satisfies never;
  }
}
