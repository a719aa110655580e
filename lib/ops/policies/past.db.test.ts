import { beforeAll, describe, expect, it } from "vitest";
import { ProposeInput } from "@/lib/contract/actions";
import { ConfigDocument, type ConfigDocumentInput } from "@/lib/contract/config";
import { ReplayDocument } from "@/lib/contract/replay";
import { propose } from "../actions/propose";
import { applyConfig } from "../config/apply";
import { type House, openTestHouse, SMALL_COMPANY } from "../testing-fixtures";
import { refusalOf } from "../testing-refusal";
import { anotherAgent, answered, moveClock } from "../testing-requests";
import { rederive } from "./rederive";
import { readRegistry } from "./registry";
import { replay } from "./replay";
import { readShadow } from "./shadow";

type PolicyInput = NonNullable<ConfigDocumentInput["policies"]>[number];
type Surfaces = NonNullable<ConfigDocumentInput["surfaces"]>;

const SURFACES: Surfaces = [
  {
    id: "payments.refund",
    tools: ["refund.create", "refund.bulk_*"],
    owner: "team:payments",
    input_schema: { type: "object", properties: { amount_cents: { type: "integer" } } },
  },
  {
    id: "notes.read",
    tools: ["notes.read"],
    tier: "autonomous",
    reversibility: "read_only",
    review_by: "2026-01-31",
  },
  { id: "disk.wipe", tools: ["wipe"], tier: "prohibited" },
];

const on = (
  id: string,
  verdict: PolicyInput["verdict"],
  when: string,
  more: Partial<PolicyInput> = {},
): PolicyInput => ({
  ...{ id, surface: "payments.refund", verdict, when },
  ...more,
});

const documentOf = (house: House, policies: PolicyInput[], more: Partial<ConfigDocumentInput> = {}) =>
  ConfigDocument.parse({
    ...SMALL_COMPANY,
    agents: [
      ...(SMALL_COMPANY.agents ?? []),
      { id: "hasty", owner: "cy", limits: { per_minute: 5, open_requests: 3 } },
    ],
    surfaces: SURFACES,
    organisation: { id: house.organisation, name: "Test", time_zone: "Europe/Madrid" },
    policies,
    ...more,
  });

const apply = (house: House, policies: PolicyInput[], more?: Partial<ConfigDocumentInput>) =>
  applyConfig(house.operator, { document: documentOf(house, policies, more) });

const THIRTY_DAYS = { since: "30d", limit: 100_000 };

/** Rules of every kind: of arguments, of what only the record knows, in shadow, dated, and without an answer. */
const VERSIONS: readonly PolicyInput[][] = [
  [on("small", "allow", "args.amount_cents <= 20000")],
  [
    on("small", "allow", "args.amount_cents <= 20000 && history.tool_hour < 300"),
    on("stubborn", "block", "path.denials.size() > 2", { surface: null }),
    on("trial", "block", "'mail' in path.sources", { mode: "shadow" }),
  ],
  [
    on("busy", "throttle", "org.counters.actions_hour % 7 == 3"),
    on("small", "allow", "args.amount_cents <= 10000"),
    on("later", "block", "true", { from: "2999-01-01T00:00:00Z" }),
    on("vip", "allow", "facts.vip"),
  ],
  [
    on("many", "sandbox", "history.run_actions > 5 || history.blocked_day > 50"),
    on("night", "block", "org.hour < 0"),
    on("steady", "throttle", "args.amount_cents < 9000", {
      limit: { max: 20, window: "1h", per: ["agent", "tool"] },
      reason_code: "steady",
    }),
  ],
];

/** All that can have the last word, had it in the rulings below. */
const LAST_WORDS = [
  ...[
    "condition_indeterminate",
    "delegation_unknown",
    "rate_limited",
    "recently_denied",
    "rule_allow",
    "rule_block",
    "rule_sandbox",
  ],
  ...["rule_throttle", "steady", "surface_mismatch", "tier_approval", "tier_autonomous", "tier_prohibited"],
  "unregistered_tool",
];

const TOOLS = ["refund.create", "refund.bulk_7", "notes.read", "wipe", "unheard.of"];

/** A proposal like no other, of every kind there is; the same for the same number. */
function proposal(n: number): ProposeInput {
  const path = [{ tool: "crm.lookup", source: n % 3 === 0 ? "mail" : "crm" }, { tool: "notes.read" }];
  return ProposeInput.parse({
    tool: n % 11 === 0 ? null : TOOLS[n % TOOLS.length],
    surface: n % 11 === 0 ? "payments.refund" : n % 13 === 0 ? "notes.read" : null,
    // Some ask for the same again, in a run in which it was denied.
    arguments: { amount_cents: ((n % 40) * 997) % 30_000, n: n % 3 === 0 ? n : n % 50 },
    facts: n % 4 === 0 ? { vip: n % 8 === 0 } : {},
    run: n % 5 === 0 ? null : { id: `run_${n % 20}`, step: n, path: n % 2 === 0 ? path : [] },
    on_behalf_of: n % 6 === 0 ? "user:maria" : null,
    delegation: n % 9 === 0 ? [{ agent: n % 2 === 0 ? "orchestrator" : "hasty" }] : [],
  });
}

describe("a ruling is derived again from what was recorded", () => {
  it("equal in every field, 3,000 times over, under the version each was made under", async () => {
    const house = await openTestHouse();
    const hasty = await anotherAgent(house, "hasty");
    const codes = new Set<string>();
    for (const [version, policies] of VERSIONS.entries()) {
      await apply(house, policies);
      for (let start = 0; start < 750; start += 50) {
        const asked = Array.from({ length: 50 }, (_, index) => {
          const input = proposal(version * 750 + start + index);
          return propose(index % 10 === 0 ? hasty : house.agent, { input, idempotency: null });
        });
        const answers = await Promise.all(asked);
        for (const { body } of answers) codes.add(body.ruling.reason_code);
        const [waiting] = answers.filter(({ body }) => body.request?.decision === null);
        if (waiting?.body.request) {
          const { action, request } = waiting.body;
          await answered(house, { action, request }, "bo", "deny");
        }
        await moveClock(20);
      }
    }
    expect([...codes].sort()).toEqual(expect.arrayContaining(LAST_WORDS));
    const report = await rederive(house.operator, THIRTY_DAYS);
    expect(report.different).toEqual([]);
    expect(report.actions).toBeGreaterThan(2_000);
    expect(report).toMatchObject({ complete: true, equal: report.actions });
  });
});

describe("replaying", () => {
  let house: House;
  beforeAll(async () => {
    house = await openTestHouse();
    await apply(house, [on("small", "allow", "args.amount_cents <= 20000")]);
    for (const amount_cents of [5_000, 15_000, 25_000, 35_000])
      await house.ask({ arguments: { amount_cents }, run: null });
    await house.ask({ tool: "notes.read", arguments: {}, run: null });
    await house.ask({ tool: "unheard.of", arguments: {}, run: null });
  });
  const replayed = (document: object, query = THIRTY_DAYS) =>
    replay(house.operator, { ...query, document: ReplayDocument.parse(document) });

  it("says what a changed policy would have made of past actions, by surface, and changes nothing", async () => {
    const report = await replayed({ policies: [on("small", "allow", "args.amount_cents <= 10000")] });
    expect(report).toMatchObject({ actions: 6, changed: 1, complete: true });
    expect(report.surfaces[0]).toEqual({
      surface: "payments.refund",
      actions: 4,
      changed: 1,
      changes: [{ before: "allow", after: "escalate", count: 1 }],
    });
    expect(report.examples).toEqual([
      {
        action: expect.stringMatching(/^act_/),
        at: expect.any(String),
        agent: "bot",
        surface: "payments.refund",
        tool: "refund.create",
        recorded: "allow",
        before: { verdict: "allow", reason_code: "rule_allow", rules: ["small"] },
        after: { verdict: "escalate", reason_code: "tier_approval", rules: [] },
      },
    ]);
    expect(await replayed({})).toMatchObject({ actions: 6, changed: 0, examples: [] });
  });

  it("counts a policy with a start as started, and one in shadow not", async () => {
    const stop = on("stop", "block", "true", { from: "2999-01-01T00:00:00Z" });
    expect((await replayed({ policies: [stop] })).changed).toBe(4);
    expect((await replayed({ policies: [{ ...stop, mode: "shadow" }] })).changed).toBe(0);
  });

  it("takes a whole document as it is: what it leaves out is gone", async () => {
    const report = await replayed(documentOf(house, []));
    expect(report.surfaces[0]?.changes).toEqual([{ before: "allow", after: "escalate", count: 2 }]);
  });

  it("knows of surfaces that are registered by it, fallbacks it sets, and arguments it no longer takes", async () => {
    const surfaces: Surfaces = [{ id: "odd", tools: ["unheard.of"], tier: "autonomous" }];
    expect((await replayed({ surfaces })).examples).toMatchObject([
      { tool: "unheard.of", before: { verdict: "escalate" }, after: { verdict: "allow" } },
    ]);
    const strict = { ...SURFACES[0], input_schema: { type: "object", required: ["currency"] } };
    expect((await replayed({ surfaces: [strict] })).surfaces[0]?.changes).toEqual([
      { before: "escalate", after: "refused", count: 2 },
      { before: "allow", after: "refused", count: 2 },
    ]);
    const denying = documentOf(house, [on("small", "allow", "args.amount_cents <= 20000")]);
    const { organisation } = denying;
    const fallback = { notify: [], unregistered: "deny" as const };
    expect(
      (await replayed({ ...denying, organisation: { ...organisation, fallback } })).examples,
    ).toMatchObject([{ tool: "unheard.of", after: { verdict: "block", reason_code: "unregistered_tool" } }]);
  });

  it("refuses what could not be saved, and says where in the file that is", async () => {
    const bad = { policies: [on("a", "allow", "true"), on("b", "allow", "args.amount_cent > 1")] };
    const error: unknown = await replayed(bad).catch((caught) => caught);
    expect(error).toMatchObject({
      code: "invalid",
      more: {
        errors: [{ path: "/policies/1/when", message: expect.stringContaining("policy b, condition 1:") }],
      },
    });
    expect(await refusalOf(replayed(documentOf({ ...house, organisation: "another" }, [])))).toEqual([
      "invalid",
      "/organisation/id",
    ]);
  });

  it("looks no further back than it is asked to, nor at more actions, and says when there are more", async () => {
    expect(await replayed({}, { since: "30d", limit: 2 })).toMatchObject({ actions: 2, complete: false });
    expect(await replayed({}, { since: "30d", limit: 6 })).toMatchObject({ actions: 6, complete: true });
    await moveClock(60);
    expect(await replayed({}, { since: "30s", limit: 10 })).toMatchObject({ actions: 0, complete: true });
  });

  it("sees no other organisation's actions", async () => {
    const stranger = await openTestHouse();
    const document = ReplayDocument.parse({});
    expect(await replay(stranger.operator, { ...THIRTY_DAYS, document })).toMatchObject({ actions: 0 });
    expect(await readRegistry(stranger.operator, THIRTY_DAYS)).toMatchObject({ unregistered: [] });
  });
});

describe("what the past says of shadows and surfaces", () => {
  it("counts how often a policy in shadow held and what it would have changed, by policy and surface", async () => {
    const house = await openTestHouse();
    await apply(house, [
      on("small", "allow", "args.amount_cents <= 20000"),
      on("strict", "block", "args.amount_cents > 15000", { mode: "shadow" }),
      on("same", "escalate", "args.amount_cents > 20000", { mode: "shadow" }),
    ]);
    for (const amount_cents of [10_000, 16_000, 17_000, 25_000])
      await house.ask({ arguments: { amount_cents }, run: null });
    const { policies } = await readShadow(house.operator, THIRTY_DAYS);
    expect(policies).toMatchObject([
      { policy: "same", surface: "payments.refund", held: 1, differing: 0, changes: [], examples: [] },
      {
        policy: "strict",
        surface: "payments.refund",
        held: 3,
        differing: 3,
        changes: [
          { before: "allow", after: "block", count: 2 },
          { before: "escalate", after: "block", count: 1 },
        ],
      },
    ]);
    expect(policies[1]?.examples).toHaveLength(3);
  });

  it("names surfaces that nobody owns, whose review is overdue, and tools that are on none", async () => {
    const house = await openTestHouse();
    await apply(house, []);
    await house.ask({ tool: "unheard.of", run: null });
    await house.ask({ tool: "unheard.of", run: null });
    await house.ask({ tool: "notes.read", arguments: {}, run: null });
    const registry = await readRegistry(house.operator, THIRTY_DAYS);
    expect(
      registry.surfaces.map(({ id, actions, unowned, overdue }) => ({ id, actions, unowned, overdue })),
    ).toEqual([
      { id: "payments.refund", actions: 0, unowned: false, overdue: false },
      { id: "notes.read", actions: 1, unowned: true, overdue: true },
      { id: "disk.wipe", actions: 0, unowned: true, overdue: false },
    ]);
    expect(registry.unregistered).toMatchObject([
      { tool: "unheard.of", surface: null, actions: 2, agents: ["bot"] },
    ]);
  });
});
