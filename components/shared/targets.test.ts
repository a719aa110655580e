import { describe, expect, it } from "vitest";
import { readTarget, targetKey, targetWords } from "./targets";

const book = {
  names: { ana: "Ana Ruiz" },
  teams: { payments: { name: "Payments", members: ["ana"] } },
  schedules: { desk: { name: "Desk", people: ["ana"] } },
  channels: { room: "#payments" },
  groups: { approvers: { name: "Approvers", authority: false } },
};

describe("a target in words", () => {
  it.each([
    ["person:ana", "Ana Ruiz"],
    ["team:payments", "team Payments"],
    ["schedule:desk", "the Desk schedule"],
    ["schedule:desk+next", "the Desk schedule and whoever is next on it"],
    ["channel:room", "the room #payments"],
    ["group:approvers", "the Slack group Approvers"],
    ["group:gone", "the Slack group gone"],
    ["manager:ana", "Ana Ruiz’s manager"],
    ["agent:owner", "the agent’s owner"],
    ["agent:manager", "the manager of the agent’s owner"],
    [{ one_of: "team:payments", pick: "least_loaded" }, "the least busy of team Payments"],
    ["team:gone", "team gone"],
    ["star:sirius", "star:sirius"],
  ])("%j is %s", (target, words) => {
    expect(readTarget(target, book)).toBe(words);
  });

  it("several are listed, and no two share a key", () => {
    const targets = ["team:payments", { one_of: "team:payments" }, "person:ana"];
    expect(targetWords(targets, book, "or")).toBe(
      "team Payments, the least busy of team Payments or Ana Ruiz",
    );
    expect(new Set(targets.map(targetKey)).size).toBe(3);
  });
});
