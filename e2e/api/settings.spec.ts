import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { company, edited } from "../support/company";
import { at, bearer, expectProblem, listAt } from "../support/http";
import { foundOrganisation } from "../support/organisation";
import { newDataDir, PRODUCT_TOKEN, type Product, removeDataDir, startProduct } from "../support/product";
import { openStream } from "../support/stream";

/** How the product starts and stops: what it refuses to start with, what it reads at start, what it leaves behind. */

let dataDir: string;
const running: Product[] = [];

test.beforeEach(() => {
  dataDir = newDataDir();
});
test.afterEach(async () => {
  await Promise.all(running.splice(0).map((product) => product.stop()));
  removeDataDir(dataDir);
});

async function start(
  env: Readonly<Record<string, string>>,
  more: Partial<Parameters<typeof startProduct>[0]> = {},
): Promise<Product> {
  const product = await startProduct({ dataDir, env, ...more });
  running.push(product);
  return product;
}

/** What it said when it ended instead of starting. */
async function refusalToStart(...[env, more]: Parameters<typeof start>): Promise<string> {
  const product = await startProduct({ dataDir, env, ...more, until: "ended" });
  expect(await product.ended, product.said()).toBe(1);
  return product.said();
}

test("outside test mode nobody moves the clock or signs in as somebody else", async () => {
  const { url } = await start({ COUNTERSIGN_TEST_MODE: "0" });
  const operator = bearer(url, PRODUCT_TOKEN);
  const body = { advance_seconds: 1 };
  expectProblem(await operator.post("/api/test/clock", body), 404, "not_found");
  expectProblem(await operator.post("/api/test/session", { person: "ana" }), 404, "not_found");
  expectProblem(await operator.post("/api/test/reset", {}), 404, "not_found");
  expectProblem(await operator.get("/api/test/deliveries"), 404, "not_found");
  expect((await operator.get("/api/v1/config")).status).toBe(200);
});

test("test mode does not start at a public address, and shouts where it does start", async () => {
  const said = await refusalToStart({ COUNTERSIGN_URL: "https://gate.example.com" });
  expect(said).toContain("COUNTERSIGN_TEST_MODE");
  expect((await start({})).said()).toMatch(/TEST MODE/);
});

test("wrong settings are all named at once, and none of their values", async () => {
  const secret = "hunter2-hunter2";
  const said = await refusalToStart({
    COUNTERSIGN_OPERATOR_TOKEN: secret,
    DATABASE_URL: `mysql://u:${secret}@h/d`,
    COUNTERSIGN_DEMO: "maybe",
  });
  for (const name of ["COUNTERSIGN_OPERATOR_TOKEN", "DATABASE_URL", "COUNTERSIGN_DEMO"])
    expect(said).toContain(name);
  expect(said).not.toContain(secret);
});

test("a taken port is one sentence with the way out, and touches nothing", async () => {
  const first = await start({});
  const said = await refusalToStart({}, { port: first.port });
  expect(said).toMatch(new RegExp(`port ${first.port} is taken`, "i"));
  expect((await bearer(first.url, PRODUCT_TOKEN).get("/api/v1/config")).status).toBe(200);
});

test("the configuration file is applied at start, once, and again when it has changed", async () => {
  const file = join(dataDir, "countersign.yaml");
  const document = company("acme");
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(document));
  const env = { COUNTERSIGN_CONFIG: file };
  const read = async (product: Product) =>
    (await bearer(product.url, PRODUCT_TOKEN).get("/api/v1/config")).body;
  const first = await start(env);
  expect(await read(first)).toMatchObject({
    organisation: { id: "acme" },
    teams: [{ id: "payments" }, { id: "ops" }],
  });
  await first.stop();
  writeFileSync(
    file,
    JSON.stringify({ ...document, teams: edited(document.teams, { id: "ops", members: ["flo", "ed"] }) }),
  );
  const second = await start(env);
  expect(at(await read(second), "teams.1.members")).toEqual(["flo", "ed"]);
  await second.stop();
  writeFileSync(file, JSON.stringify({ ...document, teams: [{ id: "ops", members: ["ghost"] }] }));
  const said = await refusalToStart(env);
  expect(said).toContain("ghost");
  expect(said).toContain("/teams/0/members/0");
});

test("what was there is there after a stop and a start, sessions and keys included", async () => {
  const first = await start({});
  const founded = await foundOrganisation({ url: first.url, token: PRODUCT_TOKEN });
  const agent = await founded.agent();
  const ana = await founded.person("ana");
  const proposed = await agent.post("/api/v1/actions", { tool: "shell.run", arguments: {} });
  expect(proposed.status).toBe(202);
  expect(await first.stop()).toBe(0);
  const second = await start({}, { port: first.port });
  expect(second.url).toBe(first.url);
  expect((await agent.get(`/api/v1/actions/${String(at(proposed.body, "action.id"))}`)).body).toMatchObject({
    request: { status: "pending" },
  });
  expect(listAt((await ana.get("/api/v1/requests")).body, "requests")).toHaveLength(1);
});

test("a stop lets consoles and waiting agents go at once, with an answer", async () => {
  const product = await start({});
  const founded = await foundOrganisation({ url: product.url, token: PRODUCT_TOKEN });
  const agent = await founded.agent();
  const console = await openStream(await founded.person("ana"));
  const proposed = await agent.post("/api/v1/actions", { tool: "shell.run", arguments: {} });
  await console.waitFor(String(at(proposed.body, "request.id")), "pending");
  const waiting = agent.get(`/api/v1/actions/${String(at(proposed.body, "action.id"))}?wait=25`);
  const slow = new Promise((resolve) => setTimeout(resolve, 10_000, "slow"));
  await agent.get("/api/health/live");
  const ended = product.stop();
  expect(await Promise.race([ended, slow])).toBe(0);
  expect((await waiting).body).toMatchObject({ request: { status: "pending" } });
  await console.close();
});
