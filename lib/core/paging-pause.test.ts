import { describe, expect, test } from "vitest";
import {
  acknowledge,
  approve,
  extend,
  moment,
  route,
  rule,
  step,
  story,
  tick,
  told,
  without,
} from "./testing-requests";

/** Two of payments must agree, so that one answer leaves the request open. */
const TWO = rule([{ from: ["team:payments"], approve: 2 }]);

describe("an acknowledgement", () => {
  test("pauses the paging of the whole request and never moves the deadline", () => {
    const request = story();
    expect(request.send(250, acknowledge("bo")).events).toEqual([
      { type: "acknowledged", person: "bo", untilAt: moment(550) },
    ]);
    expect(request.send(300, tick).events).toEqual([]);
    expect(request.state().deadlineAt).toEqual(moment(900));
  });

  test("then paging resumes where it stopped, and what fell due meanwhile fires, each person once", () => {
    const request = story({
      route: route({ steps: [step(0, "person:bo", "person:di"), step(300, "person:cy", "person:bo")] }),
    });
    request.send(250, acknowledge("bo"));
    expect(told(request.send(550, tick).events)).toEqual([
      "paging_resumed 0: bo di",
      "step_entered 1: cy",
      "reminded:",
    ]);
    expect(request.state().acknowledgement).toBeNull();
  });

  test("resumes for everyone on the step except those who have responded", () => {
    const request = story({ route: route({ approval: TWO, steps: [step(0, "team:payments")] }) });
    request.send(10, acknowledge("bo"));
    request.send(20, approve("bo"));
    expect(told(request.send(310, tick).events)).toEqual(["paging_resumed 0: cy di"]);
  });

  test("resumes for the step where paging stopped, also when an empty one came after it", () => {
    const request = story({ route: route({ steps: [step(0, "person:bo"), step(300, "schedule:never")] }) });
    request.send(300, tick);
    request.send(310, acknowledge("bo"));
    expect(told(request.send(610, tick).events)).toContain("paging_resumed 0: bo");
  });

  test("before any step has fired resumes to nobody: a step does not fire before its time", () => {
    const request = story({ route: route({ steps: [step(500, "person:bo")] }) });
    request.send(10, acknowledge("di"));
    expect(told(request.send(310, tick).events)).toEqual(["paging_resumed 0:"]);
    expect(told(request.send(500, tick).events)).toContain("step_entered 0: bo");
  });

  test("resumes for whoever is on call by then, who may answer from then on", () => {
    const steps = [step(0, "schedule:hourly")];
    const request = story({
      route: route({ approval: rule([{ from: null }]), steps, deadlineSeconds: 86_400 }),
    });
    request.send(3500, acknowledge("ana"));
    expect(told(request.send(3800, tick).events)).toEqual(["paging_resumed 0: bo"]);
    request.send(7300, approve("bo"));
    expect(request.state().status).toBe("approved");
  });

  test("is cut short so that every remaining step can still fire with min_remaining left", () => {
    const request = story();
    expect(request.send(650, acknowledge("bo")).events).toEqual([
      { type: "acknowledged", person: "bo", untilAt: moment(780) },
    ]);
    expect(told(request.send(780, tick).events)).toContain("step_entered 1: cy");
  });

  test("in the last moments is noted and pauses nothing", () => {
    const request = story({ route: route({ steps: [step(0, "person:bo"), step(800, "person:cy")] }) });
    expect(request.send(790, acknowledge("bo")).refusal).toBeNull();
    expect(request.state().acknowledgedBy).toEqual(["bo"]);
    expect(told(request.send(800, tick).events)).toContain("step_entered 1: cy");
  });

  test("repeated by the same person changes nothing; by another it lasts from then on", () => {
    const request = story();
    request.send(10, acknowledge("bo"));
    expect(request.send(100, acknowledge("bo"))).toEqual({ events: [], refusal: null });
    request.send(200, acknowledge("cy"));
    expect(request.state().ladder.pausedUntilAt).toEqual(moment(500));
    expect(request.state().acknowledgedBy).toEqual(["bo", "cy"]);
  });

  test("is for those paged and those who may answer; nobody else can quiet a request", () => {
    const request = story();
    expect(request.send(10, acknowledge("fay"))).toEqual({ events: [], refusal: { code: "not_eligible" } });
    expect(request.send(10, acknowledge("ana")).refusal?.code).toBe("not_eligible");
    expect(request.send(10, acknowledge("di")).refusal).toBeNull();
  });
});

describe("reminders", () => {
  const steps = [step(0, "person:bo", "person:cy")];

  test("go at half time and two minutes before the end to those paged who have not answered", () => {
    const request = story({ route: route({ approval: TWO, steps }) });
    request.send(10, approve("bo"));
    expect(told(request.send(450, tick).events)).toEqual(["reminded: cy"]);
    expect(request.send(451, tick).events).toEqual([]);
    expect(told(request.send(780, tick).events)).toEqual(["reminded: cy"]);
    expect(request.send(899, tick).events).toEqual([]);
  });

  test("after downtime come once, not once for each that was missed", () => {
    const request = story({ route: route({ steps }) });
    expect(told(request.send(800, tick).events)).toEqual(["reminded: bo cy"]);
    expect(request.send(801, tick).events).toEqual([]);
  });

  test("come again before the end that an extension moved, and half time only once", () => {
    const request = story({ route: route({ steps }) });
    request.send(450, tick);
    request.send(790, tick);
    request.send(800, extend("bo", 300));
    expect(request.send(1079, tick).events).toEqual([]);
    expect(told(request.send(1080, tick).events)).toEqual(["reminded: bo cy"]);
    request.send(1190, extend("bo", 10));
    expect(request.send(1191, tick).events).toEqual([]);
  });

  test("keep quiet during a pause, but for the last one", () => {
    const request = story({ route: route({ steps, minRemainingSeconds: 0 }) });
    request.send(400, acknowledge("bo"));
    expect(told(request.send(450, tick).events)).toEqual(["reminded:"]);
    request.send(700, tick);
    request.send(770, acknowledge("cy"));
    expect(told(request.send(780, tick).events)).toEqual(["reminded: bo cy"]);
  });

  test("do not page a person who was paged in the same pass", () => {
    const request = story({ route: route({ steps: [step(0, "person:bo"), step(450, "person:cy")] }) });
    expect(told(request.send(450, tick).events)).toEqual(["step_entered 1: cy", "reminded: bo"]);
  });

  test("skip people who left", () => {
    const request = story({ route: route({ steps }) });
    request.become(without("cy"));
    expect(told(request.send(450, tick).events)).toEqual(["reminded: bo"]);
  });
});
