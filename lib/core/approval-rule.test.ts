import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ApprovalRule, describeRule, isMet, type Qualified, tally } from "./approval-rule";
import { bruteForce } from "./testing-brute-force";
import { rule } from "./testing-requests";

const set = (...people: readonly string[]): ReadonlySet<string> => new Set(people);
/** Everyone each threshold names qualifies. */
const named = (asked: ApprovalRule): Qualified =>
  asked.sets.map(({ thresholds }) => thresholds.map(({ from }) => set(...(from ?? []).map(({ id }) => id))));
const met = (asked: ApprovalRule, ...approvers: readonly string[]) =>
  isMet(asked, named(asked), set(...approvers));

const A = ["person:ana"];
const AB = ["person:ana", "person:bo"];
const ABC = [...AB, "person:cy"];

describe("a rule is met", () => {
  test("when every set is, each by any one of its thresholds", () => {
    const asked = rule(
      [{ from: A }, { from: ["person:bo", "person:cy"], approve: 2 }],
      [{ from: ["person:di"] }],
    );
    expect(met(asked, "ana")).toBe(false);
    expect(met(asked, "di")).toBe(false);
    expect(met(asked, "ana", "di")).toBe(true);
    expect(met(asked, "bo", "di")).toBe(false);
    expect(met(asked, "bo", "cy", "di")).toBe(true);
  });

  test("by nobody never: no sets, a set without thresholds, from nobody, approve 0 (invariant 6)", () => {
    const everyone = ["ana", "bo", "cy"];
    expect(met(rule(), ...everyone)).toBe(false);
    expect(met(rule([]), ...everyone)).toBe(false);
    expect(met(rule([{ from: [] }]), ...everyone)).toBe(false);
    expect(met(rule([{ from: ABC, approve: 0 }]), ...everyone)).toBe(false);
    expect(met(rule([{ from: ABC, approve: 0 }]))).toBe(false);
    expect(met(rule([{ from: ABC, approve: -1 }]), ...everyone)).toBe(false);
    expect(met(rule([{ from: ABC }], [{ from: [] }]), ...everyone)).toBe(false);
  });

  test("a threshold that cannot approve is no obstacle to one that can", () => {
    expect(met(rule([{ from: A, approve: 0 }, { from: ["person:bo"] }]), "ana")).toBe(false);
    expect(met(rule([{ from: A, approve: 0 }, { from: ["person:bo"] }]), "bo")).toBe(true);
  });

  test("one person meets only one set, whatever hats they wear (invariant 5)", () => {
    const both = rule([{ from: AB }], [{ from: A }]);
    expect(met(both, "ana")).toBe(false);
    expect(met(both, "ana", "bo")).toBe(true);
    expect(met({ ...both, distinctPeople: false }, "ana")).toBe(true);
  });

  test("also without distinct people one person counts once within a threshold", () => {
    const two = { ...rule([{ from: AB, approve: 2 }]), distinctPeople: false };
    expect(met(two, "ana")).toBe(false);
    expect(met(two, "ana", "bo")).toBe(true);
  });

  test("when some assignment of approvers to sets exists, however greedy choices would fail", () => {
    const asked = rule([{ from: ABC }], [{ from: AB }], [{ from: A }]);
    expect(met(asked, "ana", "bo")).toBe(false);
    expect(met(asked, "ana", "bo", "cy")).toBe(true);
    const cheap = rule([{ from: A }, { from: ["person:bo", "person:cy"], approve: 2 }], [{ from: A }]);
    expect(met(cheap, "ana", "bo", "cy")).toBe(true);
  });
});

describe("the largest rule there may be", () => {
  const crowd = Array.from({ length: 20 }, (_, index) => `p${index}`);
  const ten = <T>(make: (index: number) => T): readonly T[] =>
    Array.from({ length: 10 }, (_, index) => make(index));
  const whom = (people: readonly string[]) => people.map((id) => `person:${id}`);

  test("is judged without trying every choice of thresholds, one person short", () => {
    const asked = rule(...ten(() => ten(() => ({ from: whom(crowd) }))));
    expect(met(asked, ...crowd.slice(0, 9))).toBe(false);
    expect(met(asked, ...crowd.slice(0, 10))).toBe(true);
  });

  test("also when each threshold takes two of other people", () => {
    const asked = rule(
      ...ten((set) => ten((index) => ({ from: whom(crowd.toSpliced(set + index, 2)), approve: 2 }))),
    );
    expect(met(asked, ...crowd.slice(0, 19))).toBe(false);
    expect(met(asked, ...crowd)).toBe(true);
  });

  test("also when it asks a thousand people", () => {
    const thousand = Array.from({ length: 1000 }, (_, index) => `p${index}`);
    const asked = rule([{ from: whom(thousand), approve: 1000 }], [{ from: whom(thousand), approve: 1 }]);
    expect(met(asked, ...thousand)).toBe(false);
    expect(met({ ...asked, distinctPeople: false }, ...thousand)).toBe(true);
  });
});

describe("a denial", () => {
  const judge = (asked: ApprovalRule, approvers: readonly string[], deniers: readonly string[]) =>
    tally(
      asked,
      { approve: named(asked), deny: named(asked) },
      {
        approvers: set(...approvers),
        deniers: set(...deniers),
      },
    );

  test("denies at once when any threshold of any set is met, also against a met approval", () => {
    const asked = rule([{ from: AB, deny: 2 }], [{ from: ["person:cy"] }]);
    expect(judge(asked, [], ["ana"])).toBe("open");
    expect(judge(asked, [], ["ana", "bo"])).toBe("denied");
    expect(judge(asked, ["ana"], ["cy"])).toBe("denied");
    const open = rule([{ from: AB }]);
    expect(judge(open, ["ana"], ["bo"])).toBe("denied");
  });

  test("deny 0 can never deny, and from nobody never denies", () => {
    expect(judge(rule([{ from: ABC, deny: 0 }]), [], ["ana", "bo", "cy"])).toBe("open");
    expect(judge(rule([{ from: [] }]), [], ["ana", "bo", "cy"])).toBe("open");
    expect(judge(rule([{ from: ABC, deny: 0 }]), [], [])).toBe("open");
  });

  test("by somebody the thresholds do not name is no denial", () => {
    expect(judge(rule([{ from: A }]), [], ["bo"])).toBe("open");
  });
});

const PEOPLE = ["p0", "p1", "p2", "p3", "p4"];
const anyPeople = fc.subarray(PEOPLE);
const anyThreshold = fc.record({
  from: anyPeople.map((people) => people.map((id) => `person:${id}`)),
  approve: fc.integer({ min: 0, max: 3 }),
  deny: fc.integer({ min: 0, max: 3 }),
});
const anyRule = fc
  .record({
    sets: fc.array(fc.array(anyThreshold, { maxLength: 3 }), { maxLength: 3 }),
    distinctPeople: fc.boolean(),
  })
  .map(({ sets, distinctPeople }): ApprovalRule => ({ ...rule(...sets), distinctPeople }));

describe("for any rule and any approvers", () => {
  test("the matching finds an assignment exactly when one exists", () => {
    fc.assert(
      fc.property(anyRule, anyPeople, (asked, approvers) => {
        expect(met(asked, ...approvers)).toBe(bruteForce(asked, named(asked), approvers));
      }),
      { numRuns: 500 },
    );
  });

  test("the order of the answers, of the sets and of the thresholds never changes the outcome", () => {
    const scene = fc.record({ asked: anyRule, approvers: anyPeople, deniers: anyPeople });
    fc.assert(
      fc.property(scene, ({ asked, approvers, deniers }) => {
        const judge = (of: ApprovalRule, yes: readonly string[], no: readonly string[]) =>
          tally(of, { approve: named(of), deny: named(of) }, { approvers: set(...yes), deniers: set(...no) });
        const outcome = judge(asked, approvers, deniers);
        expect(judge(asked, approvers.toReversed(), deniers.toReversed())).toBe(outcome);
        const turned = {
          ...asked,
          sets: asked.sets.toReversed().map((one) => ({ thresholds: one.thresholds.toReversed() })),
        };
        expect(judge(turned, approvers, deniers)).toBe(outcome);
      }),
    );
  });

  test("one more approval never unmeets it, and nobody at all never meets it", () => {
    fc.assert(
      fc.property(anyRule, anyPeople, fc.constantFrom(...PEOPLE), (asked, approvers, another) => {
        if (met(asked, ...approvers)) expect(met(asked, ...approvers, another)).toBe(true);
        expect(met(asked)).toBe(false);
      }),
    );
  });
});

describe("a rule reads as one sentence", () => {
  test.each([
    [rule(), "nobody"],
    [rule([{ from: ["team:payments"], level: 2 }]), "1 of team payments at level 2"],
    [rule([{ from: null, approve: 2 }]), "2 of those this route pages"],
    [rule([{ from: [] }]), "1 of nobody"],
    [
      rule([{ from: A }, { from: ["team:payments"], approve: 2 }], [{ from: ["schedule:night"] }]),
      "(1 of ana or 2 of team payments), and 1 of schedule night; nobody counts twice",
    ],
  ])("%#", (asked, sentence) => {
    expect(describeRule(asked)).toBe(sentence);
  });
});
