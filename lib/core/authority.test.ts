import { describe, expect, test } from "vitest";
import {
  type AuthorityQuestion,
  answerersNow,
  approversNow,
  bar,
  isAtLeast,
  isSatisfiable,
  qualified,
} from "./authority";
import { atLevel, company, moment, route, rule, START, step, targets, without } from "./testing-requests";

const asked = (more: Partial<AuthorityQuestion> = {}): AuthorityQuestion => ({
  route: route(),
  directory: company(),
  excluded: [],
  paged: [],
  now: START,
  ...more,
});
const under = (approval: ReturnType<typeof rule>, more: Partial<AuthorityQuestion> = {}) =>
  asked({ route: route({ approval }), ...more });

describe("who may answer", () => {
  test("those the rule names; nobody else, whoever else is in the organisation", () => {
    expect(bar(asked(), "bo", "approve")).toBeNull();
    expect(bar(asked(), "bo", "deny")).toBeNull();
    expect(bar(asked(), "ana", "approve")).toBe("not_eligible");
    expect(bar(asked(), "ana", "deny")).toBe("not_eligible");
    expect(bar(asked(), "stranger", "approve")).toBe("not_eligible");
  });

  test("somebody who left may not, even when they were paged and are still in the team", () => {
    expect(bar(asked({ directory: without("bo"), paged: ["bo"] }), "bo", "approve")).toBe("not_eligible");
  });

  test("an empty list is nobody, never everybody (invariant 6)", () => {
    const nobody = under(rule([{ from: [] }]), { paged: ["bo"] });
    for (const person of company().people.keys()) {
      expect(bar(nobody, person, "approve")).toBe("not_eligible");
      expect(bar(nobody, person, "deny")).toBe("not_eligible");
    }
    expect(approversNow(nobody)).toEqual([]);
    expect(isSatisfiable(nobody)).toBe(false);
  });

  test("a level below the threshold's is insufficient, to approve and to deny", () => {
    const level2 = under(rule([{ from: ["team:payments"], level: 2 }]));
    expect(bar(level2, "bo", "approve")).toBeNull();
    expect(bar(level2, "di", "approve")).toBe("authority_insufficient");
    expect(bar(level2, "di", "deny")).toBe("authority_insufficient");
    expect(
      bar(
        under(rule([{ from: ["team:payments"], level: 2 }]), { directory: atLevel("di", 2) }),
        "di",
        "approve",
      ),
    ).toBeNull();
  });

  test("approve 0 lets nobody approve, deny 0 lets nobody deny; the other verdict stands", () => {
    const onlyDeny = under(rule([{ from: ["team:payments"], approve: 0 }, { from: ["person:ana"] }]));
    expect(bar(onlyDeny, "bo", "approve")).toBe("not_eligible");
    expect(bar(onlyDeny, "bo", "deny")).toBeNull();
    expect(approversNow(onlyDeny)).toEqual(["ana"]);
    expect([...answerersNow(onlyDeny)].sort()).toEqual(["ana", "bo", "cy", "di"]);
    const onlyApprove = under(rule([{ from: ["team:payments"], deny: 0 }]));
    expect(bar(onlyApprove, "bo", "approve")).toBeNull();
    expect(bar(onlyApprove, "bo", "deny")).toBe("not_eligible");
  });

  test("an auditor decides nothing, whatever names them", () => {
    const named = under(rule([{ from: ["person:eve", "person:bo"] }]), { paged: ["eve"] });
    expect(bar(named, "eve", "approve")).toBe("not_eligible");
    expect(bar(named, "eve", "deny")).toBe("not_eligible");
    expect(approversNow(named)).toEqual(["bo"]);
    const paged = route({ approval: rule([{ from: null }]), steps: [step(0, "person:eve")] });
    expect(isSatisfiable(asked({ route: paged, paged: ["eve"] }))).toBe(false);
  });

  test("the level asked for is that of a threshold where their verdict counts", () => {
    const mixed = under(
      rule([
        { from: ["person:di"], approve: 0 },
        { from: ["person:di"], deny: 0, level: 3 },
      ]),
    );
    expect(bar(mixed, "di", "approve")).toBe("authority_insufficient");
    expect(bar(mixed, "di", "deny")).toBeNull();
    const denies = under(rule([{ from: ["person:di"], approve: 0, level: 3 }]));
    expect(bar(denies, "di", "approve")).toBe("not_eligible");
    expect(bar(denies, "di", "deny")).toBe("authority_insufficient");
  });

  test("someone on call may answer as long as they are on call, by the clock of the question", () => {
    const onCall = (seconds: number) =>
      under(rule([{ from: ["schedule:hourly"] }]), { now: moment(seconds) });
    expect(bar(onCall(3599), "ana", "approve")).toBeNull();
    expect(bar(onCall(3600), "ana", "approve")).toBe("not_eligible");
    expect(bar(onCall(3600), "bo", "approve")).toBeNull();
  });
});

describe("everyone the route pages", () => {
  const byRoute = (paged: readonly string[], more: Partial<AuthorityQuestion> = {}) =>
    asked({
      route: route({
        approval: rule([{ from: null }]),
        steps: [step(0, "schedule:hourly"), step(300, "person:cy")],
      }),
      paged,
      ...more,
    });

  test("are those it would page now and those it has paged, and nobody else", () => {
    expect(approversNow(byRoute([]))).toEqual(["ana", "cy"]);
    expect(approversNow(byRoute(["di"]))).toEqual(["di", "ana", "cy"]);
    expect(bar(byRoute([]), "bo", "approve")).toBe("not_eligible");
  });

  test("keep their authority when their shift ends, and lose it when they leave", () => {
    expect(bar(byRoute(["ana"], { now: moment(3600) }), "ana", "approve")).toBeNull();
    expect(bar(byRoute(["ana"], { directory: without("ana") }), "ana", "approve")).toBe("not_eligible");
  });
});

describe("separation of duties (invariant 4)", () => {
  test.each(["owner", "subject", "delegation"] as const)("the %s cannot approve but may deny", (why) => {
    const own = asked({ excluded: [{ person: "bo", why }] });
    expect(bar(own, "bo", "approve")).toBe("self_approval");
    expect(bar(own, "bo", "deny")).toBeNull();
    expect(bar(own, "cy", "approve")).toBeNull();
    expect(approversNow(own)).toEqual(["cy", "di"]);
    expect(qualified(own).deny[0]?.[0]).toEqual(new Set(["bo", "cy", "di"]));
  });

  test("being excluded opens no door: who may not answer may not deny either", () => {
    const own = asked({ excluded: [{ person: "ana", why: "owner" }] });
    expect(bar(own, "ana", "approve")).toBe("self_approval");
    expect(bar(own, "ana", "deny")).toBe("not_eligible");
  });

  test("a rule that only those excluded could meet cannot be met", () => {
    const two = under(rule([{ from: ["team:security"], approve: 2 }]));
    expect(isSatisfiable(two)).toBe(true);
    expect(isSatisfiable({ ...two, excluded: [{ person: "bo", why: "owner" }] })).toBe(false);
  });
});

describe("whether a rule could be met at all", () => {
  test("asks for enough distinct people for all sets at once", () => {
    const sets = rule([{ from: ["team:security"] }], [{ from: ["person:bo"] }], [{ from: ["person:ana"] }]);
    expect(isSatisfiable(under(sets))).toBe(false);
    expect(isSatisfiable(under({ ...sets, distinctPeople: false }))).toBe(true);
  });

  test("asks for people who exist now: a gap, an empty team and a level nobody has are nobody", () => {
    expect(isSatisfiable(under(rule([{ from: ["schedule:never", "team:ghosts"] }])))).toBe(false);
    expect(isSatisfiable(under(rule([{ from: ["team:payments"], level: 3 }])))).toBe(false);
    expect(isSatisfiable(under(rule([{ from: ["team:payments"], approve: 4 }])))).toBe(false);
    expect(isSatisfiable(under(rule([{ from: ["team:payments"], approve: 3 }])))).toBe(true);
  });

  test("does not take the fallback's people for approvers", () => {
    const empty = asked({
      route: route({ approval: rule([{ from: null }]), steps: [] }),
      directory: company({ fallback: targets("person:ana") }),
    });
    expect(isSatisfiable(empty)).toBe(false);
  });
});

test("assurance is ordered slack, session, recent, passkey", () => {
  const ladder = ["slack", "session", "recent", "passkey"] as const;
  ladder.forEach((held, index) => {
    expect(ladder.filter((needed) => isAtLeast(held, needed))).toEqual(ladder.slice(0, index + 1));
  });
});

describe("a group of Slack", () => {
  const inGroup = (hasAuthority: boolean) =>
    company({ groups: new Map([["approvers", { people: ["ana"], hasAuthority }]]) });
  const named = rule([{ from: ["group:approvers", "person:bo"] }]);

  test("lets its people answer when an admin says so, and not otherwise", () => {
    expect(approversNow(under(named, { directory: inGroup(true) }))).toEqual(["ana", "bo"]);
    expect(approversNow(under(named, { directory: inGroup(false) }))).toEqual(["bo"]);
    expect(bar(under(named, { directory: inGroup(false) }), "ana", "deny")).toBe("not_eligible");
  });

  test("lets nobody answer by having been paged for it", () => {
    const paging = route({
      approval: rule([{ from: null }]),
      steps: [step(0, "group:approvers", "person:bo")],
    });
    const paged = { route: paging, paged: ["ana", "bo"] };
    expect(approversNow(asked({ ...paged, directory: inGroup(false) }))).toEqual(["bo"]);
    expect(approversNow(asked({ ...paged, directory: inGroup(true) }))).toEqual(["ana", "bo"]);
  });
});
