import { describe, expect, it } from "vitest";
import { type Freeze, freezeFinding, frozenCode, stoppedBy } from "./freeze";
import { claim, evolveGrant, mint, revoke } from "./grant";

const at = new Date("2026-11-20T12:00:00Z");
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000);
const freeze = (kind: Freeze["kind"], id: string): Freeze => ({
  kind,
  id,
  reason: "why",
  by: "person:di",
  at,
});

describe("an action is stopped by", () => {
  const action = { agents: ["bot", "boss"], surfaces: ["payments.refund"] };

  it("its agent, any agent it acts for, and any surface it touches; the agent's own freeze speaks first", () => {
    const all = [freeze("surface", "payments.refund"), freeze("agent", "boss"), freeze("agent", "bot")];
    for (const one of all) expect(stoppedBy([one], action)).toBe(one);
    expect(stoppedBy(all, action)).toMatchObject({ kind: "agent", id: "bot" });
  });

  it("no freeze of something else, also not of a surface that is called as the agent is", () => {
    expect(stoppedBy([freeze("surface", "bot"), freeze("agent", "payments.refund")], action)).toBeNull();
  });

  it("a freeze is a block that names it, and keeps the words of whoever froze it from the agent", () => {
    const finding = freezeFinding({ ...freeze("surface", "payments.refund"), reason: "fraud by Bo" });
    expect(finding).toMatchObject({ verdict: "block", reasonCode: "surface_frozen", rule: null });
    expect(finding.reason).not.toContain("fraud");
    expect(frozenCode(freeze("agent", "bot"))).toBe("agent_frozen");
  });
});

describe("a grant of what is frozen", () => {
  const digest = "sha256:x";
  const minted = (holdSeconds = 0) =>
    evolveGrant(null, mint({ grantId: "grt_1", digest, holdSeconds, constraints: {} }, at), at);
  const ask = { digest, claimKey: "w1", frozen: "agent_frozen" } as const;

  it("is not claimed, held or not, and stays as it is", () => {
    for (const grant of [minted(), minted(60)]) {
      expect(claim(grant, ask, later(1))).toEqual({ ok: false, refused: "agent_frozen", events: [] });
    }
    expect(claim(minted(), { ...ask, frozen: null }, later(1)).ok).toBe(true);
  });

  it("lapses all the same", () => {
    const answer = claim(minted(), ask, later(600));
    expect(answer).toEqual({ ok: false, refused: "grant_lapsed", events: [{ type: "grant_lapsed" }] });
  });

  it("that was claimed before is answered as before: the same claim key, the same answer", () => {
    const claimed = evolveGrant(minted(), { type: "grant_claimed", claimKey: "w1" }, later(1));
    expect(claim(claimed, ask, later(2))).toEqual({ ok: true, events: [] });
    expect(claim(claimed, { ...ask, claimKey: "w2" }, later(2))).toMatchObject({
      refused: "already_claimed",
    });
  });

  it("is revoked while nobody has claimed it, and never after", () => {
    for (const grant of [minted(), minted(60)]) {
      expect(revoke(grant, "di", later(1))).toEqual([{ type: "grant_revoked", person: "di" }]);
    }
    expect(revoke(minted(), "di", later(600))).toEqual([{ type: "grant_lapsed" }]);
    const claimed = evolveGrant(minted(), { type: "grant_claimed", claimKey: null }, later(1));
    expect(revoke(claimed, "di", later(2))).toEqual([]);
    expect(revoke(null, "di", at)).toEqual([]);
  });
});
