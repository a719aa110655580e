import { describe, expect, it, test } from "vitest";
import type { AuthorityQuestion } from "./authority";
import { approversNow, bar, isSatisfiable } from "./authority";
import { company, route, rule, START, step } from "./testing-requests";

/** Di up to 50, Bo up to 500, Ana without a limit. */
const approval = rule([
  { from: ["person:di"], upTo: { amount_cents: 50 } },
  { from: ["person:bo"], upTo: { amount_cents: 500 } },
  { from: ["person:ana"] },
]);
const about = (amounts?: Record<string, number>): AuthorityQuestion => ({
  route: route({ approval }),
  directory: company(),
  excluded: [],
  paged: [],
  now: START,
  ...(amounts && { amounts }),
});

describe("authority up to an amount", () => {
  it.each([
    [50, ["di", "bo", "ana"]],
    [50.01, ["bo", "ana"]],
    [500, ["bo", "ana"]],
    [501, ["ana"]],
  ])("of %s lets %j approve", (amount_cents, people) => {
    expect(approversNow(about({ amount_cents }))).toEqual(people);
  });

  test("is not there for an amount that is missing: fail closed", () => {
    expect(approversNow(about({}))).toEqual(["ana"]);
    expect(bar(about({}), "di", "approve")).toBe("authority_insufficient");
  });

  test("says that authority is too little, and never keeps anybody from denying", () => {
    expect(bar(about({ amount_cents: 51 }), "di", "approve")).toBe("authority_insufficient");
    expect(bar(about({ amount_cents: 51 }), "di", "deny")).toBeNull();
  });

  test("is needed for every amount that is named", () => {
    const both = rule([{ from: ["person:di"], upTo: { amount_cents: 50, count: 2 } }]);
    const asked = (amounts: Record<string, number>) => ({
      ...about(amounts),
      route: route({ approval: both }),
    });
    expect(approversNow(asked({ amount_cents: 50, count: 2 }))).toEqual(["di"]);
    expect(approversNow(asked({ amount_cents: 50 }))).toEqual([]);
    expect(isSatisfiable(asked({ amount_cents: 50, count: 3 }))).toBe(false);
  });

  test("says who could approve on a route where no action is asked about", () => {
    expect(approversNow(about())).toEqual(["di", "bo", "ana"]);
  });

  test("of a target that looks at the agent is its owner's manager's", () => {
    const people = new Map(company().people);
    const bo = people.get("bo");
    if (bo) people.set("bo", { ...bo, manager: "ana" });
    const asked: AuthorityQuestion = {
      ...about({}),
      directory: company({ people }),
      route: route({ approval: rule([{ from: ["agent:manager"] }]), steps: [step(0, "agent:manager")] }),
      excluded: [{ person: "bo", why: "owner" }],
    };
    expect(approversNow(asked)).toEqual(["ana"]);
    expect(approversNow({ ...asked, excluded: [] })).toEqual([]);
  });
});
