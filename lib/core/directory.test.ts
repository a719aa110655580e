import { describe, expect, test } from "vitest";
import { fallbackPeople, parseTarget, resolveTargets, targetText } from "./directory";
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
