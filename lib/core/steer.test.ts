import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "./decide";
import { steering } from "./steer";
import { anyMoves, anySetting, PEOPLE, play } from "./testing-request-scenes";
import {
  acknowledge,
  addResponder,
  approve,
  atLevel,
  company,
  deny,
  escalate,
  reassign,
  route,
  rule,
  step,
  story,
  targets,
  tick,
  told,
} from "./testing-requests";

const open = rule([{ from: null }]);
const owner = (person: string) => [{ person, why: "owner" as const }];

describe("handing a request on", () => {
  test("pages whoever it is handed to at once, and counts them among those the route pages", () => {
    const request = story({ route: route({ approval: open }) });
    expect(request.send(9, approve("di")).refusal).toEqual({ code: "not_eligible" });
    expect(told(request.send(10, reassign("bo", "di")).events)).toEqual(["reassigned: di"]);
    expect(request.state()).toMatchObject({ paged: ["bo", "di"], reached: ["bo", "di"] });
    request.send(20, approve("di"));
    expect(request.state().status).toBe("approved");
  });

  test("releases whoever was paged: no reminder, no resumed page, no later step; their authority stays", () => {
    const request = story({ route: route({ steps: [step(0, "person:bo")], repeat: 2 }) });
    request.send(5, acknowledge("bo"));
    request.send(10, reassign("bo", "cy"));
    expect(told(request.send(305, tick).events)).toEqual(["paging_resumed 0: cy", "step_entered 1:"]);
    expect(told(request.send(450, tick).events)).toEqual(["reminded: cy"]);
    expect(told(request.send(605, tick).events)).toEqual(["step_entered 2: cy"]);
    request.send(700, approve("bo"));
    expect(request.state().status).toBe("approved");
  });

  test("leaves whoever was not paged yet on the step that will page them", () => {
    const request = story({ route: route({ approval: rule([{ from: ["person:ana", "person:di"] }]) }) });
    expect(request.send(10, reassign("ana", "di")).events).toMatchObject([{ released: false }]);
    expect(told(request.send(600, tick).events)).toContain("step_entered 2: ana");
  });

  test("back to where it came from takes the release back", () => {
    const request = story();
    request.send(10, reassign("bo", "cy"));
    expect(told(request.send(20, reassign("cy", "bo")).events)).toEqual(["reassigned: bo"]);
    expect(told(request.send(300, escalate(0)).events)).toEqual(["step_entered 1: bo"]);
  });

  test("asked twice is done once", () => {
    const request = story();
    expect(request.send(10, reassign("bo", "cy")).events).toHaveLength(1);
    expect(request.send(11, reassign("bo", "cy"))).toEqual({ events: [], refusal: null });
    request.send(12, reassign("cy", "di"));
    expect(request.send(13, reassign("bo", "cy")).events).toHaveLength(1);
  });

  test("is refused to those who could never answer, have answered, are excluded, or do not exist", () => {
    const two = route({ approval: rule([{ from: ["team:payments"], approve: 2, level: 2 }]) });
    const request = story({ route: two, excluded: owner("cy") });
    const codeOf = (to: string) => request.send(20, reassign("bo", to)).refusal?.code;
    request.send(10, approve("bo"));
    expect(codeOf("bo")).toBe("assignee_answered");
    expect(codeOf("ana"), "not in the team").toBe("assignee_not_eligible");
    expect(codeOf("di"), "below the level").toBe("assignee_not_eligible");
    expect(codeOf("eve"), "an auditor").toBe("assignee_not_eligible");
    expect(codeOf("cy"), "the agent's owner").toBe("assignee_excluded");
    expect(codeOf("nobody")).toBe("unknown_person");
    expect(request.state().paged).toEqual(["bo"]);
  });

  test("is for those the request concerns and for managers, until its end", () => {
    const request = story({ route: route({ deadlineSeconds: 60 }) });
    expect(request.send(10, reassign("ana", "cy")).refusal, "not paged yet, and not in the rule").toEqual({
      code: "not_eligible",
    });
    expect(request.send(10, reassign("fay", "cy")).events, "an admin").toHaveLength(1);
    expect(request.send(60, reassign("bo", "cy")).refusal).toEqual({ code: "deadline_passed" });
    const decided = story();
    decided.send(10, deny("bo"));
    expect(decided.send(11, reassign("bo", "cy")).refusal).toEqual({ code: "already_decided" });
  });

  test("never lets the agent's owner widen who may approve it (invariant 4)", () => {
    const path = route({ approval: open, steps: [step(0, "person:bo"), step(300, "person:cy")] });
    const request = story({ route: path, excluded: owner("bo") });
    expect(request.send(10, reassign("bo", "di")).refusal).toEqual({ code: "assignee_not_eligible" });
    expect(request.send(10, addResponder("bo", "di")).refusal).toEqual({ code: "assignee_not_eligible" });
    expect(request.send(10, reassign("bo", "cy")).events, "the route takes Cy's answer anyhow").toHaveLength(
      1,
    );
  });
});

describe("adding a responder", () => {
  test("pages one more person, releases nobody, and is done once", () => {
    const request = story({ route: route({ steps: [step(0, "person:bo")] }) });
    expect(told(request.send(10, addResponder("bo", "cy")).events)).toEqual(["responder_added: cy"]);
    expect(request.send(11, addResponder("di", "cy"))).toEqual({ events: [], refusal: null });
    expect(told(request.send(450, tick).events)).toEqual(["reminded: bo cy"]);
  });

  test("brings somebody who handed it on back", () => {
    const request = story();
    request.send(10, reassign("bo", "cy"));
    expect(told(request.send(20, addResponder("cy", "bo")).events)).toEqual(["responder_added: bo"]);
    expect(told(request.send(450, tick).events)).toContain("reminded: bo");
  });
});

describe("sending a request down another route", () => {
  const security = route({
    id: "security",
    approval: rule([{ from: ["team:security"] }]),
    steps: [step(0, "person:ana"), step(60, "person:bo")],
  });

  test("starts the new ladder at that instant and leaves the deadline where it was", () => {
    const request = story();
    const { deadlineAt } = request.state();
    expect(told(request.reroute(100, "fay", security).events)).toEqual(["rerouted", "step_entered 0: ana"]);
    expect(request.send(159, tick).events).toEqual([]);
    expect(told(request.send(160, tick).events)).toEqual(["step_entered 1: bo"]);
    expect(request.state()).toMatchObject({
      deadlineAt,
      paged: ["ana", "bo"],
      reached: ["bo", "fay", "ana"],
    });
    expect(request.send(170, approve("di")).refusal).toEqual({ code: "not_eligible" });
    request.send(171, approve("ana"));
    expect(request.state().status).toBe("approved");
    expect(request.refolded()).toEqual(request.state());
  });

  test("judges earlier answers by the new rule at once: met, it is decided without paging anybody", () => {
    const request = story({ route: route({ approval: rule([{ from: ["team:payments"], approve: 2 }]) }) });
    request.send(10, approve("bo"));
    expect(told(request.reroute(20, "fay", security).events)).toEqual([
      "rerouted",
      "decided approved (approver)",
    ]);
    expect(request.state().decision?.decidedBy).toEqual([{ person: "bo", via: "web" }]);
  });

  test("lets a denial that now suffices deny", () => {
    const request = story({
      route: route({ approval: rule([{ from: ["team:payments"], approve: 2, deny: 2 }]) }),
    });
    request.send(10, deny("bo"));
    request.reroute(20, "fay", security);
    expect(request.state().decision).toMatchObject({ outcome: "denied", cause: "approver" });
  });

  test("counts no approval given with less assurance, or without the reason, that the new rule asks for", () => {
    const strict = { ...security, approval: { ...security.approval, assurance: "passkey" as const } };
    const request = story({ route: route({ approval: rule([{ from: ["team:payments"], approve: 2 }]) }) });
    request.send(10, approve("bo"));
    expect(told(request.reroute(20, "fay", strict).events)).toEqual(["rerouted", "step_entered 0: ana"]);
    expect(request.send(30, approve("bo")).refusal).toEqual({ code: "step_up_required" });
    expect(request.send(40, approve("bo", { assurance: "passkey" })).events).toMatchObject([
      { type: "responded", replaces: "rsp_bo_approve" },
      { type: "decided" },
    ]);
    expect(request.state()).toMatchObject({ status: "approved", responses: [{ assurance: "passkey" }] });
    const worded = { ...security, approval: { ...security.approval, reasonRequired: true } };
    const other = story({ route: route({ approval: rule([{ from: ["team:payments"], approve: 2 }]) }) });
    other.send(10, approve("bo"));
    other.reroute(20, "fay", worded);
    expect(other.state().status).toBe("pending");
  });

  test("drops what was approved by somebody whom the new rule does not take", () => {
    const request = story({ route: route({ approval: rule([{ from: ["team:payments"], approve: 2 }]) }) });
    request.send(10, approve("cy"));
    request.reroute(20, "fay", security);
    request.send(30, approve("ana"));
    expect(request.state().decision).toMatchObject({
      decidedBy: [{ person: "ana" }],
      dropped: ["rsp_cy_approve"],
    });
  });

  test("pages the fallback where nobody could approve, and says so at the end; a better route mends it", () => {
    const hopeless = route({ id: "hopeless", approval: rule([{ from: ["team:ghosts"] }]) });
    const request = story();
    expect(told(request.reroute(10, "fay", hopeless).events)).toEqual([
      "rerouted",
      "step_entered 0: bo",
      "fallback_paged: fay",
    ]);
    expect(request.state().unroutable).toBe(true);
    const mended = request.reroute(20, "fay", security);
    expect(mended.refusal).toBeNull();
    expect(request.state().unroutable).toBe(false);
    request.reroute(30, "fay", hopeless);
    request.send(900, tick);
    expect(request.state().decision).toMatchObject({ outcome: "denied", cause: "unroutable" });
  });

  test("is for those who manage: an approver cannot choose the rule their own approval has to meet", () => {
    for (const person of ["bo", "cy", "di"])
      expect(story().reroute(10, person, security)).toEqual({
        events: [],
        refusal: { code: "not_eligible" },
      });
  });

  test("to where it is changes nothing", () => {
    const request = story();
    request.reroute(10, "fay", security);
    const before = request.state();
    const pin = { route: "security", configVersion: 1 };
    const again = { type: "reroute", person: "fay", from: pin, to: pin, before: request.world(11) } as const;
    expect(request.send(11, again)).toEqual({ events: [], refusal: null });
    expect(request.state()).toBe(before);
  });

  test("is for managers and those who may answer, never for the agent's own people", () => {
    const request = story({ excluded: owner("bo") });
    expect(request.reroute(10, "bo", security).refusal).toEqual({ code: "excluded_from_steering" });
    expect(request.reroute(10, "eve", security).refusal).toEqual({ code: "not_eligible" });
    expect(request.reroute(10, "ana", security).refusal, "may not answer").toEqual({ code: "not_eligible" });
    expect(request.reroute(10, "fay", security).refusal).toBeNull();
  });

  test("forgets who was put on the old one by hand", () => {
    const request = story({ route: route({ approval: open }) });
    request.send(10, reassign("bo", "di"));
    request.reroute(20, "fay", route({ id: "open", approval: open, steps: [step(0, "person:bo")] }));
    expect(told(request.send(450, tick).events)).toEqual(["reminded: bo"]);
    expect(request.send(460, approve("di")).refusal).toEqual({ code: "not_eligible" });
  });
});

describe("what a person may do about a request besides answering", () => {
  const told = (person: string, request = story()) => steering(request.state(), person, request.world(10));

  test("is told to each by what they are to it, and whom they may put on it", () => {
    expect(told("bo")).toEqual({
      verbs: ["acknowledge", "escalate", "extend", "reassign", "add_responder"],
      assignees: ["bo", "cy", "di"],
    });
    expect(told("fay").verbs, "an admin, nobody's approver").toEqual([
      "escalate",
      "reassign",
      "add_responder",
      "reroute",
    ]);
    expect(told("eve"), "an auditor").toEqual({ verbs: [], assignees: [] });
    const owned = story({ excluded: owner("bo") });
    expect(told("bo", owned).verbs).not.toContain("reroute");
    expect(told("bo", owned).assignees).toEqual(["cy", "di"]);
  });

  test("says of everyone whom the rule takes once paged, and of no one else, that they may be put on it", () => {
    fc.assert(
      fc.property(anySetting, anyMoves, fc.constantFrom(...PEOPLE), (setting, moves, person) => {
        const request = play(setting, moves, () => undefined);
        const seconds = moves.reduce((sum, { wait }) => sum + wait, 0);
        if (request.state().status !== "pending") return;
        const { assignees, verbs } = steering(request.state(), person, request.world(seconds));
        if (!verbs.includes("reassign")) return;
        for (const to of PEOPLE) {
          const refusal = decide(request.state(), reassign(person, to), request.world(seconds)).refusal;
          if (refusal?.code === "deadline_passed") continue;
          if (assignees.includes(to)) expect(refusal).toBeNull();
          else if (refusal === null) expect(request.state().assignments?.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 200 },
    );
  });
});

test("a successor who has left is nobody's: the page goes to whom the step means", () => {
  const request = story({ route: route({ steps: [step(0, "person:bo"), step(60, "person:bo")] }) });
  request.send(10, reassign("bo", "cy"));
  request.become({ ...company(), people: new Map([...company().people].filter(([id]) => id !== "cy")) });
  expect(told(request.send(60, tick).events)).toEqual(["step_entered 1: bo"]);
});

test("a level lost since makes nobody assignable", () => {
  const request = story({ route: route({ approval: rule([{ from: ["team:payments"], level: 2 }]) }) });
  request.become(atLevel("cy", 1, company({ fallback: targets("person:ana") })));
  expect(request.send(10, reassign("bo", "cy")).refusal).toEqual({ code: "assignee_not_eligible" });
});
