/**
 * The gate's speed: how long one ruling takes in process, beside the engines that others rule with, each in a process of
 * its own within this run; and what an `allow` with its durable record costs through the API. `npm run bench -- gate`.
 *
 * OPA's WebAssembly runtime is not among them: what it runs has to be compiled by the opa program, which no package of
 * npm brings.
 */
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { Pool } from "pg";
import { percentile, printTable, type Row } from "./measure";
import { Product } from "./product";
import { ENGINES, type EngineName, type Scene } from "./rulings";

const BATCHES = 400;
const MOST_PER_BATCH = 500;
const BATCH_MS = 2;

const SCENES: readonly Scene[] = [
  { rules: 1, elsewhere: 0 },
  { rules: 16, elsewhere: 0 },
  { rules: 16, elsewhere: 84 },
  { rules: 100, elsewhere: 0 },
];

const AIM_US = 5;
/** Flat: the rules about other things may cost this much more. */
const FLAT = 1.25;
const ALLOW_MS = 5;

const { values } = parseArgs({ options: { only: { type: "string" } } });

/** Microseconds a call, p50 over batches, of each scene in turn: so a noisy neighbour meets them all. */
async function measure(name: EngineName): Promise<readonly number[]> {
  const asks = await Promise.all(SCENES.map((scene) => ENGINES[name](scene)));
  const sizes = asks.map((ask) => {
    if (!ask()) throw new Error(`${name} does not allow what all its rules but the last leave open`);
    return warmUp(ask);
  });
  const times = asks.map((): number[] => []);
  for (let batch = 0; batch < BATCHES; batch++) {
    for (const [index, ask] of asks.entries()) {
      const calls = sizes[index] ?? 1;
      const startAt = performance.now();
      for (let call = 0; call < calls; call++) ask();
      times[index]?.push(((performance.now() - startAt) * 1000) / calls);
    }
  }
  return times.map((one) => percentile(one, 0.5));
}

/** Until the compiler has had its say; answers how many calls fill a batch. */
function warmUp(ask: () => boolean): number {
  const endAt = performance.now() + 500;
  let calls = 0;
  while (performance.now() < endAt) {
    ask();
    calls += 1;
  }
  return Math.max(1, Math.min(MOST_PER_BATCH, Math.floor((calls * BATCH_MS) / 500)));
}

function elsewhere(name: EngineName): readonly number[] {
  const script = process.argv[1];
  if (!script) throw new Error("started without a script");
  const said = execFileSync(process.execPath, [script, "--only", name], { encoding: "utf8" });
  return JSON.parse(said.trim().split("\n").at(-1) ?? "") as number[]; // safe because measure() made it
}

const titleOf = ({ rules, elsewhere: more }: Scene): string =>
  `${rules} ${rules === 1 ? "rule" : "rules"}${more > 0 ? ` and ${more} of other surfaces` : ""}`;

function rulingRows(): readonly Row[] {
  const names = Object.keys(ENGINES) as EngineName[]; // safe because the keys are the names
  const measured = new Map(names.map((name) => [name, elsewhere(name)]));
  const [, sixteen = Number.NaN, hundred = Number.NaN] = measured.get("countersign") ?? [];
  return SCENES.flatMap((scene, index) =>
    names.map((name): Row => {
      const time = measured.get(name)?.[index] ?? Number.NaN;
      const [aim, met] = name === "countersign" ? aimOf(index, time, sixteen, hundred) : ["beside", true];
      return { what: `${titleOf(scene)}: ${name}`, measured: `p50 ${time.toFixed(2)} µs`, aim, met };
    }),
  );
}

function aimOf(index: number, time: number, sixteen: number, hundred: number): readonly [string, boolean] {
  if (index === 1) return [`≤ ${AIM_US} µs`, time <= AIM_US];
  if (index === 2) return [`≤ ${AIM_US} µs, flat`, time <= AIM_US && hundred <= sixteen * FLAT];
  return ["none", true];
}

/** One allow after the other, each beside one durable row by raw pg on the same database: on a busy machine read the ratio. */
async function allowRow(): Promise<Row> {
  const product = new Product();
  try {
    await product.start();
    const token = product.operatorToken;
    const { organisation } = await product.json<{ organisation: object }>("GET", "/api/v1/config", { token });
    await product.json("PUT", "/api/v1/config", { token, body: { ...COMPANY, organisation } });
    const made = await product.json<{ key: string }>("POST", "/api/v1/agents/bot/keys", { token, body: {} });
    const { allows, inserts } = await timed(product, made.key);
    const [p50, raw] = [percentile(allows, 0.5), percentile(inserts, 0.5)];
    return {
      what: "allow through the API, one after the other, with its durable record",
      measured: `p50 ${p50.toFixed(2)} ms, p99 ${percentile(allows, 0.99).toFixed(2)} ms; a raw INSERT p50 ${raw.toFixed(2)} ms`,
      aim: `p50 ≤ ${ALLOW_MS} ms`,
      met: p50 <= ALLOW_MS,
    };
  } finally {
    await product.stop();
  }
}

const COMPANY = {
  version: 1,
  people: [{ id: "ana", name: "Ana", role: "admin", level: 3 }],
  agents: [{ id: "bot", name: "Bot", limits: { per_minute: 1_000_000, open_requests: 1_000_000 } }],
  surfaces: [{ id: "free", tools: ["free.it"], tier: "autonomous" }],
};

async function timed(product: Product, key: string) {
  const pool = new Pool({ connectionString: product.database?.url ?? "", max: 1 });
  await pool.query("CREATE TABLE bench_row (id bigserial PRIMARY KEY, data json NOT NULL)");
  const allows: number[] = [];
  const inserts: number[] = [];
  for (let index = 0; index < 1_200; index++) {
    const body = { tool: "free.it", arguments: { index, amount_cents: 25_000 }, run: { id: "bench" } };
    const startAt = performance.now();
    await product.json("POST", "/api/v1/actions", { token: key, connections: 1, body });
    const allowedAt = performance.now();
    await pool.query("INSERT INTO bench_row (data) VALUES ($1)", [JSON.stringify(body)]);
    if (index < 200) continue;
    allows.push(allowedAt - startAt);
    inserts.push(performance.now() - allowedAt);
  }
  await pool.end();
  return { allows, inserts };
}

if (values.only !== undefined) {
  if (!(values.only in ENGINES)) throw new Error(`there is no engine ${values.only}`);
  // safe because of the line above
  console.log(JSON.stringify(await measure(values.only as EngineName)));
} else {
  const rows = [...rulingRows(), await allowRow()];
  console.log("\nIn one run, on this machine:");
  printTable(rows);
}
