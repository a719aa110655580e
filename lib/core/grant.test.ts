import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  claim,
  evolveGrant,
  GRANT_SECONDS,
  type Grant,
  type GrantAnswer,
  type GrantEvent,
  mint,
  nextGrantAt,
  report,
  tickGrant,
} from "./grant";
import { DIGEST, moment, OTHER_DIGEST, START } from "./testing-requests";

const minted = (holdSeconds = 0): Grant => {
  const event = mint({ grantId: "grt_1", digest: DIGEST, holdSeconds, constraints: { most: 5 } }, START);
  const grant = evolveGrant(null, event, START);
  if (!grant) throw new Error("nothing was minted");
  return grant;
};
const apply = (grant: Grant, events: readonly GrantEvent[], seconds: number): Grant =>
  events.reduce((now, event) => evolveGrant(now, event, moment(seconds)) ?? now, grant);
const ask = (
  grant: Grant | null,
  seconds: number,
  more: { digest?: string; claimKey?: string | null } = {},
) => claim(grant, { digest: DIGEST, claimKey: "k1", ...more }, moment(seconds));
const claimed = (holdSeconds = 0): Grant => {
  const grant = minted(holdSeconds);
  return apply(grant, ask(grant, holdSeconds).events, holdSeconds);
};
const refusedWith = (answer: GrantAnswer) => (answer.ok ? "ok" : answer.refused);

describe("a claim (invariant 3)", () => {
  test("without an approval is refused", () => {
    expect(refusedWith(ask(null, 0))).toBe("not_approved");
  });

  test("succeeds once, for the digest that was approved", () => {
    const grant = claimed();
    expect(grant).toMatchObject({ status: "claimed", claimKey: "k1", claimedAt: START });
    expect(refusedWith(ask(grant, 1, { claimKey: "k2" }))).toBe("already_claimed");
  });

  test("of another digest is refused, before, after and with the key that claimed (invariant 11)", () => {
    expect(ask(minted(), 1, { digest: OTHER_DIGEST })).toEqual({
      ok: false,
      refused: "digest_mismatch",
      events: [],
    });
    expect(refusedWith(ask(claimed(), 1, { digest: OTHER_DIGEST }))).toBe("digest_mismatch");
  });

  test("with the same claim key gets the same answer, also after the report and after it would have lapsed", () => {
    const grant = claimed();
    const succeeded = apply(grant, report(grant, { status: "succeeded", outputDigest: null }).events, 5);
    for (const asked of [ask(grant, 1), ask(grant, GRANT_SECONDS * 9), ask(succeeded, GRANT_SECONDS * 9)]) {
      expect(asked).toEqual({ ok: true, events: [] });
    }
  });

  test("without a claim key cannot be told from another's, so only the first is answered", () => {
    const grant = minted();
    const first = ask(grant, 1, { claimKey: null });
    expect(first.ok).toBe(true);
    expect(refusedWith(ask(apply(grant, first.events, 1), 2, { claimKey: null }))).toBe("already_claimed");
  });

  test("at the instant it lapses is too late, whether or not anything has marked it (invariant 3)", () => {
    const grant = minted();
    expect(ask(grant, GRANT_SECONDS - 0.001).ok).toBe(true);
    const late = ask(grant, GRANT_SECONDS);
    expect(late).toEqual({ ok: false, refused: "grant_lapsed", events: [{ type: "grant_lapsed" }] });
    expect(ask(apply(grant, late.events, GRANT_SECONDS), GRANT_SECONDS)).toEqual({
      ok: false,
      refused: "grant_lapsed",
      events: [],
    });
  });

  test("of a revoked grant is refused", () => {
    const revoked = apply(minted(30), [{ type: "grant_revoked", person: "bo" }], 5);
    expect(refusedWith(ask(revoked, 40))).toBe("grant_revoked");
  });
});

describe("a held grant", () => {
  test("cannot be claimed before its undo window ends, and lapses as long after it as any other", () => {
    const grant = minted(30);
    expect(grant.status).toBe("held");
    expect(refusedWith(ask(grant, 29.999))).toBe("grant_held");
    expect(ask(grant, 30).events.map(({ type }) => type)).toEqual(["grant_released", "grant_claimed"]);
    expect(grant.expiresAt).toEqual(moment(30 + GRANT_SECONDS));
  });

  test("is released by the clock, once", () => {
    const grant = minted(30);
    expect(nextGrantAt(grant)).toEqual(moment(30));
    expect(tickGrant(grant, moment(29))).toEqual([]);
    const released = apply(grant, tickGrant(grant, moment(30)), 30);
    expect(released.status).toBe("issued");
    expect(tickGrant(released, moment(31))).toEqual([]);
    expect(nextGrantAt(released)).toEqual(moment(30 + GRANT_SECONDS));
  });

  test("lapses at once when the clock is only looked at after everything is over", () => {
    expect(tickGrant(minted(30), moment(30 + GRANT_SECONDS))).toEqual([{ type: "grant_lapsed" }]);
  });
});

describe("a report", () => {
  const status = "succeeded" as const;

  test("before the claim is refused, whatever the grant has become", () => {
    const lapsed = apply(minted(), [{ type: "grant_lapsed" }], GRANT_SECONDS);
    for (const grant of [null, minted(), minted(30), lapsed]) {
      expect(refusedWith(report(grant, { status, outputDigest: null }))).toBe("not_claimed");
    }
  });

  test("the same again changes nothing, another one is refused (invariant 8)", () => {
    const first = report(claimed(), { status, outputDigest: null });
    expect(first.events).toEqual([{ type: "grant_reported", status, outputDigest: null }]);
    const done = apply(claimed(), first.events, 1);
    expect(report(done, { status, outputDigest: null })).toEqual({ ok: true, events: [] });
    expect(refusedWith(report(done, { status: "failed", outputDigest: null }))).toBe("already_reported");
  });
});

test("a claimed grant neither lapses nor waits for the clock", () => {
  expect(tickGrant(claimed(), moment(GRANT_SECONDS * 9))).toEqual([]);
  expect(nextGrantAt(claimed())).toBeNull();
});

test("whatever is asked in whatever order: one claim, for the digest, in time, and nothing after a lapse (invariant 3)", () => {
  const anyAct = fc.record({
    wait: fc.nat({ max: 400 }),
    act: fc.constantFrom("claim k1", "claim k2", "claim other", "report", "tick"),
  });
  fc.assert(
    fc.property(fc.array(anyAct, { maxLength: 15 }), fc.constantFrom(0, 30), (acts, hold) => {
      let grant = minted(hold);
      let seconds = 0;
      const events: GrantEvent[] = [];
      for (const { wait, act } of acts) {
        seconds += wait;
        const more = { claimKey: act.slice(6), digest: act === "claim other" ? OTHER_DIGEST : DIGEST };
        const caused = act.startsWith("claim")
          ? ask(grant, seconds, more).events
          : act === "report"
            ? report(grant, { status: "succeeded", outputDigest: null }).events
            : tickGrant(grant, moment(seconds));
        if (caused.some(({ type }) => type === "grant_claimed")) {
          expect(act).not.toBe("claim other");
          expect(seconds).toBeGreaterThanOrEqual(hold);
          expect(seconds).toBeLessThan(hold + GRANT_SECONDS);
        }
        events.push(...caused);
        grant = apply(grant, caused, seconds);
      }
      const kinds = events.map(({ type }) => type);
      expect(kinds.filter((type) => type === "grant_claimed" || type === "grant_lapsed").length).toBeLessThan(
        2,
      );
      expect(new Set(kinds).size).toBe(kinds.length);
    }),
    { numRuns: 500 },
  );
});
