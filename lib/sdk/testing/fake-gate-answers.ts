import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { ActionAnswer, type OutcomeInput, type ProposeInput } from "@/lib/contract/actions";

/** How the fake gate writes its answers: pure, and checked against the contract's schemas. */

export type Decided = {
  readonly outcome: "approved" | "denied";
  readonly cause?: string;
  readonly reason?: string;
  readonly retryable?: boolean;
  readonly constraints?: Record<string, unknown>;
};

/** What the gate shall say to one action. */
export type Script = {
  readonly verdict: "allow" | "throttle" | "sandbox" | "escalate" | "block";
  readonly reasonCode?: string;
  readonly constraints?: Record<string, unknown>;
  readonly retryAfterSeconds?: number;
  /** Given at the first look; without it the request stays pending until `decide`. */
  readonly answer?: Decided;
  /** Answers a long poll at once, pending. */
  readonly isImpatient?: boolean;
  /** So many claims are answered `grant_held` first. */
  readonly heldClaims?: number;
  /** Claims are refused with this reason code. */
  readonly refuseClaim?: string;
};

export type Held = {
  readonly id: string;
  readonly input: ProposeInput;
  readonly script: Script;
  readonly digest: string;
  decided: Decided | null;
  claimKey: string | null;
  claimCount: number;
  outcome: OutcomeInput | null;
};

const INSTANT = "2026-11-20T12:00:00.000Z";
const DEADLINE = "2026-11-20T12:15:00.000Z";

export const actionOf = (held: Held) => ({
  ...signedFields(held.input, held.input.arguments),
  id: held.id,
  digest: held.digest,
  created_at: INSTANT,
});

export function grantOf(held: Held) {
  if (held.decided?.outcome !== "approved") return null;
  const status = held.outcome?.status ?? (held.claimKey === null ? "issued" : "claimed");
  return { id: `grt_${held.id}`, status, expires_at: DEADLINE };
}

export function showAction(held: Held, url: string): ActionAnswer {
  const { script } = held;
  return ActionAnswer.parse({
    action: actionOf(held),
    ruling: {
      verdict: script.verdict,
      reason_code: script.reasonCode ?? `test_${script.verdict}`,
      reason: "the script says so",
      rules: [],
      policy_version: `sha256:${"0".repeat(64)}`,
      retry_after_seconds: script.retryAfterSeconds ?? null,
      constraints: script.constraints ?? {},
      shadow: [],
    },
    request: script.verdict === "escalate" ? requestOf(held, url) : undefined,
    receipt: "ruling.jws.x",
  });
}

const requestOf = (held: Held, url: string) => ({
  id: `req_${held.id}`,
  status: held.decided?.outcome ?? "pending",
  route: "engineering",
  opened_at: INSTANT,
  deadline_at: DEADLINE,
  binding_message: "amber-fox-17",
  url: `${url}/requests/req_${held.id}`,
  asked: ["ana", "bo"],
  questions: [],
  decision: held.decided && decisionOf(held.decided),
  grant: grantOf(held),
});

function decisionOf(decided: Decided) {
  const cause = decided.cause ?? "approver";
  return {
    outcome: decided.outcome,
    cause,
    reason: decided.reason ?? null,
    reason_code: null,
    decided_at: INSTANT,
    decided_by: cause === "approver" ? [{ person: "ana", via: "web" }] : [],
    seen: false,
    pages: { sent: 2, delivered: 1, acknowledged: 0 },
    retryable: decided.retryable ?? false,
    constraints: decided.constraints ?? {},
  };
}

export function digestOf(input: ProposeInput, args: unknown): string {
  const canonical = canonicalize({ v: 1, ...signedFields(input, args) }) ?? "";
  return `sha256:${createHash("sha256").update(canonical).digest("hex")}`;
}

const signedFields = (input: ProposeInput, args: unknown) => ({
  organisation: "acme",
  agent: "release-bot",
  run: input.run?.id ?? null,
  surface: input.surface ?? null,
  tool: input.tool ?? null,
  tool_version: input.tool_version ?? null,
  arguments: args,
  on_behalf_of: input.on_behalf_of ?? null,
});
