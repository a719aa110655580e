import { describe, expect, it } from "vitest";
import { decisionWords, listed, plural } from "./words";

const names = { ana: "Ana Ruiz", bo: "Bo Lind" };

describe("decisions in words", () => {
  it("a deadline is worded as silence, never as a person's no", () => {
    const words = decisionWords({ outcome: "denied", cause: "deadline", decided_by: [] }, names);
    expect(words.seed).toBe("SILENCE");
    expect(words.headline).toBe("Nobody answered in time");
    expect(words.explanation).toContain("No person said no");
  });

  it("a denial by a person names the person", () => {
    const decided_by = [{ person: "ana", via: "slack" }];
    const words = decisionWords({ outcome: "denied", cause: "approver", decided_by }, names);
    expect(words).toMatchObject({ headline: "Denied by Ana Ruiz", seed: "DENY", mark: "denied" });
  });

  it("an approval by several names them all", () => {
    const decided_by = ["ana", "bo", "zed"].map((person) => ({ person, via: "web" }));
    const words = decisionWords({ outcome: "approved", cause: "approver", decided_by }, names);
    expect(words.headline).toBe("Approved by Ana Ruiz, Bo Lind and zed");
  });

  it("a request nobody was to answer any more has no word of the ledger", () => {
    for (const cause of ["withdrawn", "superseded"])
      expect(decisionWords({ outcome: "denied", cause, decided_by: [] }, names).seed).toBeNull();
  });
});

it("lists and counts read as sentences do", () => {
  expect(listed([])).toBe("nobody");
  expect(listed(["a", "b"], "or")).toBe("a or b");
  expect(plural(1, "request")).toBe("1 request");
  expect(plural(3, "reply", "replies")).toBe("3 replies");
});
