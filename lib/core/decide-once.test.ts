import { describe, expect, test } from "vitest";
import type { Command } from "./command";
import {
  acknowledge,
  answer,
  approve,
  ask,
  deny,
  escalate,
  extend,
  moment,
  route,
  rule,
  type Story,
  story,
  supersede,
  tick,
  told,
  withdraw,
} from "./testing-requests";

const codeOf = (request: Story, seconds: number, command: Command) =>
  request.send(seconds, command).refusal?.code ?? "ok";
const comment: Command = { type: "comment", person: "bo", text: "looking" };

describe("the deadline (invariant 2)", () => {
  test("an approval a millisecond before the deadline counts", () => {
    const request = story();
    expect(told(request.send(899.999, approve("bo")).events)).toEqual([
      "responded",
      "decided approved (approver)",
    ]);
  });

  test("an approval at the deadline's own instant is a denial, and is told it came too late", () => {
    const request = story();
    const { events, refusal } = request.send(900, approve("bo"));
    expect(told(events)).toEqual(["decided denied (deadline)"]);
    expect(refusal?.code).toBe("deadline_passed");
    expect(request.state()).toMatchObject({
      status: "denied",
      responses: [],
      grant: null,
      decision: { cause: "deadline", decidedBy: [], decidedAt: moment(900) },
    });
  });

  test("a decision made late says when it was made, never the deadline's own value", () => {
    const request = story();
    request.send(5000, tick);
    expect(request.state().decision?.decidedAt).toEqual(moment(5000));
  });

  test.each<[string, Command, string]>([
    ["an approval", approve("bo"), "deadline_passed"],
    ["a denial", deny("bo"), "deadline_passed"],
    ["a stranger's answer", approve("fay"), "deadline_passed"],
    ["an acknowledgement", acknowledge("bo"), "deadline_passed"],
    ["an escalation", escalate(0), "deadline_passed"],
    ["an extension", extend("bo", 60), "deadline_passed"],
    ["a question", ask, "deadline_passed"],
    ["a withdrawal", withdraw, "already_decided"],
    ["a supersession", supersede, "already_decided"],
    ["a comment", comment, "ok"],
    ["an agent's answer", answer("1"), "unknown_question"],
    ["a tick", tick, "ok"],
  ])("the first look after it decides, also when it is %s", (_, command, code) => {
    const request = story();
    const late = request.send(900, command);
    expect(told(late.events)[0]).toBe("decided denied (deadline)");
    expect(late.refusal?.code ?? "ok").toBe(code);
  });

  test("somebody who repeats their own answer after it gets their answer, and the request its decision", () => {
    const request = story({ route: route({ approval: rule([{ from: ["team:payments"], approve: 2 }]) }) });
    request.send(10, approve("bo"));
    expect(request.send(900, approve("bo")).refusal).toBeNull();
    expect(request.state().decision?.cause).toBe("deadline");
    expect(codeOf(request, 901, approve("bo"))).toBe("ok");
    expect(codeOf(request, 901, deny("bo"))).toBe("already_responded");
  });

  test("a shorter deadline is the one that counts", () => {
    const request = story({ deadlineSeconds: 60 });
    expect(codeOf(request, 60, approve("bo"))).toBe("deadline_passed");
  });
});

describe("one decision (invariant 1)", () => {
  const decided = {
    approved: (request: Story) => request.send(10, approve("bo")),
    denied: (request: Story) => request.send(10, deny("bo")),
    withdrawn: (request: Story) => request.send(10, withdraw),
    superseded: (request: Story) => request.send(10, supersede),
    late: (request: Story) => request.send(900, tick),
  };
  const everyCommand: readonly Command[] = [
    approve("cy"),
    deny("cy"),
    approve("fay"),
    acknowledge("cy"),
    escalate(0),
    extend("cy", 60),
    withdraw,
    supersede,
    tick,
    ask,
  ];

  test.each(Object.keys(decided) as (keyof typeof decided)[])("once %s, no command changes it", (how) => {
    const request = story();
    decided[how](request);
    const { status, decision } = request.state();
    for (const seconds of [11, 901]) {
      for (const command of everyCommand) expect(request.send(seconds, command).events).toEqual([]);
    }
    expect(request.state()).toMatchObject({ status, decision });
  });

  test("who comes second is told it is decided, and too late only when nobody answered in time", () => {
    const request = story();
    request.send(10, approve("bo"));
    expect(codeOf(request, 11, approve("cy"))).toBe("already_decided");
    expect(codeOf(request, 11, deny("cy"))).toBe("already_decided");
    expect(codeOf(request, 950, deny("cy"))).toBe("already_decided");
    const late = story();
    late.send(900, tick);
    expect(codeOf(late, 901, approve("bo"))).toBe("deadline_passed");
  });

  test("a late answer hears the same every time, also where nobody could have answered (invariant 8)", () => {
    const request = story({ route: route({ approval: rule([{ from: ["team:ghosts"] }]) }) });
    expect(codeOf(request, 900, approve("bo"))).toBe("deadline_passed");
    expect(request.state().decision?.cause).toBe("unroutable");
    expect(codeOf(request, 901, approve("bo"))).toBe("deadline_passed");
  });

  test("a comment and an agent's answer may still be added; they are new facts", () => {
    const request = story();
    request.send(5, ask);
    request.send(10, deny("bo"));
    expect(told(request.send(11, comment).events)).toEqual(["commented"]);
    expect(told(request.send(12, answer("8812")).events)).toEqual(["answered"]);
  });
});
