import { describe, expect, it } from "vitest";
import { ConfigDocument, type ConfigDocumentInput } from "../config";
import { lint } from "./lint";

type PolicyInput = NonNullable<ConfigDocumentInput["policies"]>[number];

const problemsOf = (policies: PolicyInput[]) =>
  lint(
    ConfigDocument.parse({
      organisation: { id: "acme", name: "Acme", fallback: { notify: ["person:ana"] } },
      people: [{ id: "ana", name: "Ana", email: "ana@acme.test", role: "admin" }],
      surfaces: [
        { id: "refund", tools: ["refund"] },
        { id: "wipe", tier: "prohibited" },
      ],
      policies,
    }),
    new Date("2026-11-27T12:00:00Z"),
  )
    .filter(({ code }) => code.startsWith("policy_"))
    .map(({ code, severity, path, message }) => `${severity} ${code} ${path}: ${message}`);

const on = (id: string, verdict: PolicyInput["verdict"], more: Partial<PolicyInput> = {}): PolicyInput => ({
  id,
  surface: "refund",
  verdict,
  ...more,
});

const BLOCK = on("stop", "block");

describe("the linter proves that a policy decides nothing", () => {
  it("because a stricter one of its surface always holds", () => {
    expect(problemsOf([on("small", "allow", { when: "args.x > 1" }), BLOCK])).toEqual([
      "warning policy_unreachable /policies/0/when: policy small: it decides nothing, because stop always holds and block beats allow; give stop a narrower condition, or remove one of them",
    ]);
  });

  it("because a stricter one of every surface always holds, however that is written", () => {
    const always: PolicyInput = { id: "always", verdict: "escalate", when: "1 < 2 || args.x > 1" };
    expect(problemsOf([on("small", "allow"), always])).toHaveLength(1);
    expect(problemsOf([on("stop", "block"), always])).toEqual([]);
  });

  it("because a stricter one has the same condition", () => {
    const strict = on("strict", "escalate", { when: "args.x>1" });
    expect(problemsOf([on("small", "allow", { when: "args.x > 1" }), strict])).toEqual([
      "warning policy_unreachable /policies/0/when: policy small: it decides nothing, because strict has the same condition and escalate beats allow; give strict a narrower condition, or remove one of them",
    ]);
  });

  it.each([["false"], ["args.x > 1 && 2 < 1"], ["!(true || args.x > 1)"]])(
    "because its condition is false whatever is proposed: %s",
    (when) => {
      expect(problemsOf([on("never", "block", { when })])).toEqual([
        "warning policy_unreachable /policies/0/when: policy never: its condition is false whatever is proposed; correct it, or remove the policy",
      ]);
    },
  );

  it("because its surface is prohibited", () => {
    expect(problemsOf([{ id: "let", surface: "wipe", verdict: "allow" }])).toEqual([
      "warning policy_unreachable /policies/0/surface: policy let: it decides nothing, because wipe is prohibited; change the tier, or remove the policy",
    ]);
  });

  it.each<[string, PolicyInput]>([
    ["is in shadow", on("stop", "block", { mode: "shadow" })],
    ["has yet to start", on("stop", "block", { from: "2030-01-01T00:00:00Z" })],
    ["holds only sometimes", on("stop", "block", { when: "args.y" })],
    ["is of another surface", { id: "stop", surface: "wipe", verdict: "block" }],
    ["is no stricter", on("stop", "allow")],
  ])("but not where the other one %s", (_why, other) => {
    expect(problemsOf([on("small", "allow", { when: "args.x > 1" }), other])).toEqual([]);
  });

  it("in a time that grows with the number of policies, not with its square", () => {
    const many = Array.from({ length: 5_000 }, (_, index) =>
      on(`p-${index}`, "block", { when: `args.x > ${index}` }),
    );
    const started = performance.now();
    expect(problemsOf(many)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("the linter misses examples in which a policy holds", () => {
  const tried = on("tried", "block", {
    when: "args.x > 1",
    examples: [
      { given: { arguments: { x: 2 } }, expect: { verdict: "block" } },
      { given: { arguments: { x: 1 } }, expect: { verdict: "escalate" } },
    ],
  });

  it("once there are any, on any policy of its surface", () => {
    expect(problemsOf([tried, on("untried", "block", { when: "args.x > 9" })])).toEqual([
      "warning policy_untried /policies/1: policy untried: its condition is true in no example; give one in which it holds",
    ]);
    expect(problemsOf([tried, on("too", "allow", { when: "args.x > 0" })])).toEqual([]);
  });

  it("but asks nothing of whoever writes none", () => {
    expect(problemsOf([on("untried", "block", { when: "args.x > 9" })])).toEqual([]);
  });
});
