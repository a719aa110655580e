import { describe, expect, test } from "vitest";
import {
  acknowledge,
  approve,
  company,
  escalate,
  extend,
  route,
  rule,
  step,
  story,
  targets,
  tick,
  told,
  without,
} from "./testing-requests";

/** Two of payments must agree, so that one answer leaves the request open. */
const TWO = rule([{ from: ["team:payments"], approve: 2 }]);
const opened = (setting: Parameters<typeof story>[0]) =>
  told(
    story(setting)
      .history()
      .map(({ event }) => event),
  );

describe("the ladder", () => {
  test("pages the steps due at opening at once, and each later one at its offset", () => {
    const request = story();
    expect(told(request.history().map(({ event }) => event))).toEqual(["opened", "step_entered 0: bo"]);
    expect(request.send(299.999, tick).events).toEqual([]);
    expect(told(request.send(300, tick).events)).toEqual(["step_entered 1: cy"]);
    expect(request.send(300, tick).events).toEqual([]);
    expect(request.state().paged).toEqual(["bo", "cy"]);
  });

  test("resolves a step to named people when it fires, not when the request opened", () => {
    const request = story({ route: route({ steps: [step(0, "person:cy"), step(300, "team:security")] }) });
    request.become(without("ana"));
    expect(told(request.send(300, tick).events)).toEqual(["step_entered 1: bo"]);
  });

  test("a step with nobody to page fires the next at once, while later ones keep their offsets", () => {
    const steps = [step(0, "schedule:never"), step(300, "person:cy"), step(600, "person:ana")];
    const request = story({ route: route({ steps }) });
    expect(opened({ route: route({ steps }) })).toEqual(["opened", "step_skipped 0", "step_entered 1: cy"]);
    expect(request.send(300, tick).events).toEqual([]);
    expect(told(request.send(600, tick).events)).toContain("step_entered 2: ana");
  });

  test("somebody who has answered is not paged again, and a step of only such people is skipped", () => {
    const request = story({
      route: route({
        approval: TWO,
        steps: [step(0, "person:bo"), step(300, "person:cy"), step(600, "team:payments")],
      }),
    });
    request.send(10, approve("cy"));
    expect(told(request.send(300, tick).events)).toEqual(["step_skipped 1", "step_entered 2: bo di"]);
  });

  test("several steps due in one pass page each person once", () => {
    const steps = [step(0, "person:bo"), step(60, "team:payments"), step(120, "person:cy", "person:ana")];
    const request = story({ route: route({ steps, deadlineSeconds: 3600 }) });
    expect(told(request.send(300, tick).events)).toEqual(["step_entered 1: bo cy di", "step_entered 2: ana"]);
    expect(request.state().paged).toEqual(["bo", "cy", "di", "ana"]);
  });

  test("steps due at opening page each person once, too", () => {
    const steps = [step(0, "person:bo"), step(0, "team:payments")];
    expect(opened({ route: route({ steps }) })).toEqual([
      "opened",
      "step_entered 0: bo",
      "step_entered 1: cy di",
    ]);
  });

  test("repeats its rounds, each after the last step's time-out, and no more than it says", () => {
    const steps = [step(0, "person:bo"), step(60, "person:cy")];
    const path = route({ steps, repeat: 1, ackTimeoutSeconds: 120, deadlineSeconds: 3600 });
    const request = story({ route: path });
    const fired = [60, 180, 240, 360, 600].map((seconds) => told(request.send(seconds, tick).events));
    expect(fired).toEqual([["step_entered 1: cy"], ["step_entered 2: bo"], ["step_entered 3: cy"], [], []]);
  });

  test("nobody is paged at or after the deadline", () => {
    const request = story({ route: route({ steps: [step(0, "person:bo"), step(900, "person:cy")] }) });
    expect(told(request.send(900, tick).events)).toEqual(["decided denied (deadline)"]);
  });
});

describe("escalating by hand", () => {
  test("fires the next step now, says who, and the steps after it keep their offsets", () => {
    const request = story();
    const { events, refusal } = request.send(10, escalate(0));
    expect(refusal).toBeNull();
    expect(events).toEqual([
      { type: "step_entered", position: 1, index: 1, people: ["cy"], paged: ["cy"], by: "bo" },
    ]);
    expect(request.send(300, tick).events).toEqual([]);
    expect(told(request.send(600, tick).events)).toContain("step_entered 2: ana");
  });

  test("asked twice from the same step fires once: the second is told it has fired", () => {
    const request = story();
    request.send(10, escalate(0));
    expect(request.send(11, escalate(0))).toEqual({ events: [], refusal: { code: "step_already_fired" } });
    expect(told(request.send(12, escalate(1)).events)).toEqual(["step_entered 2: ana"]);
    expect(request.send(13, escalate(2)).refusal?.code).toBe("no_more_steps");
  });

  test("up a ladder that reaches nobody pages the fallback at once, and ends a pause all the same", () => {
    const request = story({ route: route({ steps: [step(500, "schedule:never")] }) });
    request.send(5, acknowledge("bo"));
    expect(told(request.send(10, escalate(0)).events)).toEqual(["step_skipped 0", "fallback_paged: fay"]);
    expect(request.state()).toMatchObject({ acknowledgement: null, ladder: { pausedUntilAt: null } });
  });

  test("from the step fired last is never past, in whichever round it was", () => {
    const steps = [step(0, "person:bo"), step(60, "person:cy")];
    const request = story({ route: route({ steps, repeat: 1 }) });
    request.send(60, tick);
    expect(told(request.send(70, escalate(1)).events)).toEqual(["step_entered 2: bo"]);
    expect(request.send(71, escalate(1)).refusal?.code).toBe("step_already_fired");
    expect(told(request.send(72, escalate(0)).events)).toEqual(["step_entered 3: cy"]);
    expect(request.send(73, escalate(1)).refusal?.code).toBe("no_more_steps");
  });

  test("pages people again who were paged before, and ends a pause", () => {
    const steps = [step(0, "person:bo"), step(300, "person:bo", "person:cy")];
    const request = story({ route: route({ steps }) });
    request.send(10, acknowledge("bo"));
    expect(told(request.send(20, escalate(0)).events)).toEqual(["step_entered 1: bo cy"]);
    expect(request.state().ladder.pausedUntilAt).toBeNull();
    expect(request.state().acknowledgement).toBeNull();
  });
});

describe("a request nobody could approve (invariant 6)", () => {
  test("opens, pages the fallback at once beside its own steps, and says so", () => {
    const request = story({ route: route({ approval: rule([{ from: [] }]) }) });
    expect(request.state().unroutable).toBe(true);
    expect(told(request.history().map(({ event }) => event))).toEqual([
      "opened",
      "step_entered 0: bo",
      "fallback_paged: fay",
    ]);
  });

  test("ends at its deadline as unroutable", () => {
    const request = story({ route: route({ approval: rule([{ from: ["team:ghosts"] }]) }) });
    expect(told(request.send(900, tick).events)).toEqual(["decided denied (unroutable)"]);
  });

  test("does not page twice somebody the step has just paged", () => {
    const directory = company({ fallback: targets("person:bo", "person:fay") });
    expect(opened({ directory, route: route({ approval: rule([{ from: [] }]) }) })).toContain(
      "fallback_paged: fay",
    );
  });

  test("too few people count as nobody; those excluded do not count", () => {
    expect(
      story({ route: route({ approval: rule([{ from: ["team:payments"], approve: 4 }]) }) }).state()
        .unroutable,
    ).toBe(true);
    const excluded = [{ person: "bo", why: "owner" as const }];
    const only = route({ approval: rule([{ from: ["person:bo"] }]) });
    expect(story({ route: only }).state().unroutable).toBe(false);
    expect(story({ route: only, excluded }).state().unroutable).toBe(true);
  });

  test("may still be approved by somebody who became eligible", () => {
    const request = story({ route: route({ approval: rule([{ from: ["team:ghosts"] }]) }) });
    request.become(company({ teams: new Map([["ghosts", ["di"]]]) }));
    request.send(10, approve("di"));
    expect(request.state().status).toBe("approved");
  });
});

describe("a ladder that reaches nobody", () => {
  test("pages the fallback, once, also when people could answer", () => {
    const request = story({ route: route({ steps: [step(0, "schedule:never"), step(300, "team:ghosts")] }) });
    expect(request.state()).toMatchObject({ unroutable: false, fallbackPaged: true, reached: ["fay"] });
    expect(request.send(300, tick).events).toEqual([]);
  });

  test("of a route without steps is the fallback's at once", () => {
    expect(opened({ route: route({ steps: [] }) })).toEqual(["opened", "fallback_paged: fay"]);
  });

  test("waits for steps still to come before it bothers the fallback", () => {
    const request = story({ route: route({ steps: [step(300, "schedule:never")] }) });
    expect(request.state().fallbackPaged).toBe(false);
    expect(told(request.send(300, tick).events)).toEqual(["step_skipped 0", "fallback_paged: fay"]);
  });

  test("and a fallback that names nobody leave it to its deadline", () => {
    const directory = without("fay", company({ fallback: [] }));
    const request = story({ directory, route: route({ steps: [] }) });
    expect(request.state()).toMatchObject({ fallbackPaged: true, reached: [] });
    expect(told(request.send(900, tick).events)).toEqual(["decided denied (deadline)"]);
  });
});

test("an extension keeps steps at their offsets", () => {
  const request = story();
  request.send(10, extend("bo", 300));
  expect(told(request.send(300, tick).events)).toEqual(["step_entered 1: cy"]);
});
