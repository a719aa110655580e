import { describe, expect, it } from "vitest";
import { checkDocument } from "./check-document";
import { ConfigDocument, type ConfigDocumentInput } from "./config";

type PolicyInput = NonNullable<ConfigDocumentInput["policies"]>[number];
type Example = NonNullable<PolicyInput["examples"]>[number];

const ALLOW: PolicyInput = {
  id: "refund-small",
  surface: "payments.refund",
  when: "args.amount_cents <= 20000 && facts.account_verified && !('notes.unrelated' in path.tools)",
  verdict: "allow",
  reason_code: "within_limit",
};
const LARGE: PolicyInput = {
  id: "refund-large",
  surface: "payments.refund",
  when: "args.amount_cents > 20000",
  verdict: "escalate",
  route: "payments",
};

const documentWith = (policies: readonly PolicyInput[], more: Partial<ConfigDocumentInput> = {}) =>
  ConfigDocument.parse({
    organisation: { id: "acme", name: "Acme", time_zone: "Europe/Madrid" },
    people: [{ id: "ana", name: "Ana", email: "ana@acme.test", role: "admin" }],
    agents: [{ id: "support-bot", owner: "ana" }],
    surfaces: [
      {
        id: "payments.refund",
        tools: ["refund.create"],
        input_schema: {
          type: "object",
          required: ["amount_cents"],
          properties: { amount_cents: { type: "integer" } },
        },
      },
    ],
    routes: [{ id: "payments" }, { id: "default" }],
    policies,
    ...more,
  });

const checked = (policy: PolicyInput, examples: readonly Example[], others: readonly PolicyInput[] = []) =>
  checkDocument(documentWith([{ ...policy, examples: [...examples] }, ...others]));

const small = { arguments: { amount_cents: 15_000 }, facts: { account_verified: true } };

describe("examples of a policy", () => {
  it("that are ruled as expected say nothing", () => {
    const examples: Example[] = [
      { given: small, expect: { verdict: "allow", reason_code: "within_limit", rule: "refund-small" } },
      { given: { ...small, path: ["notes.unrelated"] }, expect: { verdict: "escalate", route: "default" } },
      {
        given: { tool: "refund.create", agent: "support-bot", arguments: { amount_cents: 20_001 } },
        expect: { verdict: "escalate", route: "payments", rule: "refund-large" },
      },
    ];
    expect(checked(ALLOW, examples, [LARGE])).toEqual([]);
  });

  it("that are ruled otherwise name the policy, the example, what was expected and what was ruled", () => {
    const errors = checked(ALLOW, [
      { given: small, expect: { verdict: "allow" } },
      { name: "not verified", given: { ...small, facts: {} }, expect: { verdict: "allow" } },
    ]);
    expect(errors).toEqual([
      {
        path: "/policies/0/examples/1/expect/verdict",
        message:
          "policy refund-small, example 2 (not verified): expected allow; it was ruled escalate, reason code condition_indeterminate, route default, by rule refund-small. Rule refund-small has no answer (facts.account_verified is missing), so a person must decide.",
      },
    ]);
  });

  it.each<[string, Example["expect"], string]>([
    ["reason_code", { verdict: "allow", reason_code: "other" }, "expected allow, reason code other; it was"],
    ["rule", { verdict: "allow", rule: "refund-large" }, "expected allow, by rule refund-large; it was"],
  ])("with another %s than the ruling fail there", (field, expectation, message) => {
    const [error, ...others] = checked(ALLOW, [{ given: small, expect: expectation }], [LARGE]);
    expect(others).toEqual([]);
    expect(error?.path).toBe(`/policies/0/examples/0/expect/${field}`);
    expect(error?.message).toContain(message);
  });

  it("whose arguments no agent could send are refused at the argument", () => {
    expect(
      checked(ALLOW, [{ given: { arguments: { amount_cents: "15" } }, expect: { verdict: "allow" } }]),
    ).toEqual([
      {
        path: "/policies/0/examples/0/given/arguments/amount_cents",
        message: expect.stringMatching(
          /^policy refund-small, example 1: the arguments do not fit the input_schema of payments.refund: /,
        ),
      },
    ]);
  });

  it("of a policy in shadow are ruled as if it were in force, and others in shadow are not", () => {
    const shadow = { ...ALLOW, mode: "shadow" as const };
    const block: PolicyInput = { id: "never", surface: "payments.refund", verdict: "block", mode: "shadow" };
    expect(checked(shadow, [{ given: small, expect: { verdict: "allow" } }], [block])).toEqual([]);
  });

  it("count a rule with a start as in force, unless they say when they happen", () => {
    const dated: PolicyInput = {
      id: "stop",
      surface: "payments.refund",
      verdict: "block",
      from: "2030-01-01T00:00:00Z",
    };
    const examples: Example[] = [
      { given: small, expect: { verdict: "block" } },
      {
        given: { ...small, at: "2029-12-31T23:59:59Z" },
        expect: { verdict: "escalate", reason_code: "tier_approval" },
      },
      { given: { ...small, at: "2030-01-01T00:00:00Z" }, expect: { verdict: "block" } },
    ];
    expect(checked(dated, examples)).toEqual([]);
  });

  it("see the hour of the organisation, counters, history, sources and denials as given", () => {
    const policy: PolicyInput = {
      id: "odd",
      surface: "payments.refund",
      when: "org.hour == 3 && org.counters.pending == 2 && org.counters.actions_day == 0 && history.tool_hour > 600 && 'inbox' in path.sources && path.denials.exists(denial, denial.cause == 'blocked')",
      verdict: "block",
    };
    const given: Example["given"] = {
      ...small,
      at: "2026-11-20T02:30:00Z",
      counters: { pending: 2 },
      history: { tool_hour: 601 },
      path: ["crm.lookup", { tool: "mail.read", source: "inbox" }],
      denials: [{ tool: "refund.create" }],
    };
    expect(checked(policy, [{ given, expect: { verdict: "block" } }])).toEqual([]);
  });

  it("of a policy of every surface must name one", () => {
    const policy: PolicyInput = { id: "anywhere", verdict: "block" };
    expect(checked(policy, [{ given: {}, expect: { verdict: "block" } }])).toEqual([
      {
        path: "/policies/0/examples/0/given",
        message: "policy anywhere, example 1: name a surface or a tool; the policy is of every surface",
      },
    ]);
  });

  it("that name what is not there are told what was probably meant", () => {
    const errors = checked(LARGE, [
      {
        given: { agent: "support-bit" },
        expect: { verdict: "escalate", route: "paymnts", rule: "refund-larg" },
      },
    ]);
    expect(errors).toEqual([
      {
        path: "/policies/0/examples/0/given/agent",
        message: "there is no agent called support-bit; did you mean support-bot?",
      },
      {
        path: "/policies/0/examples/0/expect/route",
        message: "there is no route called paymnts; did you mean payments?",
      },
      {
        path: "/policies/0/examples/0/expect/rule",
        message: "there is no policy called refund-larg; did you mean refund-large?",
      },
    ]);
  });

  it("are not run while a condition does not compile: that is said, with its place", () => {
    const typo = { ...ALLOW, when: "args.amount_cent > 1" };
    expect(checked(typo, [{ given: small, expect: { verdict: "block" } }])).toEqual([
      {
        path: "/policies/0/when",
        message:
          "policy refund-small, condition 1:6: args.amount_cent is not in the input_schema of payments.refund; did you mean amount_cents?",
      },
    ]);
  });

  it("take a bounded time, however much they ask for", () => {
    const when = "args.list.all(a, args.list.all(b, args.list.all(c, a + b + c >= 0)))";
    const list = Array.from({ length: 300 }, () => 1);
    const policies = Array.from(
      { length: 40 },
      (_, index): PolicyInput => ({
        id: `slow-${index}`,
        surface: "open",
        when,
        verdict: "block",
        examples: Array.from({ length: 50 }, () => ({
          given: { arguments: { list } },
          expect: { verdict: "escalate" as const },
        })),
      }),
    );
    const document = documentWith(policies, { surfaces: [{ id: "open" }] });
    const started = performance.now();
    const errors = checkDocument(document);
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toContain("the examples of the document take too much work to run");
  });

  it("are at most 2,000 in a document", () => {
    const examples = Array.from({ length: 50 }, () => ({
      given: small,
      expect: { verdict: "allow" as const },
    }));
    const policies = Array.from({ length: 41 }, (_, index) => ({ ...ALLOW, id: `p-${index}`, examples }));
    expect(checkDocument(documentWith(policies))).toEqual([
      { path: "/policies", message: "there are 2050 examples, and 2000 are the most a document may have" },
    ]);
  });
});
