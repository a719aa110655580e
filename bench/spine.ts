/**
 * The spine under load, beside raw `pg` on the same embedded PostgreSQL in the same run: read the ratios, because
 * absolute times are this machine's. `npm run bench -- spine [--seconds 5]`.
 */
import { parseArgs } from "node:util";
import { Pool } from "pg";
import { percentile, printTable, type Row, throughput } from "./measure";
import { Product } from "./product";

const CONNECTIONS = 32;
const { values } = parseArgs({ options: { seconds: { type: "string", default: "5" } } });
const seconds = Number(values.seconds);

const product = new Product();
const rows: Row[] = [];
const note = (row: Row): void => {
  rows.push(row);
  printTable([row]);
};

const BENCH_COMPANY = {
  version: 1,
  people: [
    { id: "ana", name: "Ana", role: "admin", level: 3 },
    { id: "bo", name: "Bo", role: "member", level: 2 },
  ],
  teams: [{ id: "all", members: ["ana", "bo"] }],
  agents: [{ id: "bot", name: "Bot", limits: { per_minute: 1_000_000, open_requests: 1_000_000 } }],
  surfaces: [
    { id: "ask", tools: ["ask.it"], tier: "approval" },
    { id: "free", tools: ["free.it"], tier: "autonomous" },
  ],
  routes: [
    {
      id: "main",
      when: "surface == 'ask'",
      deadline: "1h",
      approval: { sets: [{ thresholds: [{ from: ["team:all"] }] }] },
      steps: [{ after: "0m", notify: ["person:bo"] }],
    },
  ],
};

type Answer = { action: { id: string; digest: string }; request: { id: string } };

async function main(): Promise<void> {
  await product.start();
  const pool = new Pool({ connectionString: product.database?.url ?? "", max: CONNECTIONS });
  try {
    const key = await configure();
    const propose = (tool: string, index: number, connections = CONNECTIONS) =>
      product.json<Answer>("POST", "/api/v1/actions", {
        token: key,
        connections,
        body: { tool, arguments: { index, amount_cents: 25_000, order: "8812" }, run: { id: "bench" } },
      });
    await throughput(CONNECTIONS, 2, (index) => propose("ask.it", -1 - index));
    await intake(pool, propose);
    const cookie = await signIn();
    await resume(key, cookie, propose);
    await deadlines(pool, propose);
    await queue(pool, cookie);
  } finally {
    await pool.end();
    await product.stop();
  }
  console.log("\nIn one run, on this machine:");
  printTable(rows);
}

async function configure(): Promise<string> {
  const token = product.operatorToken;
  const { organisation } = await product.json<{ organisation: { id: string; name: string } }>(
    "GET",
    "/api/v1/config",
    { token },
  );
  await product.json("PUT", "/api/v1/config", {
    token,
    body: { ...BENCH_COMPANY, organisation: { id: organisation.id, name: organisation.name } },
  });
  return (await product.json<{ key: string }>("POST", "/api/v1/agents/bot/keys", { token, body: {} })).key;
}

async function signIn(): Promise<string> {
  const reply = await product.call("POST", "/api/test/session", {
    token: product.operatorToken,
    body: { person: "bo", assurance: "session" },
  });
  if (!reply.cookie) throw new Error(`no session: ${reply.body}`);
  return reply.cookie;
}

type Propose = (tool: string, index: number, connections?: number) => Promise<Answer>;

/** Durable proposals through HTTP against single-row durable INSERTs of the same size by raw pg. */
async function intake(pool: Pool, propose: Propose): Promise<void> {
  await pool.query(
    "CREATE TABLE bench_row (id bigserial PRIMARY KEY, data json NOT NULL, at timestamptz NOT NULL DEFAULT now())",
  );
  const data = JSON.stringify({
    tool: "ask.it",
    arguments: { amount_cents: 25_000, order: "8812" },
    run: { id: "bench" },
  });
  const raw = await throughput(CONNECTIONS, seconds, () =>
    pool.query("INSERT INTO bench_row (data) VALUES ($1)", [data]),
  );
  const escalated = await throughput(CONNECTIONS, seconds, (index) => propose("ask.it", index));
  const allowed = await throughput(CONNECTIONS, seconds, (index) => propose("free.it", index));
  const again = await throughput(CONNECTIONS, seconds, () =>
    pool.query("INSERT INTO bench_row (data) VALUES ($1)", [data]),
  );
  const insert = (raw + again) / 2;
  note({
    what: "durable escalations through HTTP / raw single-row INSERTs",
    measured: `${Math.round(escalated)}/s / ${Math.round(insert)}/s = ${(escalated / insert).toFixed(2)}`,
    aim: "≥ 0.25",
    met: escalated / insert >= 0.25,
  });
  note({
    what: "allow through HTTP, durable",
    measured: `${Math.round(allowed)}/s`,
    aim: "≥ 3000/s",
    met: allowed >= 3000,
  });
}

/** From a person's answer to the waiting agent's, with a thousand agents waiting. */
async function resume(key: string, cookie: string, propose: Propose): Promise<void> {
  const asked = await Promise.all(
    Array.from({ length: 1000 }, (_, index) => propose("ask.it", 1_000_000 + index)),
  );
  const resumedAt = new Map<string, number>();
  const waiting = asked.map(async ({ action }) => {
    for (;;) {
      const answer = await product.json<{ request: { status: string } }>(
        "GET",
        `/api/v1/actions/${action.id}?wait=25`,
        { token: key, connections: 1000 },
      );
      if (answer.request.status !== "pending") break;
    }
    resumedAt.set(action.id, performance.now());
  });
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const answeredAt = new Map<string, number>();
  for (const { action, request } of asked) {
    await product.json("POST", `/api/v1/requests/${request.id}/responses`, {
      cookie,
      body: { verdict: "deny", digest: action.digest },
      connections: 4,
    });
    answeredAt.set(action.id, performance.now());
  }
  await Promise.all(waiting);
  const delays = asked.map(({ action }) =>
    Math.max(0, (resumedAt.get(action.id) ?? 0) - (answeredAt.get(action.id) ?? 0)),
  );
  const [p50, p99] = [percentile(delays, 0.5), percentile(delays, 0.99)];
  note({
    what: "decision answered → waiting agent resumed, 1,000 waiting",
    measured: `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    aim: "p50 ≤ 10 ms, p99 ≤ 50 ms",
    met: p50 <= 10 && p99 <= 50,
  });
}

/** Two thousand requests with one deadline. The rows are moved to one instant, as a shared deadline would leave them. */
async function deadlines(pool: Pool, propose: Propose): Promise<void> {
  const asked = await Promise.all(
    Array.from({ length: 2000 }, (_, index) => propose("ask.it", 2_000_000 + index)),
  );
  const ids = asked.map(({ request }) => request.id);
  const { rows: found } = await pool.query<{ at: Date }>("SELECT app_now() + interval '4 seconds' AS at");
  const at = found[0]?.at.toISOString();
  await pool.query(
    `UPDATE approval_request SET deadline_at = $2::timestamptz, state = (jsonb_set(state::jsonb, '{deadlineAt}', to_jsonb($3::text)))::json WHERE id = ANY($1)`,
    [ids, at, at],
  );
  await pool.query(
    "UPDATE outbox SET due_at = $2::timestamptz WHERE topic = 'request.tick' AND key = ANY($1)",
    [ids, at],
  );
  await pool.query("SELECT pg_notify('countersign', $1)", [
    JSON.stringify({ organisation: "", moved: [], due: Date.parse(at ?? "") }),
  ]);
  await new Promise((resolve) => setTimeout(resolve, 7000));
  const { rows: late } = await pool.query<{ ms: number }>(
    "SELECT extract(epoch FROM (coalesce(decided_at, app_now() + interval '1 hour') - deadline_at))::float8 * 1000 AS ms FROM approval_request WHERE id = ANY($1)",
    [ids],
  );
  const worst = Math.max(...late.map(({ ms }) => ms));
  note({
    what: "2,000 requests with one deadline: the last denied",
    measured: `${Math.round(worst)} ms after it (p50 ${Math.round(
      percentile(
        late.map(({ ms }) => ms),
        0.5,
      ),
    )} ms)`,
    aim: "≤ 1000 ms",
    met: worst <= 1000,
  });
}

/** The queue with 100,000 pending rows: the API behind it and the page itself. */
async function queue(pool: Pool, cookie: string): Promise<void> {
  const made = (table: string, changed: string) => `
    INSERT INTO ${table} SELECT p.* FROM ${table} t CROSS JOIN generate_series(1, 100000) n CROSS JOIN LATERAL
      jsonb_populate_record(t, jsonb_build_object(${changed})) p WHERE t.id = $1`;
  const { rows: found } = await pool.query<{ id: string; action_id: string }>(
    "SELECT id, action_id FROM approval_request WHERE status = 'pending' LIMIT 1",
  );
  const [model] = found;
  if (!model) throw new Error("nothing is pending");
  const ids = "'digest', 'sha256:' || n";
  await pool.query(made("action", `'id', 'act_bench' || n, ${ids}`), [model.action_id]);
  await pool.query(
    made(
      "approval_request",
      `'id', 'req_bench' || n, 'action_id', 'act_bench' || n, 'deadline_at', t.deadline_at + n * interval '1 second', ${ids}`,
    ),
    [model.id],
  );
  await pool.query("ANALYZE");
  for (const [what, path] of [
    ["queue through the API, 100,000 pending", "/api/v1/requests?view=mine&status=pending"],
    ["queue page, rendered, 100,000 pending", "/queue"],
  ] as const) {
    const times: number[] = [];
    for (let index = 0; index < 60; index++) {
      const startAt = performance.now();
      const reply = await product.call("GET", path, { cookie, connections: 1 });
      if (reply.status !== 200) throw new Error(`${path}: ${reply.status}`);
      if (index >= 10) times.push(performance.now() - startAt);
    }
    const p95 = percentile(times, 0.95);
    note({
      what,
      measured: `p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
      aim: "p95 ≤ 50 ms",
      met: p95 <= 50,
    });
  }
}

await main();
