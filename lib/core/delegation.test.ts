import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { borrowersFrom, type Delegation, findCircle, findOverlap, lendersTo, standInFor } from "./delegation";
import { wouldReach } from "./paging";
import { anyMoves, anySetting, PEOPLE, play } from "./testing-request-scenes";
import {
  approve,
  company,
  deny,
  moment,
  route,
  rule,
  START,
  step,
  story,
  told,
  without,
} from "./testing-requests";

/** `bo>cy` from the start on; `bo>cy 0-60` for its first minute. */
const lent = (...texts: readonly string[]): readonly Delegation[] =>
  texts.map((text, index) => {
    const [who = "", when = "-60-9000"] = text.split(" ");
    const [from = "", to = ""] = who.split(">");
    const [start, end] = when === "-60-9000" ? [-60, 9000] : when.split("-").map(Number);
    return { id: `d${index}`, from, to, start: moment(start ?? 0), end: moment(end ?? 0) };
  });
const away = (...texts: readonly string[]) => company({ delegations: lent(...texts) });
const place = (...texts: readonly string[]) => ({ directory: away(...texts), at: START });

describe("who stands in for whom", () => {
  it("lasts from its start up to its end", () => {
    const at = (seconds: number) => ({ directory: away("bo>cy 10-20"), at: moment(seconds) });
    expect([9, 10, 19.999, 20].map((seconds) => lendersTo("cy", at(seconds)))).toEqual([
      [],
      ["bo"],
      ["bo"],
      [],
    ]);
  });

  it("goes on over at most three links, the nearest first", () => {
    const chain = place("ana>bo", "bo>cy", "cy>di", "di>fay");
    expect(lendersTo("fay", chain)).toEqual(["di", "cy", "bo"]);
    expect(borrowersFrom("ana", chain)).toEqual(["bo", "cy", "di"]);
    expect(standInFor("ana", chain)).toBe("di");
    expect(standInFor("bo", chain)).toBe("fay");
  });

  it("leads nowhere in a circle, and stops before who is gone, audits, or is excluded", () => {
    const circle = place("bo>cy", "cy>bo");
    expect([standInFor("bo", circle), lendersTo("bo", circle)]).toEqual(["bo", ["cy"]]);
    expect(standInFor("bo", place("bo>eve"))).toBe("bo");
    const gone = { directory: without("cy", away("bo>cy", "cy>di")), at: START };
    expect([standInFor("bo", gone), lendersTo("di", gone)]).toEqual(["bo", []]);
    const passes = (person: string) => person !== "cy";
    expect(lendersTo("di", { ...place("bo>cy", "cy>di"), passes })).toEqual([]);
  });

  it("is refused as a circle or as two at once, where it is written", () => {
    expect(findCircle(lent("bo>cy", "cy>di", "di>bo"))?.from).toBe("bo");
    expect(findCircle(lent("bo>cy 0-10", "cy>bo 10-20"))).toBeNull();
    expect(findCircle(lent("ana>bo", "bo>cy", "cy>bo"))?.from).toBe("bo");
    expect(findOverlap(lent("bo>cy 0-10", "bo>di 9-20"))?.to).toBe("di");
    expect(findOverlap(lent("bo>cy 0-10", "bo>di 10-20"))).toBeNull();
  });
});

const security = route({ approval: rule([{ from: ["team:security"], level: 2 }]) });
const two = route({ approval: rule([{ from: ["team:security"], approve: 2, deny: 2 }]) });

describe("an answer by lent authority", () => {
  it("counts where the lender's would, at the lender's level, and says so", () => {
    const request = story({ route: security, directory: away("ana>di") });
    request.send(10, approve("di"));
    expect(request.state().decision).toMatchObject({
      outcome: "approved",
      decidedBy: [{ person: "di", via: "web", onBehalfOf: "ana" }],
    });
    const none = story({ route: security });
    expect(none.send(10, approve("di")).refusal).toEqual({ code: "not_eligible" });
  });

  it("is somebody's own where they may answer by themselves", () => {
    const request = story({ directory: away("bo>cy") });
    request.send(10, approve("cy"));
    expect(request.state().decision?.decidedBy).toEqual([{ person: "cy", via: "web" }]);
  });

  it("never passes through who owns, asks for or stands behind the agent; they may still deny", () => {
    for (const excluded of ["ana", "bo", "di"]) {
      const request = story({
        route: security,
        directory: { ...away("ana>bo", "bo>di"), teams: new Map([["security", ["ana"]]]) },
        excluded: [{ person: excluded, why: "owner" }],
      });
      expect(request.send(10, approve("di")).refusal, excluded).not.toBeNull();
      expect(request.send(20, deny("di")).refusal, excluded).toBeNull();
      expect(request.state().status).toBe("denied");
    }
  });

  it("is dropped at the decision when the time is over, or the lender is gone", () => {
    const request = story({ route: two, directory: away("ana>di 0-60") });
    request.send(10, approve("di"));
    expect(request.state().responses).toMatchObject([{ person: "di", onBehalfOf: "ana" }]);
    request.send(60, approve("bo"));
    expect(request.state().status).toBe("pending");
    request.send(70, approve("ana"));
    expect(request.state().decision).toMatchObject({
      decidedBy: [{ person: "bo" }, { person: "ana" }],
      dropped: ["rsp_di_approve"],
    });
    const left = story({ route: two, directory: away("ana>di") });
    left.send(10, approve("di"));
    left.become(without("ana", away("ana>di")));
    left.send(20, approve("bo"));
    expect(left.state().status).toBe("pending");
  });

  it("uses an authority once: by whoever is first of the others, and the lender's own word before theirs", () => {
    const request = story({ route: two, directory: away("ana>di", "di>cy") });
    request.send(10, approve("di"));
    expect(request.send(20, approve("cy")).refusal).toEqual({ code: "not_eligible" });
    request.send(30, approve("ana"));
    expect(request.state().status).toBe("pending");
    expect(request.send(40, approve("bo")).refusal).toBeNull();
    expect(request.state().decision).toMatchObject({
      decidedBy: [{ person: "ana" }, { person: "bo" }],
      dropped: ["rsp_di_approve"],
    });
    const denied = story({ route: security, directory: away("ana>di") });
    denied.send(10, deny("ana"));
    expect(denied.send(20, approve("di")).refusal).toEqual({ code: "already_decided" });
  });

  it("gives nobody a second seat: one person with a hat of their own and a lent one counts once", () => {
    const request = story({ route: two, directory: away("ana>bo") });
    request.send(10, approve("bo"));
    expect(request.send(20, approve("bo")).events).toEqual([]);
    expect(request.state()).toMatchObject({ status: "pending", responses: [{ person: "bo" }] });
  });
});

describe("a page for somebody who is away", () => {
  it("goes to their stand-in, by step and reminder, and says for whom", () => {
    const anyone = route({ approval: rule([{ from: null }]), steps: [step(0, "person:bo")] });
    const request = story({ route: anyone, directory: away("bo>di 0-9000") });
    expect(told(request.history().map(({ event }) => event))).toEqual(["opened", "step_entered 0: di"]);
    expect(request.history()[1]?.event).toMatchObject({
      people: ["di"],
      instead: [{ person: "bo", to: "di" }],
    });
    expect(told(request.send(450, { type: "tick" }).events)).toEqual(["reminded: di"]);
  });

  it("gives the stand-in no say beyond the delegation", () => {
    const anyone = route({ approval: rule([{ from: null }]), steps: [step(0, "person:bo")] });
    const request = story({ route: anyone, directory: away("bo>di 0-60") });
    expect(request.send(60, approve("di")).refusal).toEqual({ code: "not_eligible" });
    request.send(61, approve("bo"));
    expect(request.state().status).toBe("approved");
  });

  it("moves with the next step or reminder of a request that is open already", () => {
    const request = story({ directory: away("cy>di 100-9000", "bo>di 400-9000") });
    const second = step(300, "person:cy");
    expect([50, 100].map((at) => wouldReach(request.state(), second, request.world(at)))).toEqual([
      ["cy"],
      ["di"],
    ]);
    expect(told(request.send(300, { type: "tick" }).events)).toEqual(["step_entered 1: di"]);
    expect(told(request.send(450, { type: "tick" }).events)).toEqual(["reminded: di"]);
    expect(request.state().reached).toEqual(["bo", "di"]);
  });

  it("stays with them where the stand-in could not approve, or they have answered already", () => {
    const request = story({ directory: away("bo>di"), excluded: [{ person: "di", why: "owner" }] });
    expect(request.state().paged).toEqual(["bo"]);
    const answered = story({ route: two, directory: away("ana>di") });
    answered.send(10, approve("ana"));
    answered.send(600, { type: "tick" });
    expect(answered.state().paged).not.toContain("di");
  });
});

describe("whatever is lent to whomever", () => {
  const anyone = fc.constantFrom(...PEOPLE);
  const anyDelegations = fc.array(
    fc.tuple(anyone, anyone, fc.constantFrom(-10, 0, 5), fc.constantFrom(1, 60, 999)),
    {
      maxLength: 6,
    },
  );

  it("no excluded person approves, no auditor decides, and no person or authority counts twice", () => {
    let lentCount = 0;
    fc.assert(
      fc.property(anySetting, anyMoves, anyDelegations, (setting, moves, links) => {
        const delegations = links.map(([from, to, start, length], index) => {
          return { id: `d${index}`, from, to, start: moment(start), end: moment(start + length) };
        });
        const request = play({ ...setting, directory: company({ delegations }) }, moves, () => undefined);
        const { decision, excluded } = request.state();
        const hands = (decision?.decidedBy ?? []).flatMap(({ person, onBehalfOf }) => [
          person,
          onBehalfOf ?? person,
        ]);
        lentCount += decision?.decidedBy.filter(({ onBehalfOf }) => onBehalfOf !== undefined).length ?? 0;
        expect(hands).not.toContain("eve");
        if (decision?.outcome === "approved") {
          for (const { person } of excluded) expect(hands).not.toContain(person);
        }
        const authorities = (decision?.decidedBy ?? []).map(({ person, onBehalfOf }) => onBehalfOf ?? person);
        const people = (decision?.decidedBy ?? []).map(({ person }) => person);
        expect(new Set(authorities).size).toBe(authorities.length);
        expect(new Set(people).size).toBe(people.length);
        expect(JSON.parse(JSON.stringify(request.refolded()))).toEqual(
          JSON.parse(JSON.stringify(request.state())),
        );
      }),
      { numRuns: 600 },
    );
    expect(lentCount).toBeGreaterThan(0);
  });
});
