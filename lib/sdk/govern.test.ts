import { afterEach, expect, test } from "vitest";
import { Countersign } from "./countersign";
import { CountersignError, GovernanceDenied } from "./errors";
import { type GovernOptions, govern } from "./govern";
import { FAKE_KEY, type FakeGate, startFakeGate } from "./testing/fake-gate";
import type { Script } from "./testing/fake-gate-answers";
import { createTestClock } from "./testing/test-clock";

type Refund = { order: string; amount_cents: number };

const gates: FakeGate[] = [];
afterEach(async () => {
  for (const gate of gates.splice(0)) await gate.kill();
});

const REFUND: Refund = { order: "8812", amount_cents: 25000 };
const APPROVED = { outcome: "approved" } as const;

/** A governed refund, and what it really did: the effects are the orders that were refunded. */
async function setUp(script: Script, options: GovernOptions<Refund, string> = {}) {
  const gate = await startFakeGate(() => script);
  gates.push(gate);
  const client = new Countersign({ url: gate.url, key: FAKE_KEY, clock: createTestClock() });
  const effects: Refund[] = [];
  const run = async (args: Refund) => {
    effects.push(args);
    return `refunded ${args.order}`;
  };
  return { gate, client, effects, refund: govern("refund.create", run, { client, ...options }) };
}

async function deniedBy(work: Promise<unknown>): Promise<GovernanceDenied> {
  const error: unknown = await work.then(
    () => "was not denied",
    (thrown: unknown) => thrown,
  );
  if (error instanceof GovernanceDenied) return error;
  throw new Error(`expected GovernanceDenied, got ${String(error)}`);
}

test("an allowed action runs at once, needs no claim, and its outcome is reported", async () => {
  const { gate, effects, refund } = await setUp({ verdict: "allow" });
  expect(await refund(REFUND)).toBe("refunded 8812");
  expect(effects).toEqual([REFUND]);
  expect(gate.calls.map((call) => call.operation)).toEqual(["propose", "outcome"]);
});

test("an escalated action runs only after its claim succeeded", async () => {
  const { gate, effects, refund } = await setUp({ verdict: "escalate" });
  const isWaited = gate.nextWait();
  const running = refund(REFUND);
  const actionId = await isWaited;
  expect(effects).toEqual([]);
  gate.decide(actionId, APPROVED);
  expect(await running).toBe("refunded 8812");
  expect(gate.calls.map((call) => call.operation)).toEqual(["propose", "get", "claim", "outcome"]);
});

test("arguments changed while people decide are not what runs", async () => {
  const { gate, effects, refund } = await setUp({ verdict: "escalate" });
  const mutable = { ...REFUND };
  const isWaited = gate.nextWait();
  const running = refund(mutable);
  const actionId = await isWaited;
  mutable.amount_cents = 9_900_000;
  gate.decide(actionId, APPROVED);
  await running;
  expect(effects).toEqual([REFUND]);
});

const shifty = { ...REFUND };
let reads = 0;
Object.defineProperty(shifty, "amount_cents", {
  enumerable: true,
  get: () => (reads++ === 0 ? 1 : 9_900_000),
});

test.each<[string, object]>([
  ["NaN", { ...REFUND, amount_cents: Number.NaN }],
  ["minus zero", { ...REFUND, amount_cents: -0 }],
  ["a big integer", { ...REFUND, amount_cents: 1n }],
  ["undefined", { ...REFUND, amount_cents: undefined }],
  ["a date", { ...REFUND, order: new Date(0) }],
  ["a getter that changes", shifty],
  ["its own toJSON", { ...REFUND, toJSON: () => ({ order: "1", amount_cents: 1 }) }],
  ["a prototype", Object.create(REFUND)],
  ["half a character", { ...REFUND, order: "\ud800" }],
])(
  "arguments with %s are neither proposed nor run, although the gate would allow them",
  async (_what, given) => {
    const { gate, effects, refund } = await setUp({ verdict: "allow" });
    await expect(refund(given as Refund)).rejects.toThrow(TypeError);
    expect(gate.calls).toEqual([]);
    expect(effects).toEqual([]);
  },
);

test("facts are held to the same, because rules read them", async () => {
  const { gate, effects, refund } = await setUp(
    { verdict: "allow" },
    { context: { facts: { balance: Number.NaN } as never } },
  );
  await expect(refund(REFUND)).rejects.toThrow("facts.balance is NaN");
  expect(gate.calls).toEqual([]);
  expect(effects).toEqual([]);
});

test("a tool cannot change its arguments between the claim and the effect", async () => {
  const { client } = await setUp({ verdict: "allow" });
  const change = async (args: Refund) => {
    args.amount_cents = 1;
  };
  await expect(govern("refund.create", change, { client })(REFUND)).rejects.toThrow(TypeError);
});

test.each([
  ["approver", "not this one"],
  ["deadline", ""],
  ["unroutable", ""],
  ["withdrawn", ""],
  ["superseded", ""],
] as const)("a denial by %s does not run and says so", async (cause, reason) => {
  const answer = { outcome: "denied", cause, reason, retryable: true } as const;
  const { gate, effects, refund } = await setUp({ verdict: "escalate", answer });
  const denied = await deniedBy(refund(REFUND));
  expect(denied).toMatchObject({
    verdict: "escalate",
    cause,
    reasonCode: cause,
    reason,
    retryable: true,
    requestId: "req_act_1",
    receipt: "ruling.jws.x",
  });
  expect(effects).toEqual([]);
  expect(gate.calls.map((call) => call.operation)).toEqual(["propose", "get"]);
});

test.each([
  ["block", false, null],
  ["throttle", true, 30],
] as const)("%s does not run", async (verdict, retryable, retryAfterSeconds) => {
  const { effects, refund } = await setUp({ verdict, retryAfterSeconds: retryAfterSeconds ?? undefined });
  const denied = await deniedBy(refund(REFUND));
  expect(denied).toMatchObject({ verdict, retryable, retryAfterSeconds, cause: null });
  expect(effects).toEqual([]);
});

const ACTION = '"action":{"id":"act_1","digest":"sha256:0"}';
const REQUEST = '"request":{"id":"req_1","status":"approved","decision":{"outcome":"approved"}}';

test.each([
  ["a verdict nobody knows", `{${ACTION},"ruling":{"verdict":"permit"}}`, "unknown_verdict"],
  ["a verdict in other letters", `{${ACTION},"ruling":{"verdict":"Allow"}}`, "unknown_verdict"],
  ["a verdict in a list", `{${ACTION},"ruling":{"verdict":["allow"]}}`, "unknown_verdict"],
  ["no ruling", `{${ACTION}}`, "unknown_verdict"],
  ["an inherited verdict", `{${ACTION},"ruling":{"__proto__":{"verdict":"allow"}}}`, "unknown_verdict"],
  ["an allow beside a request", `{${ACTION},"ruling":{"verdict":"allow"},${REQUEST}}`, "unreadable_answer"],
  ["an escalation without a request", `{${ACTION},"ruling":{"verdict":"escalate"}}`, "unreadable_answer"],
  [
    "constraints that are no object",
    `{${ACTION},"ruling":{"verdict":"allow","constraints":"ro"}}`,
    "constraints_unsupported",
  ],
])("%s is a denial", async (_what, body, reasonCode) => {
  const { gate, effects, refund } = await setUp({ verdict: "allow" });
  gate.faults.push({ at: "propose", kind: "answer", status: 200, body });
  expect((await deniedBy(refund(REFUND))).reasonCode).toBe(reasonCode);
  expect(effects).toEqual([]);
});

test.each([
  ["about another action", `{"action":{"id":"act_1","digest":"sha256:0"},${REQUEST}}`, "unreadable_answer"],
  ["without a request", `{"action":{"id":"act_1","digest":"DIGEST"}}`, "unreadable_answer"],
  ["of another request", `{"action":{"id":"act_1","digest":"DIGEST"},${REQUEST}}`, "unreadable_answer"],
  [
    "approved without a decision",
    '{"action":{"id":"act_1","digest":"DIGEST"},"request":{"id":"req_act_1","status":"approved"}}',
    "denied",
  ],
  [
    "approved with a decision that denies",
    '{"action":{"id":"act_1","digest":"DIGEST"},"request":{"id":"req_act_1","status":"approved","decision":{"outcome":"denied"}}}',
    "denied",
  ],
])("a decision %s is a denial", async (_what, body, reasonCode) => {
  const { gate, effects, refund } = await setUp(
    { verdict: "escalate", answer: APPROVED },
    {
      onEscalated: (_request, standing) => {
        const text = body.replace("DIGEST", standing.action.digest);
        gate.faults.push({ at: "get", kind: "answer", status: 200, body: text });
      },
    },
  );
  expect((await deniedBy(refund(REFUND))).reasonCode).toBe(reasonCode);
  expect(effects).toEqual([]);
});

test.each(["digest_mismatch", "already_claimed", "grant_lapsed", "grant_revoked", "agent_frozen"])(
  "a claim refused as %s does not run",
  async (refuseClaim) => {
    const { effects, refund } = await setUp({ verdict: "escalate", answer: APPROVED, refuseClaim });
    expect(await deniedBy(refund(REFUND))).toMatchObject({ reasonCode: refuseClaim, requestId: "req_act_1" });
    expect(effects).toEqual([]);
  },
);

test("a held approval is claimed once the undo window has passed", async () => {
  const { gate, effects, refund } = await setUp({ verdict: "escalate", answer: APPROVED, heldClaims: 3 });
  await refund(REFUND);
  expect(gate.actions.get("act_1")?.claimCount).toBe(4);
  expect(effects).toEqual([REFUND]);
});

test("a gate that dies while people decide is not an approval", async () => {
  const { gate, effects, refund } = await setUp({ verdict: "escalate" });
  const isWaited = gate.nextWait();
  const running = refund(REFUND);
  const rejected = expect(running).rejects.toThrow(CountersignError);
  await isWaited;
  await gate.kill();
  await rejected;
  expect(effects).toEqual([]);
});

test("a gate that dies before the claim is answered is not an approval", async () => {
  const { gate, effects, refund } = await setUp({ verdict: "escalate", answer: APPROVED });
  for (let attempt = 0; attempt < 50; attempt += 1) gate.faults.push({ at: "claim", kind: "hang_up" });
  await expect(refund(REFUND)).rejects.toMatchObject({ reasonCode: "unreachable" });
  expect(effects).toEqual([]);
});

test("giving up waiting is a denial that may be tried again", async () => {
  const { effects, refund } = await setUp({ verdict: "escalate", isImpatient: true }, { timeoutSeconds: 2 });
  expect(await deniedBy(refund(REFUND))).toMatchObject({ reasonCode: "still_pending", retryable: true });
  expect(effects).toEqual([]);
});

test("constraints run only through the function that applies them", async () => {
  const script = { verdict: "sandbox", constraints: { egress: "none" } } as const;
  const bare = await setUp(script);
  expect((await deniedBy(bare.refund(REFUND))).reasonCode).toBe("constraints_unsupported");
  expect(bare.effects).toEqual([]);

  const applied: unknown[] = [];
  const constrained = await setUp(script, {
    runConstrained: async (_args, constraints) => {
      applied.push(constraints);
      return "in the sandbox";
    },
  });
  expect(await constrained.refund(REFUND)).toBe("in the sandbox");
  expect(applied).toEqual([{ sandbox: true, egress: "none" }]);
  expect(constrained.effects).toEqual([]);
});

test("an approval under constraints nobody applies is not even claimed", async () => {
  const answer = { outcome: "approved", constraints: { amount_cents_max: 100 } } as const;
  const { gate, effects, refund } = await setUp({ verdict: "escalate", answer });
  expect((await deniedBy(refund(REFUND))).reasonCode).toBe("constraints_unsupported");
  expect(gate.calls.some((call) => call.operation === "claim")).toBe(false);
  expect(effects).toEqual([]);
});

test("two processes with one key ask people once, and one approval runs once", async () => {
  const options = { idempotencyKey: "run_1:refund" };
  const { gate, client, effects, refund } = await setUp({ verdict: "escalate" }, options);
  const isWaited = gate.nextWait();
  const first = refund(REFUND);
  const actionId = await isWaited;
  const isWaitedAgain = gate.nextWait();
  const late = async (args: Refund) => void effects.push(args);
  const second = govern("refund.create", late, { client, ...options })(REFUND);
  await isWaitedAgain;
  gate.decide(actionId, APPROVED);
  const results = await Promise.allSettled([first, second]);
  expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(gate.actions.size).toBe(1);
  expect(effects).toEqual([REFUND]);
});

test("what an earlier process claimed runs again only where that is said to be harmless", async () => {
  const options = { idempotencyKey: "run_1:refund" };
  const { gate, client, effects, refund } = await setUp({ verdict: "escalate", answer: APPROVED }, options);
  const { action } = await client.propose({ tool: "refund.create", arguments: REFUND }, options);
  await client.wait(action.id);
  await client.claim(action.id, { arguments: REFUND, claimKey: "run_1:refund" });

  expect((await deniedBy(refund(REFUND))).reasonCode).toBe("already_claimed");
  expect(effects).toEqual([]);

  const rerun = async () => "ran again";
  const repeatable = govern("refund.create", rerun, { client, ...options, isRepeatable: true });
  expect(await repeatable(REFUND)).toBe("ran again");
  expect(gate.actions.get("act_1")?.outcome?.status).toBe("succeeded");
  expect((await deniedBy(repeatable(REFUND))).reasonCode).toBe("already_claimed");
});
