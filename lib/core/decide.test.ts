import { describe, expect, test } from "vitest";
import type { Command } from "./command";
import {
  answer,
  approve,
  ask,
  atLevel,
  company,
  deny,
  extend,
  moment,
  OTHER_DIGEST,
  route,
  rule,
  type Story,
  step,
  story,
  supersede,
  told,
  withdraw,
  without,
} from "./testing-requests";

const codeOf = (request: Story, seconds: number, command: Command) =>
  request.send(seconds, command).refusal?.code ?? "ok";

describe("an answer", () => {
  test("is one a person: the same again changes nothing, the other one is refused (invariant 8)", () => {
    const request = story({ route: route({ approval: rule([{ from: ["team:payments"], approve: 2 }]) }) });
    request.send(10, approve("bo"));
    expect(request.send(11, { ...approve("bo"), id: "rsp_again" } as Command)).toEqual({
      events: [],
      refusal: null,
    });
    expect(request.state().responses.map(({ id }) => id)).toEqual(["rsp_bo_approve"]);
    expect(codeOf(request, 12, deny("bo"))).toBe("already_responded");
  });

  test("to another digest than the request's is refused (invariant 11)", () => {
    const request = story();
    expect(codeOf(request, 10, approve("bo", { digest: OTHER_DIGEST }))).toBe("digest_mismatch");
    expect(codeOf(request, 10, deny("bo", { digest: OTHER_DIGEST }))).toBe("digest_mismatch");
    expect(request.state().responses).toEqual([]);
  });

  test("from nobody the rule lets answer is refused, not ignored", () => {
    const request = story({ excluded: [{ person: "cy", why: "owner" }] });
    expect(codeOf(request, 10, approve("fay"))).toBe("not_eligible");
    expect(codeOf(request, 10, approve("stranger"))).toBe("not_eligible");
    expect(codeOf(request, 10, approve("cy"))).toBe("self_approval");
    expect(request.state().responses).toEqual([]);
  });

  test("that approves needs the route's assurance; a denial needs none", () => {
    const approval = { ...rule([{ from: ["team:payments"] }]), assurance: "recent" as const };
    const request = story({ route: route({ approval }) });
    expect(codeOf(request, 10, approve("bo", { assurance: "session" }))).toBe("step_up_required");
    expect(codeOf(request, 11, deny("cy", { assurance: "slack" }))).toBe("ok");
    expect(codeOf(story({ route: route({ approval }) }), 10, approve("bo", { assurance: "passkey" }))).toBe(
      "ok",
    );
  });

  test("needs words where the route asks for a reason; spaces are none", () => {
    const approval = { ...rule([{ from: ["team:payments"] }]), reasonRequired: true };
    const request = story({ route: route({ approval }) });
    expect(codeOf(request, 10, approve("bo"))).toBe("reason_required");
    expect(codeOf(request, 10, deny("bo", { reason: " \n" }))).toBe("reason_required");
    expect(codeOf(request, 10, approve("bo", { reason: "checked" }))).toBe("ok");
    expect(request.state().decision?.reason).toBe("checked");
  });

  test("keeps what it was given with, and the decision names who gave it and where", () => {
    const request = story();
    request.send(10, approve("bo", { constraints: { most: 5 } }));
    expect(request.state().responses).toMatchObject([
      { person: "bo", via: "web", assurance: "session", at: moment(10) },
    ]);
    expect(request.state().decision).toMatchObject({
      decidedBy: [{ person: "bo", via: "web" }],
      constraints: { most: 5 },
      dropped: [],
    });
  });
});

test("constraints are data: a name that means something to JavaScript is kept like any other", () => {
  const constraints = JSON.parse('{"__proto__":{"most":5},"most":1}') as Record<string, unknown>;
  const request = story();
  request.send(10, approve("bo", { constraints }));
  expect(JSON.stringify(request.state().grant?.constraints)).toBe(JSON.stringify(constraints));
});

describe("who agreed is judged again when it is decided (invariant 5)", () => {
  const two = () =>
    story({ route: route({ approval: rule([{ from: ["team:payments"], approve: 2, level: 1 }]) }) });

  test("an approval whose giver has left no longer counts, and the decision says it was dropped", () => {
    const request = two();
    request.send(10, approve("bo"));
    request.become(without("bo"));
    request.send(20, approve("cy"));
    expect(request.state().status).toBe("pending");
    request.send(30, approve("di"));
    expect(request.state().decision).toMatchObject({
      outcome: "approved",
      decidedBy: [{ person: "cy" }, { person: "di" }],
      dropped: ["rsp_bo_approve"],
    });
  });

  test("nor does one whose giver left the team, or fell below the level", () => {
    for (const changed of [company({ teams: new Map([["payments", ["cy", "di"]]]) }), atLevel("bo", 0)]) {
      const request = two();
      request.send(10, approve("bo"));
      request.become(changed);
      request.send(20, approve("cy"));
      expect(request.state().status).toBe("pending");
    }
  });

  test("authority regained before the decision counts again", () => {
    const request = two();
    request.send(10, approve("bo"));
    request.become(without("bo"));
    request.become(company());
    request.send(20, approve("cy"));
    expect(request.state().decision).toMatchObject({ outcome: "approved", dropped: [] });
  });
});

describe("denying", () => {
  test("one denial denies at once, whatever was approved before", () => {
    const request = story({ route: route({ approval: rule([{ from: ["team:payments"], approve: 3 }]) }) });
    request.send(10, approve("bo"));
    request.send(11, approve("cy"));
    expect(told(request.send(12, deny("di", { reason: "no" })).events)).toEqual([
      "responded",
      "decided denied (approver)",
    ]);
    expect(request.state().decision).toMatchObject({ reason: "no", decidedBy: [{ person: "di" }] });
    expect(request.state().grant).toBeNull();
  });

  test("takes as many people as the threshold says", () => {
    const request = story({ route: route({ approval: rule([{ from: ["team:payments"], deny: 2 }]) }) });
    request.send(10, deny("bo"));
    expect(request.state().status).toBe("pending");
    request.send(11, deny("cy"));
    expect(request.state().decision?.outcome).toBe("denied");
  });

  test.each(["owner", "subject", "delegation"] as const)(
    "the %s may deny, though never approve (invariant 4)",
    (why) => {
      const request = story({ excluded: [{ person: "bo", why }] });
      expect(codeOf(request, 10, approve("bo"))).toBe("self_approval");
      expect(codeOf(request, 11, deny("bo"))).toBe("ok");
      expect(request.state().decision).toMatchObject({ outcome: "denied", cause: "approver" });
    },
  );
});

describe("withdrawing and superseding", () => {
  test("a withdrawal ends a pending request, and repeating it is no error", () => {
    const request = story();
    request.send(10, { type: "withdraw", reason: "not needed", reasonCode: "done" });
    expect(request.state().decision).toMatchObject({
      cause: "withdrawn",
      reason: "not needed",
      reasonCode: "done",
    });
    expect(request.send(11, withdraw)).toEqual({ events: [], refusal: null });
  });

  test("neither ends a request that was decided otherwise", () => {
    for (const end of [approve("bo"), deny("bo"), supersede]) {
      const request = story();
      request.send(10, end);
      expect(codeOf(request, 11, withdraw)).toBe("already_decided");
      expect(codeOf(request, 11, supersede)).toBe("already_decided");
    }
  });
});

describe("questions", () => {
  test("are answered once: the same again changes nothing, another answer is refused", () => {
    const request = story();
    request.send(10, ask);
    expect(codeOf(request, 11, answer("8812"))).toBe("ok");
    expect(request.send(12, answer("8812"))).toEqual({ events: [], refusal: null });
    expect(codeOf(request, 13, answer("8813"))).toBe("already_answered");
    expect(codeOf(request, 13, answer("8813", "qst_2"))).toBe("unknown_question");
    expect(request.state().questions).toMatchObject([
      { text: "which order?", answer: "8812", answeredAt: moment(11) },
    ]);
  });
});

describe("extending", () => {
  test("moves the deadline twice at most, and an answer then counts until the new one", () => {
    const request = story();
    expect(codeOf(request, 10, extend("bo", 300))).toBe("ok");
    expect(codeOf(request, 11, extend("bo", 300))).toBe("ok");
    expect(codeOf(request, 12, extend("bo", 1))).toBe("extend_limit");
    expect(request.state().deadlineAt).toEqual(moment(1500));
    expect(codeOf(request, 1499, approve("bo"))).toBe("ok");
  });

  test.each([0, -60, 301, Number.NaN, Number.POSITIVE_INFINITY])(
    "by %d seconds is no extension",
    (seconds) => {
      const request = story();
      expect(codeOf(request, 10, extend("bo", seconds))).toBe("extend_limit");
      expect(request.state().deadlineAt).toEqual(moment(900));
    },
  );

  test("stays within the route's hard cap", () => {
    const request = story({ route: route({ maxDeadlineSeconds: 1000 }) });
    expect(codeOf(request, 10, extend("bo", 101))).toBe("extend_limit");
    expect(codeOf(request, 10, extend("bo", 100))).toBe("ok");
  });

  test("is for those paged and those who may answer", () => {
    const request = story({ route: route({ steps: [step(0, "person:fay")] }) });
    expect(codeOf(request, 10, extend("ana", 60))).toBe("not_eligible");
    expect(codeOf(request, 10, extend("fay", 60))).toBe("ok");
    expect(codeOf(request, 10, extend("di", 60))).toBe("ok");
  });
});
