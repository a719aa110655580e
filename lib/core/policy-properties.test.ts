import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Policy } from "./policy";
import { policy, ruled, SURFACES } from "./policy.fixture";
import { type Ruling, VERDICTS } from "./ruling";

const anyVerdict = fc.constantFrom(...VERDICTS);
const anyWhen = fc.constantFrom(
  null,
  "true",
  "false",
  "facts.nothing",
  "args.amount_cents > 1",
  "args.amount_cents > 99999",
  "args.amount_cents == tool",
  "facts.account_verified && !facts.nothing",
  "surface == 'crm.read'",
);
const anyPolicy = fc
  .record({
    id: fc.uuid(),
    surface: fc.constantFrom(null, ...SURFACES.map(({ id }) => id)),
    when: anyWhen,
    verdict: anyVerdict,
    mode: fc.constantFrom("enforce" as const, "shadow" as const),
    route: fc.constantFrom(null, "payments"),
  })
  .map((made): Policy => made);
const anyPolicies = fc.array(anyPolicy, { maxLength: 12 });
const anyClaim = fc.record({
  surface: fc.constantFrom(null, "no.such", ...SURFACES.map(({ id }) => id)),
  tool: fc.constantFrom(
    null,
    "nobody.knows",
    "crm.lookup",
    "refund.create",
    "deploy.create",
    "disk.wipe.create",
  ),
  args: fc.constantFrom<unknown>({ amount_cents: 15_000 }, {}, { amount_cents: "x" }, null, []),
});

describe("for any policies and any claim", () => {
  const rankOf = (ruling: Ruling): number => VERDICTS.indexOf(ruling.verdict);

  test("there is an answer, it is the same again, and the order of the policies does not matter", () => {
    fc.assert(
      fc.property(anyPolicies, anyClaim, (policies, claim) => {
        const ruling = ruled(policies, claim);
        expect(VERDICTS).toContain(ruling.verdict);
        expect(ruled(policies, claim)).toEqual(ruling);
        expect(ruled(policies.toReversed(), claim).verdict).toBe(ruling.verdict);
      }),
    );
  });

  test("a rule that does not apply changes nothing", () => {
    fc.assert(
      fc.property(anyPolicies, anyClaim, anyVerdict, (policies, claim, verdict) => {
        const { policyVersion: _, ...before } = ruled(policies, claim);
        const idle = policy("idle", verdict, "false", { surface: null });
        const { policyVersion: __, ...after } = ruled([...policies, idle], claim);
        expect(after).toEqual(before);
      }),
    );
  });

  test("a rule in shadow changes nothing but what is recorded of it", () => {
    fc.assert(
      fc.property(anyPolicies, anyClaim, anyPolicy, (policies, claim, extra) => {
        const { policyVersion: _, shadow: __, ...before } = ruled(policies, claim);
        const {
          policyVersion: ___,
          shadow: ____,
          ...after
        } = ruled([...policies, { ...extra, mode: "shadow" }], claim);
        expect(after).toEqual(before);
      }),
    );
  });

  test("a rule that blocks always dominates", () => {
    fc.assert(
      fc.property(anyPolicies, anyClaim, (policies, claim) => {
        const stop = policy("stop", "block", null, { surface: null });
        const ruling = ruled([...policies, stop], claim);
        expect(ruling.verdict).toBe("block");
        expect(ruling.rules).toContain("stop");
      }),
    );
  });

  test("a rule without an answer never allows, sandboxes or throttles", () => {
    fc.assert(
      fc.property(anyPolicies, anyClaim, anyVerdict, (policies, claim, verdict) => {
        const doubtful = policy("doubtful", verdict, "facts.nothing", { surface: null });
        expect(["escalate", "block"]).toContain(ruled([...policies, doubtful], claim).verdict);
      }),
    );
  });

  test("once a rule applies, another one can only make the answer stricter", () => {
    fc.assert(
      fc.property(anyPolicies, anyClaim, anyPolicy, (policies, claim, extra) => {
        const applies = policy("applies", "allow", null, { surface: null });
        const before = ruled([...policies, applies], claim);
        const after = ruled([...policies, applies, extra], claim);
        expect(rankOf(after)).toBeGreaterThanOrEqual(rankOf(before));
      }),
    );
  });

  test("what no surface covers is never allowed, and what is prohibited is always blocked", () => {
    fc.assert(
      fc.property(anyPolicies, anyClaim, (policies, claim) => {
        const { verdict } = ruled(policies, claim);
        const isUnknown = claim.surface === "no.such" || claim.tool === "nobody.knows";
        if (isUnknown || (claim.surface === null && claim.tool === null)) {
          expect(["escalate", "block"]).toContain(verdict);
        }
        if (claim.surface === "disk.wipe" || claim.tool === "disk.wipe.create") expect(verdict).toBe("block");
      }),
    );
  });
});
