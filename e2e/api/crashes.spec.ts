import { expect, test } from "@playwright/test";
import { type Answer, at, type Caller, createCaller, instantAt, listAt, textAt } from "../support/http";
import {
  type Agent,
  type Escalated,
  escalated,
  foundOrganisation,
  newId,
  type Organisation,
  proposal,
} from "../support/organisation";
import {
  freePort,
  newDataDir,
  PRODUCT_TOKEN,
  type Product,
  removeDataDir,
  startProduct,
} from "../support/product";
import { verifiedChain } from "../support/receipts";

/** `kill -9` at random moments under load, and start again: nothing acknowledged is lost, nothing is decided twice. */

test.describe.configure({ timeout: 240_000 });

const ESCALATIONS = 300;
const KILLS = 4;
/** Every fifth request is left to a deadline that falls somewhere among the kills. */
const isLeftAlone = (index: number) => index % 5 === 0;

type Ledger = {
  readonly held: Map<string, Escalated & { readonly index: number }>;
  /** What a 2xx told a person, by request. */
  readonly told: Map<string, "approved" | "denied">;
};

let dataDir: string;
let product: Product;

test.beforeEach(() => {
  dataDir = newDataDir();
});
test.afterEach(async () => {
  await product.stop();
  removeDataDir(dataDir);
});

/** As a real client does: the same call with the same key until somebody answers it. */
async function insist(call: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const answer = await call().catch(() => null);
    const isBusy = answer && at(answer.body, "reason_code") === "in_progress";
    if (answer && answer.status < 500 && !isBusy) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("nobody answered");
}

async function propose(agent: Agent, index: number, ledger: Ledger): Promise<Escalated> {
  const body = proposal(isLeftAlone(index) ? { deadline_seconds: 1 + (index % 7) } : {});
  const key = newId("key");
  const held = escalated(await insist(() => agent.post("/api/v1/actions", body, { "Idempotency-Key": key })));
  ledger.held.set(held.request, { ...held, index });
  return held;
}

async function decide(
  people: readonly Caller[],
  held: Escalated,
  index: number,
  ledger: Ledger,
): Promise<void> {
  const verdict = index % 2 === 0 ? "approve" : "deny";
  const person = people[index % people.length];
  if (!person) throw new Error("no people");
  const path = `/api/v1/requests/${held.request}/responses`;
  const answer = await insist(() => person.post(path, { verdict, digest: held.digest }));
  expect(answer.status, answer.text).toBe(200);
  ledger.told.set(held.request, verdict === "approve" ? "approved" : "denied");
}

/** Kills and restarts after each share of the work, at a moment the work does not choose. */
async function killNowAndThen(port: number, ledger: Ledger): Promise<void> {
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const share = (ESCALATIONS * kill) / (KILLS + 1);
    while (ledger.held.size < share) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
    await product.kill();
    product = await startProduct({ dataDir, port });
  }
}

async function work(agent: Agent, people: readonly Caller[], ledger: Ledger): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < ESCALATIONS) {
      const index = next;
      next += 1;
      const held = await propose(agent, index, ledger);
      if (!isLeftAlone(index)) await decide(people, held, index, ledger);
    }
  };
  await Promise.all(Array.from({ length: 12 }, worker));
}

async function expectWholeStory(organisation: Organisation, agent: Agent, ledger: Ledger): Promise<void> {
  for (const held of ledger.held.values()) {
    const read = await agent.get(`/api/v1/actions/${held.action}`);
    expect(read.status, read.text).toBe(200);
    expect(at(read.body, "action.digest")).toBe(held.digest);
    const request = at((await organisation.operator.get(`/api/v1/requests/${held.request}`)).body, "request");
    const decisions = listAt(request, "timeline").filter((entry) => textAt(entry, "type") === "decided");
    expect(decisions, held.request).toHaveLength(1);
    const decidedAt = instantAt(request, "decision.decided_at");
    const deadlineAt = instantAt(request, "deadline_at");
    if (isLeftAlone(held.index)) {
      expect(request).toMatchObject({ status: "denied", decision: { cause: "deadline" } });
      expect(decidedAt).toBeGreaterThan(deadlineAt);
    } else {
      expect(at(request, "status")).toBe(ledger.told.get(held.request));
      expect(at(request, "decision.cause")).toBe("approver");
      expect(decidedAt).toBeLessThan(deadlineAt);
    }
  }
}

async function countRepeatedPages(organisation: Organisation): Promise<{ paged: number; repeated: number }> {
  const seen = new Map<string, number>();
  for (const { kind, channel, person, step, requests } of await organisation.deliveries()) {
    if (kind !== "page") continue;
    for (const request of requests) {
      const key = [request, person, step, channel].join(" ");
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
  }
  const repeated = [...seen.values()].reduce((sum, count) => sum + count - 1, 0);
  return { paged: seen.size, repeated };
}

test("killed at random moments under load, it forgets nothing, decides once, approves nothing late and pages once", async () => {
  const port = await freePort();
  product = await startProduct({ dataDir, port });
  const founded = await foundOrganisation({ url: product.url, token: PRODUCT_TOKEN, edit: generous });
  const agent = await founded.agent();
  const people = [await founded.person("ana"), await founded.person("di")];
  const ledger: Ledger = { held: new Map(), told: new Map() };
  await Promise.all([work(agent, people, ledger), killNowAndThen(port, ledger)]);
  expect(ledger.held.size).toBe(ESCALATIONS);

  // The longest of the deadlines left alone, and no more: nothing else is due.
  await founded.advance(8);
  await expectWholeStory(founded, agent, ledger);
  const list = await createCaller(product.url, founded.operator.headers).get(
    "/api/v1/requests?view=all&limit=1",
  );
  expect(at(list.body, "counts.pending")).toBe(0);
  const { paged, repeated } = await countRepeatedPages(founded);
  expect(paged).toBeGreaterThan(ESCALATIONS / 2);
  expect(repeated).toBeLessThanOrEqual(KILLS);
  const chain = await verifiedChain(founded.operator);
  expect(chain.length).toBeGreaterThanOrEqual(2 * ESCALATIONS);
});

/** Nothing here is about limits. */
const generous: NonNullable<Parameters<typeof foundOrganisation>[0]>["edit"] = (document) => ({
  ...document,
  agents: document.agents.map((agent) => ({
    ...agent,
    limits: { per_minute: 1_000_000, open_requests: 1_000_000 },
  })),
});
