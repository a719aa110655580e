import { describe, expect, it, test } from "vitest";
import {
  type Asked,
  type Directory,
  everyoneIn,
  fallbackPeople,
  type Person,
  parseTarget,
  resolveTargets,
  type Target,
  targetText,
} from "./directory";
import { company, moment, START, targets, without } from "./testing-requests";

const whom = (...texts: readonly string[]) => resolveTargets(targets(...texts), company(), START);

describe("a target becomes named people", () => {
  test("in the order they are named, and nobody twice", () => {
    expect(whom("person:di", "team:payments", "person:ana", "person:di")).toEqual(["di", "bo", "cy", "ana"]);
  });

  test("a schedule is whoever is on call at that instant", () => {
    expect(resolveTargets(targets("schedule:hourly"), company(), START)).toEqual(["ana"]);
    expect(resolveTargets(targets("schedule:hourly"), company(), moment(3599.999))).toEqual(["ana"]);
    expect(resolveTargets(targets("schedule:hourly"), company(), moment(3600))).toEqual(["bo"]);
  });

  test("somebody who left is nobody, also in a team and on call", () => {
    const directory = without("bo");
    expect(resolveTargets(targets("person:bo", "team:payments"), directory, START)).toEqual(["cy", "di"]);
    expect(resolveTargets(targets("schedule:hourly"), directory, moment(3600))).toEqual([]);
  });

  test("no targets, an empty team, a gap, an unknown name and a shared place are nobody, never everybody", () => {
    expect(whom()).toEqual([]);
    expect(whom("team:ghosts", "schedule:never", "person:nobody", "team:none", "schedule:none")).toEqual([]);
    expect(whom("channel:payments-room")).toEqual([]);
  });

  test("a group of Slack is whom it is known to hold, and nobody while nothing is known", () => {
    const groups = new Map([["approvers", { people: ["bo", "gone"], hasAuthority: false }]]);
    expect(resolveTargets(targets("group:approvers"), company({ groups }), START)).toEqual(["bo"]);
    expect(whom("group:approvers", "group:none")).toEqual([]);
  });

  test.each(["ana", "person:", "robot:ana", "", ":ana"])("%j is no target", (text) => {
    expect(parseTarget(text)).toBeNull();
  });

  test("a target reads as it was written", () => {
    expect(targets("person:ana", "channel:a:b").map(targetText)).toEqual(["person:ana", "channel:a:b"]);
  });
});

describe("the fallback", () => {
  test("is whom the organisation names", () => {
    expect(fallbackPeople(company({ fallback: targets("team:security") }), START)).toEqual(["ana", "bo"]);
  });

  test("is every admin when it names nobody who exists", () => {
    expect(fallbackPeople(company({ fallback: [] }), START)).toEqual(["fay"]);
    expect(fallbackPeople(company({ fallback: targets("person:gone") }), START)).toEqual(["fay"]);
    expect(fallbackPeople(without("fay", company({ fallback: [] })), START)).toEqual([]);
  });
});

describe("targets that look around", () => {
  const managed = (): Directory => {
    const directory = company();
    const people = new Map([...directory.people].map(([id, one]) => [id, one]));
    people.set("bo", { ...people.get("bo"), manager: "ana" } as Person);
    return { ...directory, people };
  };
  const NOON = new Date("2026-11-20T12:30:00Z");
  const asked: Asked = { owner: "bo", passedOver: new Set() };
  const named = (texts: readonly string[], directory = managed(), of = asked) =>
    resolveTargets(
      texts.flatMap((text) => parseTarget(text) ?? []),
      directory,
      NOON,
      of,
    );

  it.each([
    ["schedule:hourly", ["ana"]],
    ["schedule:hourly+next", ["ana", "bo"]],
    ["manager:bo", ["ana"]],
    ["manager:ana", []],
    ["agent:owner", ["bo"]],
    ["agent:manager", ["ana"]],
  ])("%s is %j", (text, people) => {
    expect(named([text])).toEqual(people);
    const [target] = [parseTarget(text)];
    expect(target && targetText(target)).toBe(text);
  });

  it("of an agent without an owner is nobody", () => {
    expect(named(["agent:owner", "agent:manager"], managed(), { ...asked, owner: null })).toEqual([]);
  });

  describe("one of several by load", () => {
    const of = { kind: "team", id: "payments" } as const;
    const pick: Target = { kind: "least_loaded", id: "team:payments", of };
    const picked = (load: Record<string, number>, passedOver: readonly string[] = []) =>
      resolveTargets([pick], company({ load: new Map(Object.entries(load)) }), NOON, {
        owner: null,
        passedOver: new Set(passedOver),
      });

    it("is whoever has the fewest open requests, and of equals always the same", () => {
      expect(picked({ bo: 2, cy: 1, di: 3 })).toEqual(["cy"]);
      expect(picked({ bo: 1, cy: 1, di: 1 })).toEqual(["bo"]);
      expect(picked({})).toEqual(["bo"]);
    });

    it("is one of those who are at work, where somebody is", () => {
      const people = new Map(company().people);
      const office = (start: string, end: string) => ({
        timeZone: "UTC",
        windows: [{ weekdays: ["mo", "tu", "we", "th", "fr"] as const, start, end }],
      });
      for (const [id, hours] of [
        ["bo", office("20:00", "23:00")],
        ["cy", office("09:00", "18:00")],
        ["di", office("20:00", "23:00")],
      ] as const) {
        const one = people.get(id);
        if (one) people.set(id, { ...one, workingHours: hours });
      }
      const load = new Map([["cy", 9]]);
      const at = (hour: number) =>
        resolveTargets([pick], company({ people, load }), new Date(Date.UTC(2026, 10, 20, hour)));
      expect(at(12)).toEqual(["cy"]);
      expect(at(21)).toEqual(["bo"]);
      expect(at(3)).toEqual(["bo"]);
    });

    it("passes over those who have answered or may not approve, down to nobody", () => {
      expect(picked({}, ["bo"])).toEqual(["cy"]);
      expect(picked({}, ["bo", "cy", "di"])).toEqual([]);
    });

    it("may fall on anyone of them: all of them may answer", () => {
      expect(everyoneIn([pick], company(), NOON)).toEqual(["bo", "cy", "di"]);
    });
  });
});
