import { describe, expect, it } from "vitest";
import { membersWords } from "./group-words";

const names = { ana: "Ana Ruiz", bo: "Bo Lind" };
const paged = (people: string[], strangers = 0) =>
  membersWords({ schedule: null, people, strangers, error: null }, names);
const filled = (people: string[], error: string | null = null) =>
  membersWords({ schedule: "desk", people, strangers: 0, error }, names);

describe("who is in a user group", () => {
  it("of a schedule is whoever is on call, and is to be while Slack does not let it", () => {
    expect(filled(["ana", "bo"])).toBe("In it now: Ana Ruiz and Bo Lind.");
    expect(filled(["ana"], "Slack refused: permission_denied")).toBe(
      "On call now, and to be in it: Ana Ruiz.",
    );
    expect(filled([])).toMatch(/^Nobody who is on call has an account there/);
  });

  it("that routes page are those who have linked an account, and how many have not", () => {
    expect(paged(["ana"])).toBe("It pages Ana Ruiz.");
    expect(paged(["ana"], 2)).toBe("It pages Ana Ruiz. 2 members have linked no account.");
    expect(paged([], 1)).toBe(
      "It pages nobody: 1 member has linked no account. A step that pages it is skipped.",
    );
    expect(paged([])).toBe("Nobody is known to be in it. A step that pages it is skipped.");
  });

  it("of five hundred is said without naming them all", () => {
    const many = Array.from({ length: 500 }, (_, index) => `p${index}`);
    expect(paged(many)).toBe("It pages p0, p1, p2, p3, p4, p5, p6, p7 and 492 others.");
  });
});
