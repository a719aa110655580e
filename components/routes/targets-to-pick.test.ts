import { describe, expect, it } from "vitest";
import { answererPicks, pagePicks, targetsFor } from "./targets-to-pick";

const book = {
  names: { ana: "Ana Ruiz", bo: "Bo Lind" },
  teams: { payments: { name: "Payments", members: ["ana", "bo"] } },
  schedules: { desk: { name: "Desk", people: ["ana"] }, night: { name: "Night", people: [] } },
  channels: { room: "#payments" },
  groups: {
    approvers: { name: "Approvers", authority: true },
    watchers: { name: "Watchers", authority: false },
  },
  people: [
    { id: "ana", name: "Ana Ruiz", role: "admin", level: 3 },
    { id: "bo", name: "Bo Lind", role: "member", level: 2 },
    { id: "ed", name: "Ed Audit", role: "auditor", level: 3 },
  ],
  routes: [],
  agents: [],
  surfaces: [],
};

describe("what a step can page", () => {
  it("is everything a route can name, and who that is today", () => {
    const picks = pagePicks(book);
    const hint = (label: string) => picks.find((pick) => pick.label === label)?.hint;
    expect(hint("The Desk schedule")).toBe("on call: Ana Ruiz");
    expect(hint("The Night schedule")).toBe("nobody is on call");
    expect(hint("Team Payments")).toBe("Ana Ruiz and Bo Lind");
    expect(picks.map(({ target }) => target)).toContainEqual({
      one_of: "team:payments",
      pick: "least_loaded",
    });
    expect(picks.map(({ target }) => target)).toEqual(
      expect.arrayContaining([
        "agent:owner",
        "agent:manager",
        "manager:bo",
        "schedule:desk+next",
        "channel:room",
        "group:watchers",
      ]),
    );
  });

  it("is more than who may answer: no room, and no auditor, decides", () => {
    const targets = answererPicks(book).map(({ target }) => target);
    expect(targets).not.toContain("channel:room");
    expect(targets).not.toContain("person:ed");
    expect(targets).not.toContain("group:watchers");
    expect(targets).toContain("group:approvers");
    expect(targets).toContain("person:bo");
  });
});

describe("what was picked", () => {
  it("is the targets themselves, in order, also those that are no longer on offer", () => {
    const gone = "team:gone";
    const keys = ["one of team:payments", gone, "person:bo"];
    expect(targetsFor(keys, pagePicks(book), [gone])).toEqual([
      { one_of: "team:payments", pick: "least_loaded" },
      gone,
      "person:bo",
    ]);
  });
});
