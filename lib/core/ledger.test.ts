import { describe, expect, test } from "vitest";
import type { Cause } from "./approval-request";
import { canonicalJson } from "./canonical-json";
import { entryPayload, type LedgerEntry, seedWord } from "./ledger";

const place = { organisation: "acme", seq: 7, prev: "sha256:aa", at: new Date("2026-11-20T12:00:00.123Z") };
const ofRequest = { request: "req_1", action: "act_1", digest: "sha256:bb" };
const decision: LedgerEntry = {
  ...ofRequest,
  kind: "decision",
  outcome: "denied",
  cause: "deadline",
  reasonDigest: null,
  reasonCode: "no_answer",
  decidedAt: new Date("2026-11-20T12:00:00.120Z"),
  decidedBy: [],
  dropped: [],
  routeVersion: "sha256:cc",
  policyVersion: "sha256:dd",
  constraints: { maxAmount: { perDay: 1 } },
  grant: null,
  grantExpiresAt: null,
};

test("a payload is the entry under wire names, in its frame; other people's names keep their case", () => {
  expect(entryPayload(decision, place)).toEqual({
    v: 1,
    organisation: "acme",
    seq: 7,
    prev: "sha256:aa",
    at: "2026-11-20T12:00:00.123Z",
    kind: "decision",
    seed: "SILENCE",
    request: "req_1",
    action: "act_1",
    digest: "sha256:bb",
    outcome: "denied",
    cause: "deadline",
    reason_digest: null,
    reason_code: "no_answer",
    decided_at: "2026-11-20T12:00:00.120Z",
    decided_by: [],
    dropped: [],
    route_version: "sha256:cc",
    policy_version: "sha256:dd",
    constraints: { maxAmount: { perDay: 1 } },
    grant: null,
    grant_expires_at: null,
  });
});

test("the same entry has the same bytes whatever the order it was written in", () => {
  const reversed = Object.fromEntries(Object.entries(decision).reverse()) as LedgerEntry;
  expect(canonicalJson(entryPayload(reversed, place))).toBe(canonicalJson(entryPayload(decision, place)));
});

test("no field of an entry can stand in place of the frame", () => {
  const forged = { ...decision, seq: 1, prev: null, organisation: "other", seed: "PERMIT", v: 2, at: "now" };
  expect(entryPayload(forged, place)).toMatchObject({
    ...place,
    at: place.at.toISOString(),
    v: 1,
    seed: "SILENCE",
  });
});

test("only a decision has a seed word", () => {
  const claim: LedgerEntry = { ...ofRequest, kind: "claim", grant: "grt_1", agent: "bot", claimKey: "w:1" };
  expect(entryPayload(claim, place)).toMatchObject({ seed: null, claim_key: "w:1" });
});

test("a chain starts at 1 without a predecessor, and only there", () => {
  const lapse: LedgerEntry = { ...ofRequest, kind: "lapse", grant: "grt_1" };
  expect(entryPayload(lapse, { ...place, seq: 1, prev: null })).toMatchObject({ seq: 1, prev: null });
  for (const wrong of [{ seq: 1 }, { prev: null }, { seq: 0 }, { seq: 1.5 }, { seq: 2 ** 53 }]) {
    expect(() => entryPayload(lapse, { ...place, ...wrong })).toThrow(RangeError);
  }
});

describe("the seed word", () => {
  const words: readonly (readonly ["approved" | "denied", Cause, string | null])[] = [
    ["approved", "approver", "PERMIT"],
    ["approved", "standing_grant", "PERMIT"],
    ["approved", "break_glass", "PERMIT"],
    ["denied", "approver", "DENY"],
    ["denied", "deadline", "SILENCE"],
    ["denied", "unroutable", "SILENCE"],
    ["denied", "withdrawn", null],
    ["denied", "superseded", null],
    ["approved", "deadline", null],
    ["approved", "unroutable", null],
    ["approved", "withdrawn", null],
    ["approved", "superseded", null],
    ["denied", "standing_grant", null],
    ["denied", "break_glass", null],
  ];
  test.each(words)("%s by %s is %s", (outcome, cause, word) => {
    expect(seedWord(outcome, cause)).toBe(word);
  });
});
