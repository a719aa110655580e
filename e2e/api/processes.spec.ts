import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { at, bearer, type Caller, createCaller, expectProblem, listAt, textAt } from "../support/http";
import {
  type Agent,
  type Escalated,
  escalate,
  foundOrganisation,
  type Organisation,
  proposal,
  readAction,
  requestOf,
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
import { openStream } from "../support/stream";

/** Several processes on one database are one product. */

test.describe.configure({ timeout: 180_000 });

const SECRET = "processes-share-this-secret-0123456789abcdef";
let dataDir: string;
let running: Product[] = [];

test.beforeEach(() => {
  dataDir = newDataDir();
});
test.afterEach(async ({ browserName: _ }, { status, expectedStatus }) => {
  await Promise.all(running.map((product) => product.stop()));
  if (status !== expectedStatus) for (const product of running) console.log(product.said());
  running = [];
  removeDataDir(dataDir);
});

async function start(options: Partial<Parameters<typeof startProduct>[0]> = {}): Promise<Product> {
  const product = await startProduct({ dataDir, ...options });
  running.push(product);
  return product;
}

/** The same credential at another process. */
const through = ({ url }: Product, caller: Caller): Caller => {
  const { Origin: _, ...identity } = caller.headers;
  return createCaller(url, { ...identity, ...(caller.headers.Cookie ? { Origin: url } : {}) });
};

const agentAt = (product: Product, agent: Agent): Agent => ({ ...agent, ...through(product, agent) });

/** Two people answer every request at once, one at each process: approve here, deny there. */
async function answerFromBothSides(held: readonly Escalated[], ana: Caller, di: Caller): Promise<void> {
  for (const [index, one] of held.entries()) {
    const verdicts = index % 2 === 0 ? (["approve", "deny"] as const) : (["deny", "approve"] as const);
    const [first, second] = await Promise.all([
      respond(ana, one, verdicts[0]),
      respond(di, one, verdicts[1]),
    ]);
    expect([first.status, second.status].sort()).toEqual([200, 409]);
    const outcome = first.status === 200 ? verdicts[0] : verdicts[1];
    const request = await requestOf(ana, one);
    expect(request).toMatchObject({
      status: outcome === "approve" ? "approved" : "denied",
      decision: { outcome: outcome === "approve" ? "approved" : "denied" },
    });
    const decisions = listAt(request, "timeline").filter((entry) => textAt(entry, "type") === "decided");
    expect(decisions).toHaveLength(1);
  }
}

async function expectEachPagedOnce(organisation: Organisation, held: readonly Escalated[]): Promise<void> {
  await organisation.advance(301);
  for (const { request } of held) expect(await organisation.pagesOf(request)).toEqual(["di", "ana"]);
}

test("two processes on one data directory are one product, and the second lives on without the first", async () => {
  const first = await start();
  const second = await start();
  const organisation = await foundOrganisation({ url: first.url, token: PRODUCT_TOKEN });
  const agent = await organisation.agent();
  const agents = [agent, agentAt(second, agent)];

  await test.step("each page is sent once", async () => {
    const held = await Promise.all(
      Array.from({ length: 20 }, (_, index) => escalate(agents[index % 2] ?? agent)),
    );
    await expectEachPagedOnce(organisation, held);
  });

  const ana = await organisation.person("ana");
  const di = through(second, await organisation.person("di"));
  await test.step("one decision per request, whoever answers where", async () => {
    const held = await Promise.all(
      Array.from({ length: 12 }, (_, index) => escalate(agents[index % 2] ?? agent)),
    );
    await answerFromBothSides(held, ana, di);
  });

  await test.step("a session of one process is good at the other", async () => {
    expect((await through(second, ana).get("/api/v1/requests")).status).toBe(200);
  });

  await test.step("both consoles hear of it, and a waiter at one is woken by a decision at the other", async () => {
    const streams = [await openStream(ana), await openStream(di)];
    const [held, other] = [await escalate(agent), await escalate(agent)];
    const waiting = agents[1]?.get(`/api/v1/actions/${held.action}?wait=25`);
    const undecided = agents[1]?.get(`/api/v1/actions/${other.action}?wait=5`);
    await respond(ana, held, "approve");
    const woken = await Promise.race([waiting, undecided]);
    expect(woken?.body).toMatchObject({ request: { id: held.request, status: "approved" } });
    for (const stream of streams) {
      await stream.waitFor(held.request, "pending");
      await stream.waitFor(held.request, "approved");
      await stream.close();
    }
    await undecided;
  });

  await test.step("stopping the first keeps the second alive, database and all", async () => {
    const held = await escalate(agent);
    const console = await openStream(di);
    expect(await first.stop()).toBe(0);
    const answer = await respond(di, held, "approve");
    expect(answer.status, answer.text).toBe(200);
    await console.waitFor(held.request, "approved");
    await escalate(agentAt(second, agent));
    const again = await start();
    expect((await readAction(agentAt(again, agent), held)).body).toMatchObject({
      request: { status: "approved" },
    });
    await console.close();
  });

  await test.step("the last one stops the database too, with consoles connected", async () => {
    const console = await openStream(di);
    await Promise.all(running.map((product) => product.stop()));
    await console.close();
    expect(() => readFileSync(join(dataDir, "postgres", "postmaster.pid"))).toThrow(/ENOENT/);
  });
});

test("three processes on one PostgreSQL: one decision per request, each page once, waiters woken across them", async () => {
  const first = await start({ env: { NEXTAUTH_SECRET: SECRET } });
  const [secondDir, thirdDir] = [newDataDir(), newDataDir()];
  try {
    const shared = { DATABASE_URL: databaseUrl(dataDir), NEXTAUTH_SECRET: SECRET };
    const [second, third] = await Promise.all([
      start({ dataDir: secondDir, env: shared }),
      start({ dataDir: thirdDir, env: shared }),
    ]);
    const organisation = await foundOrganisation({ url: second.url, token: PRODUCT_TOKEN });
    const agent = await organisation.agent();
    const agents = [first, second, third].map((product) => agentAt(product, agent));
    const spread = (count: number) =>
      Promise.all(Array.from({ length: count }, (_, index) => escalate(agents[index % 3] ?? agent)));

    await expectEachPagedOnce(organisation, await spread(24));
    const ana = through(first, await organisation.person("ana"));
    const di = through(third, await organisation.person("di"));
    await answerFromBothSides(await spread(12), ana, di);

    const [held, other] = [await escalate(agent), await escalate(agent)];
    const waiting = agents.map((one) => one.get(`/api/v1/actions/${held.action}?wait=25`));
    const undecided = agent.get(`/api/v1/actions/${other.action}?wait=5`);
    await respond(di, held, "deny");
    for (const waiter of waiting) {
      const woken = await Promise.race([waiter, undecided]);
      expect(woken.body).toMatchObject({ request: { id: held.request, status: "denied" } });
    }
    await undecided;

    const late = await escalate(agents[1] ?? agent, proposal({ deadline_seconds: 1 }));
    await second.kill();
    await expect
      .poll(async () => at((await readAction(agents[2] ?? agent, late)).body, "request.status"), {
        timeout: 10_000,
      })
      .toBe("denied");
    expect((await bearer(third.url, PRODUCT_TOKEN).get("/api/health/ready")).status).toBe(200);
    await Promise.all([second, third].map((product) => product.stop()));
  } finally {
    await Promise.all(running.map((product) => product.stop()));
    removeDataDir(secondDir);
    removeDataDir(thirdDir);
  }
});

test("while its database is away a process says 503 and when to come back, lives on, and recovers by itself", async () => {
  const first = await start({ env: { NEXTAUTH_SECRET: SECRET } });
  const otherDir = newDataDir();
  try {
    const env = { DATABASE_URL: databaseUrl(dataDir), NEXTAUTH_SECRET: SECRET };
    const second = await start({ dataDir: otherDir, env });
    const organisation = await foundOrganisation({ url: second.url, token: PRODUCT_TOKEN });
    const agent = await organisation.agent();
    const held = await escalate(agent);

    expect(await first.stop()).toBe(0);
    for (const answer of [
      await readAction(agent, held),
      await agent.post("/api/v1/actions", proposal()),
      await organisation.operator.get("/api/v1/requests"),
    ]) {
      expectProblem(answer, 503, "unavailable");
      expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
    }
    const anyone = createCaller(second.url);
    expect((await anyone.get("/api/health/live")).status).toBe(200);
    expect((await anyone.get("/api/health/ready")).status).toBe(503);

    await start({ env: { NEXTAUTH_SECRET: SECRET } });
    await expect
      .poll(async () => (await anyone.get("/api/health/ready")).status, { timeout: 30_000 })
      .toBe(200);
    expect((await readAction(agent, held)).body).toMatchObject({ request: { status: "pending" } });
    const waiting = agent.get(`/api/v1/actions/${held.action}?wait=25`);
    const undecided = agent.get(`/api/v1/actions/${(await escalate(agent)).action}?wait=5`);
    await respond(await organisation.person("ana"), held, "approve");
    const woken = await Promise.race([waiting, undecided]);
    expect(woken.body, "it listens again").toMatchObject({ request: { status: "approved" } });
    await undecided;
    await second.stop();
  } finally {
    removeDataDir(otherDir);
  }
});
