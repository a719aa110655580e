import { describe, expect, test } from "vitest";
import { type EscalationRoute, nextMove } from "./escalation-route";
import { acknowledge, route, step, story, tick, told } from "./testing-requests";

/** Fifteen minutes, and every page must leave two of them. */
const path = (more: Partial<EscalationRoute>): EscalationRoute =>
  route({ minRemainingSeconds: 120, steps: [step(0, "person:bo"), step(840, "person:ana")], ...more });
const opened = (more: Partial<EscalationRoute>) => story({ route: path(more) });

describe("a page that would leave less than the route's least time", () => {
  test("is sent as written where the route says so", () => {
    const request = opened({ whenLate: "fire" });
    expect(told(request.send(839, tick).events).filter((word) => word.startsWith("step"))).toEqual([]);
    expect(told(request.send(840, tick).events)).toContain("step_entered 1: ana");
  });

  test("makes way for the last step, while that still leaves enough", () => {
    const request = opened({ whenLate: "last_step" });
    expect(told(request.send(779.999, tick).events).filter((word) => word.startsWith("step"))).toEqual([]);
    expect(told(request.send(780, tick).events)).toContain("step_entered 1: ana");
    expect(told(request.send(899, tick).events).filter((word) => word.startsWith("step"))).toEqual([]);
  });

  test("and the steps between are skipped, and say why", () => {
    const steps = [step(0, "person:bo"), step(800, "person:cy"), step(840, "person:ana")];
    const { events } = opened({ whenLate: "last_step", steps }).send(780, tick);
    expect(events).toContainEqual({ type: "step_skipped", position: 1, index: 1, why: "late" });
    expect(told(events)).toContain("step_entered 2: ana");
  });

  test("is no reason to page the last step twice: further rounds that come too late never begin", () => {
    const request = opened({
      whenLate: "last_step",
      repeat: 2,
      steps: [step(0, "person:bo"), step(600, "person:ana")],
    });
    request.send(600, tick);
    const later = [781, 860, 899].flatMap((at) => told(request.send(at, tick).events));
    expect(later.filter((word) => word.startsWith("step"))).toEqual([]);
  });

  test("comes with more time where the route gives it, which is no person's extension", () => {
    const request = opened({ whenLate: "extend" });
    const { events } = request.send(840, tick);
    expect(events).toContainEqual({
      type: "extended",
      person: null,
      seconds: 60,
      deadlineAt: new Date(request.state().openedAt.getTime() + 960_000),
    });
    expect(told(events)).toContain("step_entered 1: ana");
    expect(request.state()).toMatchObject({ extensions: 0, status: "pending" });
    expect(request.send(959, tick).events.some(({ type }) => type === "decided")).toBe(false);
    expect(request.send(960, tick).events.some(({ type }) => type === "decided")).toBe(true);
  });

  test("goes to the last step instead where more time would go beyond the hard cap", () => {
    const request = opened({ whenLate: "extend", maxDeadlineSeconds: 930 });
    expect(told(request.send(780, tick).events)).toContain("step_entered 1: ana");
    expect(request.state().deadlineAt.getTime() - request.state().openedAt.getTime()).toBe(900_000);
  });

  test("after a downtime comes with the time from now on", () => {
    const request = opened({ whenLate: "extend", steps: [step(0, "person:bo"), step(300, "person:ana")] });
    const { events } = request.send(870, tick);
    expect(events).toContainEqual(expect.objectContaining({ type: "extended", person: null, seconds: 90 }));
    expect(told(events)).toContain("step_entered 1: ana");
  });

  test("leaves exactly the least time and is no trouble", () => {
    const request = opened({ whenLate: "extend", steps: [step(0, "person:bo"), step(780, "person:ana")] });
    expect(request.send(780, tick).events.some(({ type }) => type === "extended")).toBe(false);
  });

  test("waits for an acknowledgement's pause, which ends while there is still time", () => {
    const request = opened({ whenLate: "last_step", ackTimeoutSeconds: 600 });
    request.send(400, acknowledge("bo"));
    expect(told(request.send(780, tick).events)).toContain("step_entered 1: ana");
  });

  test("is none where the step comes after the deadline: that never pages anybody, early either", () => {
    const request = opened({
      whenLate: "last_step",
      steps: [step(0, "person:bo"), step(1200, "person:ana")],
    });
    expect(told(request.send(899, tick).events).filter((word) => word.startsWith("step"))).toEqual([]);
  });

  test("has an instant of its own that the clock wakes at", () => {
    const { ladder, openedAt, deadlineAt } = opened({ whenLate: "last_step" }).state();
    const move = nextMove(path({ whenLate: "last_step" }), ladder, { openedAt, deadlineAt });
    expect(move).toEqual({ at: new Date(openedAt.getTime() + 780_000), how: "last_step" });
  });
});
