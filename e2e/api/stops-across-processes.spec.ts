import { expect, test } from "@playwright/test";
import { at, type Caller, createCaller, listAt, numberAt } from "../support/http";
import {
  type Agent,
  claim,
  decided,
  type Escalated,
  foundOrganisation,
  type Organisation,
  proposal,
  respond,
} from "../support/organisation";
import {
  databaseUrl,
  newDataDir,
  PRODUCT_TOKEN,
  type Product,
  removeDataDir,
  startProduct,
} from "../support/product";

/** Three processes on one PostgreSQL: what stops an agent stops it on all of them, and nothing is counted twice or lost. */

test.describe.configure({ timeout: 240_000, mode: "serial" });

const SECRET = "processes-share-this-secret-0123456789abcdef";
const dataDirs: string[] = [];
let products: Product[] = [];

test.beforeAll(async () => {
  test.setTimeout(120_000);
  dataDirs.push(newDataDir(), newDataDir(), newDataDir());
  const [first = "", ...others] = dataDirs;
  products = [await startProduct({ dataDir: first, env: { NEXTAUTH_SECRET: SECRET } })];
  const env = { DATABASE_URL: databaseUrl(first), NEXTAUTH_SECRET: SECRET };
  products.push(...(await Promise.all(others.map((dataDir) => startProduct({ dataDir, env })))));
});
test.afterAll(async () => {
  const [first, ...others] = products;
  await Promise.all(others.map((product) => product.stop()));
  await first?.stop();
  for (const dataDir of dataDirs) removeDataDir(dataDir);
});

/** The same credential at each of the three. */
const everywhere = (caller: Caller): readonly Caller[] =>
  products.map(({ url }) => {
    const { Origin: _, ...identity } = caller.headers;
    return createCaller(url, { ...identity, ...(caller.headers.Cookie ? { Origin: url } : {}) });
  });

const found = (edit?: Parameters<typeof foundOrganisation>[0]): Promise<Organisation> =>
  foundOrganisation({ url: products[0]?.url ?? "", token: PRODUCT_TOKEN, ...edit });

/** Runs `work` so often, in turns at each of the three, so many at a time. */
async function hammer<T>(
  callers: readonly Caller[],
  count: number,
  work: (caller: Caller, index: number) => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = [];
  for (let from = 0; from < count; from += 30) {
    const batch = Array.from({ length: Math.min(30, count - from) }, (_, index) => from + index);
    const some = batch.map((index) => {
      const caller = callers[index % callers.length];
      if (!caller) throw new Error("no process");
      return work(caller, index);
    });
    results.push(...(await Promise.all(some)));
  }
  return results;
}

test("a freeze at one process is in force at all three when it is answered, and no claim comes after it", async () => {
  const organisation = await found();
  const agent = await organisation.agent();
  const di = await organisation.person("di");
  const at3 = everywhere(agent);
  const held: Escalated[] = [];
  for (let count = 0; count < 30; count += 1) held.push(await decided(agent, di, "approve"));
  const claims = (some: readonly Escalated[]) =>
    Promise.all(some.map((one, index) => claim(at3[index % 3] ?? agent, one)));

  const early = await claims(held.slice(0, 6));
  expect(early.map(({ status }) => status)).toEqual(Array(6).fill(200));
  const operators = everywhere(organisation.operator);
  const [racing, frozen] = await Promise.all([
    claims(held.slice(6, 24)),
    operators[2]?.post("/api/v1/agents/support-bot/freeze", { reason: "It loops." }),
  ]);
  expect(frozen?.status, frozen?.text).toBe(200);

  // The freeze has been answered: from this moment on every process refuses.
  const late = await claims(held.slice(24));
  expect(late.map(({ body }) => at(body, "reason_code"))).toEqual(Array(6).fill("agent_frozen"));
  const proposed = await hammer(at3, 30, (caller, page) =>
    caller.post("/api/v1/actions", { tool: "docs.read", arguments: { page } }),
  );
  expect(new Set(proposed.map(({ body }) => at(body, "ruling.reason_code")))).toEqual(
    new Set(["agent_frozen"]),
  );

  const audit = await organisation.operator.get("/api/v1/audit?agent=support-bot&limit=200");
  const entries = listAt(audit.body, "entries");
  const seqOf = (kind: string) =>
    entries.filter((entry) => at(entry, "kind") === kind).map((entry) => numberAt(entry, "seq"));
  const [freezeSeq = 0] = seqOf("freeze");
  const won = racing.filter(({ status }) => status === 200).length;
  expect(seqOf("claim")).toHaveLength(6 + won);
  expect(Math.max(...seqOf("claim"))).toBeLessThan(freezeSeq);
});

test("a kill at one process leaves nothing that any other could still open, answer or claim", async () => {
  const organisation = await found();
  const agent: Agent = await organisation.agent();
  const at3 = everywhere(agent);
  const opening = hammer(at3, 60, (caller) => escalateOrStop(caller));
  const killing = everywhere(organisation.operator)[1]?.post("/api/v1/agents/support-bot/kill", {
    reason: "It loops.",
  });
  await Promise.all([opening, killing]);
  const queue = await organisation.operator.get("/api/v1/requests?view=all&status=pending");
  expect(listAt(queue.body, "requests")).toEqual([]);
});

async function escalateOrStop(caller: Caller): Promise<void> {
  const answer = await caller.post("/api/v1/actions", {
    tool: "refund.create",
    arguments: { order: crypto.randomUUID(), amount_cents: 25_000 },
    run: { id: "run_kill" },
  });
  if (answer.status === 202) return;
  expect(at(answer.body, "ruling.reason_code"), answer.text).toBe("agent_frozen");
}

test("of 660 searches hammered at three processes exactly 600 pass, and the rest learn when one more fits", async () => {
  const organisation = await found({
    edit: (document) => ({
      ...document,
      agents: [{ id: "support-bot", owner: "bo", limits: { per_minute: 1_000_000 } }],
      surfaces: [...document.surfaces, { id: "web.search", tools: ["search.web"], tier: "autonomous" }],
      policies: [
        ...document.policies,
        {
          id: "searches-an-hour",
          surface: "web.search",
          verdict: "throttle",
          limit: { max: 600, window: "1h", per: ["agent"] },
          reason_code: "too_many_searches",
        },
      ],
    }),
  });
  const agents = everywhere(await organisation.agent());
  const rulings = (
    await hammer(agents, 660, (caller, page) =>
      caller.post("/api/v1/actions", { tool: "search.web", arguments: { page } }),
    )
  ).map(({ body }) => at(body, "ruling"));
  const throttled = rulings.filter((ruling) => at(ruling, "verdict") === "throttle");
  expect(rulings.filter((ruling) => at(ruling, "verdict") === "allow")).toHaveLength(600);
  expect(throttled).toHaveLength(60);
  for (const ruling of throttled) {
    expect(at(ruling, "reason_code")).toBe("too_many_searches");
    expect(numberAt(ruling, "retry_after_seconds")).toBeGreaterThan(3_500);
    expect(numberAt(ruling, "retry_after_seconds")).toBeLessThanOrEqual(3_600);
  }
  // Every place in the window was given once.
  const places = rulings
    .filter((ruling) => at(ruling, "verdict") === "allow")
    .map((ruling) => numberAt(ruling, "counted.0.used"));
  expect(places.sort((one, other) => one - other)).toEqual(Array.from({ length: 600 }, (_, index) => index));
});

test("costs reported at three processes at once lose no cent, count once, and halt the agent everywhere", async () => {
  const organisation = await found({
    edit: (document) => ({
      ...document,
      agents: [
        {
          id: "support-bot",
          owner: "bo",
          limits: { per_minute: 1_000_000, cost_cents: { task: 1_000, hour: 45, day: 1_000 } },
        },
      ],
    }),
  });
  const agents = everywhere(await organisation.agent());
  const read = (caller: Caller, page: number) =>
    caller.post("/api/v1/actions", { tool: "docs.read", arguments: { page }, run: { id: "run_costs" } });
  const ids = (await hammer(agents, 150, read)).map(({ body }) => String(at(body, "action.id")));
  // Each outcome three times, once at each process.
  const outcome = { status: "succeeded", cost_cents: 0.3 };
  const reports = await hammer(agents, ids.length * 3, (caller, index) =>
    caller.post(`/api/v1/actions/${ids[Math.floor(index / 3)]}/outcome`, outcome),
  );
  expect(new Set(reports.map(({ status }) => status))).toEqual(new Set([200]));
  const view = (await organisation.operator.get("/api/v1/agents/support-bot")).body;
  expect(at(view, "costs")).toMatchObject({
    task: { spent: 45, limit: 1_000 },
    hour: { spent: 45, limit: 45 },
    day: { spent: 45, limit: 1_000 },
    exhausted: "hour",
  });
  const halted = await hammer(agents, 6, (caller, page) => read(caller, 1_000 + page));
  expect(new Set(halted.map(({ body }) => at(body, "ruling.reason_code")))).toEqual(
    new Set(["budget_exhausted"]),
  );
  const audit = await organisation.operator.get("/api/v1/audit?agent=support-bot&limit=200");
  const budgets = listAt(audit.body, "entries").filter((entry) => at(entry, "kind") === "budget");
  expect(budgets.map((entry) => at(entry, "reason_code"))).toEqual(["budget_exhausted"]);
});

test("one action asked for thirty times at three processes is one request, and its denial is remembered at all of them", async () => {
  const organisation = await found();
  const agents = everywhere(await organisation.agent());
  const same = {
    tool: "refund.create",
    arguments: { order: "8812", amount_cents: 25_000 },
    run: { id: "run_same" },
  };
  const ask = (caller: Caller) => caller.post("/api/v1/actions", same);
  const asked = await hammer(agents, 30, ask);
  expect(asked.map(({ status }) => status)).toEqual(Array(30).fill(202));
  expect(new Set(asked.map(({ body }) => at(body, "request.id"))).size).toBe(1);
  const di = await organisation.person("di");
  const [first] = asked;
  const held = {
    action: String(at(first?.body, "action.id")),
    digest: String(at(first?.body, "action.digest")),
    request: String(at(first?.body, "request.id")),
  };
  expect((await respond(di, held, "deny", { reason: "no" })).status).toBe(200);
  for (const { status, body } of await hammer(agents, 9, ask)) {
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ruling: { verdict: "block", reason_code: "recently_denied" },
      decision: { outcome: "denied", cause: "approver" },
      request: { id: held.request },
    });
  }
  const elsewhere = await agents[1]?.post("/api/v1/actions", { ...same, run: { id: "run_other" } });
  expect(elsewhere?.status).toBe(202);
});

test("of requests that flood in at three processes exactly so many are open, and a decision frees one place", async () => {
  const organisation = await found({
    edit: (document) => ({
      ...document,
      agents: [
        { id: "support-bot", owner: "bo", limits: { per_minute: 1_000_000, open_requests: 20 } },
        { id: "other-bot", owner: "flo" },
      ],
    }),
  });
  const agents = everywhere(await organisation.agent());
  const ask = (caller: Caller) => caller.post("/api/v1/actions", proposal());
  const asked = await hammer(agents, 90, ask);
  const opened = asked.filter(({ status }) => status === 202);
  expect(opened).toHaveLength(20);
  for (const { body } of asked.filter(({ status }) => status === 200)) {
    expect(at(body, "ruling")).toMatchObject({ verdict: "throttle", reason_code: "open_requests_limit" });
  }
  // Nobody else waits for it.
  expect((await (await organisation.agent("other-bot")).post("/api/v1/actions", proposal())).status).toBe(
    202,
  );
  const [one] = opened;
  const held = {
    action: String(at(one?.body, "action.id")),
    digest: String(at(one?.body, "action.digest")),
    request: String(at(one?.body, "request.id")),
  };
  await respond(await organisation.person("di"), held, "deny");
  const again = await hammer(agents, 9, ask);
  expect(again.filter(({ status }) => status === 202)).toHaveLength(1);
});
