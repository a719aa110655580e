import { describe, expect, it } from "vitest";
import type { RequestDetail } from "@/lib/contract/requests";
import { decision, detail, MAY } from "../testing-details";
import { actionsOf, headerOf, painted, READER, words } from "../testing-painted";

describe("a decided request", () => {
  const decided = (more: Parameters<typeof decision>[0], rest: Partial<RequestDetail> = {}) =>
    painted(detail({ decision: decision(more), ...rest }));
  const silent = { outcome: "denied" as const, decided_by: [] };

  it("says who approved it, where and when, and what the agent did", () => {
    const grant = { id: "grt_1", status: "issued" as const, expires_at: "2026-11-20T12:30:00.000Z" };
    const message = decided({}, { grant });
    expect(headerOf(message)).toMatch(/^Approved: Billing agent wants/);
    expect(message.text).toMatch(/^Approved by Ana Ruiz\. Billing agent wants to .+\.$/);
    expect(words(message)).toMatchInlineSnapshot(`
      "Approved: Billing agent wants to run refund.create for $1,240.00 on payments.refund
      Approved by <U0ANA> in Slack, <2026-11-20 12:02 UTC>.Agent: Billing agent. Waiting for the agent to pick it up. It lapses unused <2026-11-20 12:30 UTC>.
      Open in console
      Request req_01JD3M8Q6W4Z9T2K7R5V0B1C3D  ·  code amber-fox-17  ·  fingerprint 9f3a1c07"
    `);
    expect(words(decided({}, { grant: { ...grant, status: "succeeded" } }))).toContain(
      "Picked up by the agent and carried out.",
    );
    const outcome = { status: "failed", error: "card refused", reported_at: grant.expires_at };
    expect(words(decided({}, { grant: { ...grant, status: "failed" }, outcome }))).toContain(
      "Agent says, not verified: card refused",
    );
    expect(words(decided({}, { grant: { ...grant, status: "lapsed" } }))).toContain("lapsed unused");
  });

  it("says who denied it, and quotes why", () => {
    const message = decided({ outcome: "denied", reason: "Already refunded.", reason_code: "wrong_target" });
    expect(headerOf(message)).toMatch(/^Denied: /);
    expect(message.text).toMatch(/^Denied by Ana Ruiz\. .+ Already refunded\.$/);
    expect(words(message)).toContain("Denied by <U0ANA> in Slack, <2026-11-20 12:02 UTC>.");
    expect(words(message)).toContain("Reason: Wrong target or amount");
    expect(words(message)).toContain("Already refunded.");
  });

  it("never words a silence as a person's no", () => {
    const message = decided({ ...silent, cause: "deadline", reason: "nobody answered in time" });
    expect(headerOf(message)).toMatch(/^Denied, no answer: /);
    expect(message.text).toMatch(/^Denied: Nobody answered in time\. /);
    expect(words(message)).toContain("No person said no.");
    expect(words(message)).toContain("Asked: <U0ANA>.");
    expect(words(decided({ ...silent, cause: "unroutable" }))).toContain("Nobody could have approved it");
  });

  it("says that the agent took it back, or asked again", () => {
    expect(words(decided({ ...silent, cause: "withdrawn", reason: "Not needed" }))).toContain(
      "Agent says, not verifiedNot needed",
    );
    expect(headerOf(decided({ ...silent, cause: "superseded" }))).toMatch(/^Replaced: /);
  });

  it("carries no button that decides, on any copy, whoever reads it and whatever the gate says they may", () => {
    const causes = [
      "approver",
      "deadline",
      "unroutable",
      "withdrawn",
      "superseded",
      "standing_grant",
      "break_glass",
    ];
    for (const cause of causes as NonNullable<RequestDetail["decision"]>["cause"][]) {
      for (const outcome of ["approved", "denied"] as const) {
        for (const reader of [READER, { person: "bo", occasion: "escalated" } as const, null]) {
          const request = detail({ decision: decision({ cause, outcome }), may_respond: MAY });
          expect(actionsOf(painted(request, { reader }))).toEqual(["open_web"]);
        }
      }
    }
  });
});
