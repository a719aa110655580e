import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "@playwright/test";
import { at, bearer, type Caller, createCaller, listAt, textAt } from "../support/http";
import { newDataDir, PRODUCT_TOKEN, type Product, removeDataDir, startProduct } from "../support/product";
import { ROOT } from "../support/settings";

/** The demo agent as people run it: a real repository, a real gate, and a person who decides over HTTP. */

let dataDir: string;
let scratch: string;
let product: Product;
let operator: Caller;

test.beforeAll(async () => {
  dataDir = newDataDir();
  product = await startProduct({ dataDir, env: { COUNTERSIGN_DEMO: "1" } });
  operator = bearer(product.url, PRODUCT_TOKEN);
});
test.afterAll(async () => {
  await product.stop();
  removeDataDir(dataDir);
});
test.beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), "countersign-demo-agent-"));
});
test.afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const git = (repository: string, ...args: readonly string[]): string =>
  execFileSync("git", ["-C", join(scratch, repository), ...args], { encoding: "utf8" }).trim();

/** All that the agent could have touched, as git tells it. */
const stateOf = (): string =>
  [
    git("origin.git", "for-each-ref"),
    git("work", "rev-parse", "HEAD"),
    git("work", "status", "--porcelain"),
  ].join();

/** Somebody who may approve this request, found as a console would find them. */
async function approverOf(request: string): Promise<Caller> {
  const people = listAt((await operator.get("/api/v1/people")).body, "people").map((one) =>
    textAt(one, "id"),
  );
  for (const person of people) {
    const answer = await operator.post("/api/test/session", { person });
    const cookie = answer.headers.getSetCookie().map((one) => one.split(";", 1)[0]);
    const caller = createCaller(product.url, { Cookie: cookie.join("; "), Origin: product.url });
    const read = await caller.get(`/api/v1/requests/${request}`);
    if (at(read.body, "request.may_respond.allowed") === true) return caller;
  }
  throw new Error(`nobody may approve ${request}`);
}

type Event = Readonly<Record<string, unknown>>;
type OnEscalated = (action: string, request: string, digest: string) => Promise<void>;

async function runAgent(onEscalated: OnEscalated, ...options: readonly string[]) {
  const child = spawn(
    process.execPath,
    [join(ROOT, "dist/countersign.mjs"), "demo-agent", "--json", "--dir", scratch, ...options],
    {
      env: {
        NODE_ENV: "production",
        PATH: process.env.PATH,
        HOME: scratch,
        COUNTERSIGN_DATA_DIR: dataDir,
        COUNTERSIGN_URL: product.url,
      },
    },
  );
  const errors: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => errors.push(String(chunk)));
  const exit = once(child, "exit");
  const events: Event[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as Event; // safe because --json promises one object a line
    events.push(event);
    if (event.event !== "escalated") continue;
    const request = textAt(event, "request.id");
    const read = await operator.get(`/api/v1/requests/${request}`);
    await onEscalated(String(event.action), request, textAt(read.body, "request.action.digest"));
  }
  const [code] = await exit;
  return { events, code, errors: errors.join("") };
}

const answer =
  (verdicts: Readonly<Record<string, "approve" | "deny">>): OnEscalated =>
  async (action, request, digest) => {
    const person = await approverOf(request);
    const answered = await person.post(`/api/v1/requests/${request}/responses`, {
      verdict: verdicts[action],
      digest,
      reason: `${verdicts[action]} by the test`,
    });
    expect(answered.status, answered.text).toBe(200);
  };

const endingOf = (events: readonly Event[], action: string) =>
  events.find((event) => event.action === action && event.event !== "escalated");

test("harmless work is done at once, approved work after its claim, and denied work leaves the repository alone", async () => {
  const found: string[] = [];
  const decide = answer({ "force-push": "approve", "branch-delete": "deny", "mass-delete": "approve" });
  const { events, code, errors } = await runAgent(async (...escalation) => {
    const before = stateOf();
    found.push(before);
    await Promise.all([operator.get("/api/v1/requests?view=all"), operator.get("/api/v1/people")]);
    expect(stateOf(), "nothing happens while people decide").toBe(before);
    await decide(...escalation);
  });
  expect(code, errors).toBe(0);
  expect(endingOf(events, "commit")).toMatchObject({ event: "done", word: "allowed" });
  expect(endingOf(events, "push")).toMatchObject({ event: "done", word: "allowed" });
  expect(endingOf(events, "force-push")).toMatchObject({ event: "done", word: "approved" });
  expect(endingOf(events, "branch-delete")).toMatchObject({
    event: "refused",
    is_untouched: true,
    sentence: expect.stringContaining("deny by the test"),
  });
  expect(endingOf(events, "mass-delete")).toMatchObject({ event: "done", word: "approved" });
  expect(git("origin.git", "rev-list", "--count", "main"), "main was rewritten").toBe("1");
  expect(found).toHaveLength(3);
  expect(git("origin.git", "branch", "--list", "release/0.9")).toContain("release/0.9");
  expect(git("work", "ls-files", "exports")).toBe("");
});

test("the outcome of what was approved comes back to the console", async () => {
  const requests: string[] = [];
  const decide = answer({ "force-push": "approve" });
  const { code } = await runAgent(
    async (action, request, digest) => {
      requests.push(request);
      await decide(action, request, digest);
    },
    "--only",
    "force-push",
  );
  expect(code).toBe(0);
  const read = await operator.get(`/api/v1/requests/${requests[0]}`);
  expect(read.body).toMatchObject({
    request: { status: "approved", grant: { status: "succeeded" }, outcome: { status: "succeeded" } },
  });
});

test("silence is a denial in one sentence, and nothing has happened", async () => {
  const { events, code } = await runAgent(async () => {}, "--only", "force-push", "--deadline", "1");
  expect(code).toBe(0);
  expect(endingOf(events, "force-push")).toMatchObject({ event: "refused", is_untouched: true });
  expect(String(endingOf(events, "force-push")?.sentence)).toMatch(/nobody|in time/i);
  expect(Number(git("origin.git", "rev-list", "--count", "main"))).toBeGreaterThan(1);
});

test("a gate that goes away is a no", async () => {
  const { events, code } = await runAgent(
    async () => {},
    "--only",
    "force-push",
    "--url",
    "http://localhost:9",
  );
  expect(code).toBe(4);
  expect(endingOf(events, "force-push")).toMatchObject({ event: "refused", is_untouched: true });
});
