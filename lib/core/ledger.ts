import type { Verdict as Answer, Cause, Decider, Via } from "./approval-request";
import type { CostAlert, CostSpan } from "./cost";
import type { FreezeKind } from "./freeze";
import type { OutcomeStatus } from "./grant";

/**
 * The **ledger**: one append-only chain per organisation of what the gate ruled, what people answered and what became
 * of it. An entry is a fact somebody may have to prove later; its payload, in canonical form, is what a **receipt**
 * signs. The payload's frame (`v organisation seq prev at kind seed`) is ours and the same for every kind; beside it
 * stands the entry's own fields under their wire names. What is unknown is null, so that one
 * fact has one spelling; only on whose behalf somebody answered stands where it was for another, and not at all elsewhere.
 *
 * The **seed word** says what a decision was worth: PERMIT, DENY when a person said no, SILENCE when nobody answered.
 * All but PERMIT refuse dispatch. A withdrawn or superseded request is none of the three: nobody was left to ask.
 */

export type Seed = "PERMIT" | "DENY" | "SILENCE";

/** What was asked: enough to recognise the action without its arguments, which the digest stands for. */
type Subject = {
  readonly action: string;
  readonly digest: string;
  readonly agent: string;
  readonly run: string | null;
  readonly surface: string | null;
  readonly tool: string | null;
};

type OfRequest = { readonly request: string; readonly action: string; readonly digest: string };
type OfGrant = OfRequest & { readonly grant: string };
/** Of an action nobody was asked about: a sandbox's. */
type OfUnasked = Omit<OfGrant, "request" | "grant"> & { readonly request: null; readonly grant: null };
type Actor = { readonly kind: "person" | "agent" | "operator" | "system"; readonly id: string };
type Bounds = Readonly<Record<string, unknown>>;

export type LedgerEntry =
  | (Subject & {
      readonly kind: "ruling";
      readonly verdict: "allow" | "throttle" | "sandbox" | "escalate" | "block";
      readonly reasonCode: string;
      readonly rules: readonly string[];
      readonly policyVersion: string;
      readonly constraints: Bounds;
      /** The request it opened or joined. */
      readonly request: string | null;
    })
  | (Subject & {
      readonly kind: "opened";
      readonly request: string;
      readonly route: string;
      readonly routeVersion: string;
      readonly policyVersion: string;
      readonly bindingMessage: string;
      readonly deadlineAt: Date;
      readonly unroutable: boolean;
    })
  | (OfRequest & {
      readonly kind: "page";
      readonly page: string;
      readonly person: string;
      readonly channel: string;
      readonly step: number | null;
      readonly status: string;
    })
  | (OfRequest & {
      readonly kind: "response";
      readonly response: string;
      readonly person: string;
      /** Whose authority they used, where it was lent to them. */
      readonly onBehalfOf?: string;
      readonly verdict: Answer;
      /** `sha256:` of the words given: free text stays out of what is kept for ever. */
      readonly reasonDigest: string | null;
      readonly reasonCode: string | null;
      readonly via: Via;
      readonly assurance: string;
      /** Digest of what the screen showed when they answered; null where the channel cannot say. */
      readonly shown: string | null;
    })
  | (OfRequest & {
      readonly kind: "decision";
      readonly outcome: "approved" | "denied";
      readonly cause: Cause;
      readonly reasonDigest: string | null;
      readonly reasonCode: string | null;
      readonly decidedAt: Date;
      readonly decidedBy: readonly Decider[];
      /** People whose approval no longer counted when it was decided. */
      readonly dropped: readonly string[];
      readonly routeVersion: string;
      readonly policyVersion: string;
      readonly constraints: Bounds;
      readonly grant: string | null;
      readonly grantExpiresAt: Date | null;
    })
  | (OfGrant & { readonly kind: "claim"; readonly agent: string; readonly claimKey: string | null })
  | ((OfGrant | OfUnasked) & {
      readonly kind: "outcome";
      readonly status: OutcomeStatus;
      readonly outputDigest: string | null;
      readonly costCents: number | null;
      /** The constraints the harness did not say it applied; absent where there were none to apply. */
      readonly unconfirmed?: readonly string[];
    })
  | (OfGrant & { readonly kind: "lapse" })
  | (OfGrant & { readonly kind: "revocation"; readonly person: string })
  /** Somebody was put on the request by hand; with `released` in the place of whoever did it. */
  | (OfRequest & {
      readonly kind: "assignment";
      readonly by: string;
      readonly person: string;
      readonly released: boolean;
    })
  /** From here on it is judged and paged by another route. */
  | (OfRequest & {
      readonly kind: "reroute";
      readonly by: string;
      readonly fromRouteVersion: string;
      readonly routeVersion: string;
      readonly unroutable: boolean;
    })
  | (OfRequest & {
      readonly kind: "extension";
      /** Null: the route, so that a page leaves time to answer. */
      readonly by: string | null;
      readonly seconds: number;
      readonly deadlineAt: Date;
    })
  | (OfRequest & { readonly kind: "withdrawal"; readonly by: Actor; readonly reasonDigest: string | null })
  | {
      readonly kind: "configuration";
      readonly by: Actor;
      readonly change: "created" | "changed" | "removed";
      readonly noun: string;
      readonly id: string;
      /** `sha256:` of the version it became; null when removed. */
      readonly version: string | null;
    }
  /** What an agent spent crossed a line: an envelope, or what is usual for it. In cents. */
  | {
      readonly kind: "budget";
      readonly agent: string;
      readonly run: string | null;
      readonly level: CostAlert["level"];
      readonly span: CostSpan;
      readonly spentCents: number;
      readonly limitCents: number | null;
      readonly baselineCents: number | null;
    }
  /** An agent or a surface was stopped, stopped with everything it had under way, or let go on. */
  | {
      readonly kind: "freeze" | "kill" | "thaw";
      readonly by: Actor;
      readonly subject: FreezeKind;
      readonly id: string;
      readonly reasonDigest: string | null;
    }
  /** A privileged act that was refused: who tried what on which thing, and why not. */
  | {
      readonly kind: "refusal";
      readonly by: Actor;
      readonly verb: string;
      readonly id: string | null;
      readonly reasonCode: string;
    };

/** Where an entry stands in its chain. `prev` is the hash of the receipt before it; null before the first. */
export type LedgerPlace = {
  readonly organisation: string;
  readonly seq: number;
  readonly prev: string | null;
  readonly at: Date;
};

/** The object that is made canonical and signed: plain JSON under wire names. */
export type LedgerPayload = {
  readonly v: 1;
  readonly organisation: string;
  readonly seq: number;
  readonly prev: string | null;
  readonly at: string;
  readonly kind: string;
  readonly seed: Seed | null;
  readonly [field: string]: unknown;
};

export function entryPayload(entry: LedgerEntry, place: LedgerPlace): LedgerPayload {
  const isFirst = place.seq === 1;
  if (!Number.isSafeInteger(place.seq) || place.seq < 1 || isFirst !== (place.prev === null)) {
    throw new RangeError("a ledger starts at 1 without a predecessor and has one ever after");
  }
  const fields = Object.entries(entry).map(([field, value]) => [wireName(field), wireValue(value)] as const);
  const deciders = entry.kind === "decision" ? { decided_by: entry.decidedBy.map(deciderPayload) } : {};
  // The frame comes last: no field of an entry can stand in its place.
  return {
    ...Object.fromEntries(fields),
    ...deciders,
    v: 1,
    organisation: place.organisation,
    seq: place.seq,
    prev: place.prev,
    at: place.at.toISOString(),
    kind: entry.kind,
    seed: entry.kind === "decision" ? seedWord(entry.outcome, entry.cause) : null,
  };
}

/** Anything but an approval whose cause can approve is never PERMIT, whatever its outcome claims. */
export function seedWord(outcome: "approved" | "denied", cause: Cause): Seed | null {
  switch (cause) {
    case "approver":
      return outcome === "approved" ? "PERMIT" : "DENY";
    case "standing_grant":
    case "break_glass":
      return outcome === "approved" ? "PERMIT" : null;
    case "deadline":
    case "unroutable":
      return outcome === "denied" ? "SILENCE" : null;
    case "withdrawn":
    case "superseded":
      return null;
    default:
      return cause satisfies never;
  }
}

/** Only the entry's own names change case: names inside constraints are other people's data. They are a few dozen. */
const wireNames = new Map<string, string>();

function wireName(field: string): string {
  const known = wireNames.get(field);
  if (known !== undefined) return known;
  const name = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  wireNames.set(field, name);
  return name;
}

const deciderPayload = ({ person, via, onBehalfOf }: Decider): Readonly<Record<string, string>> => ({
  person,
  via,
  ...(onBehalfOf === undefined ? {} : { on_behalf_of: onBehalfOf }),
});

function wireValue(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value;
}
