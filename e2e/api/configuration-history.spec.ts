import { createHash } from "node:crypto";
import { expect, test } from "@playwright/test";
import { edited } from "../support/company";
import { at, createCaller, expectProblem, listAt, numberAt, textAt } from "../support/http";
import { foundOrganisation, type Organisation } from "../support/organisation";

/** Every version of the configuration: listed, read, compared, restored; and what has drifted from a file. */

let organisation: Organisation;
let stranger: Organisation;

test.beforeAll(async () => {
  [organisation, stranger] = await Promise.all([foundOrganisation(), foundOrganisation()]);
  const { document } = organisation;
  await organisation.configure({
    ...document,
    people: edited(document.people, { id: "cy", level: 2 }),
    routes: edited(document.routes, { id: "payments", deadline: "20m" }),
  });
});

const VERSIONS = "/api/v1/config/versions";
const inForce = async () =>
  numberAt((await organisation.operator.get(`${VERSIONS}?limit=1`)).body, "versions.0.version");

test("versions are listed latest first, page by page, each with author, hash and what it did", async () => {
  const first = await organisation.operator.get(`${VERSIONS}?limit=1`);
  expect(first.status, first.text).toBe(200);
  expect(listAt(first.body, "versions")).toEqual([
    {
      version: expect.any(Number),
      author: expect.stringMatching(/^operator:/),
      at: expect.stringMatching(/Z$/),
      hash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      in_force: true,
      origin: "edit",
      source: null,
      restored_version: null,
      summary: { created: 0, changed: 2, removed: 0 },
    },
  ]);
  const rest = await organisation.operator.get(`${VERSIONS}?cursor=${textAt(first.body, "next_cursor")}`);
  const numbers = listAt(rest.body, "versions").map((version) => numberAt(version, "version"));
  expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
  expect(numbers.at(-1)).toBe(1);
  expect(at(rest.body, "next_cursor")).toBeNull();
  expectProblem(await organisation.operator.get(`${VERSIONS}?cursor=nonsense`), 422);
  expectProblem(await organisation.operator.get(`${VERSIONS}?limit=0`), 422);
});

test("a version is the whole document as it was", async () => {
  const current = await organisation.operator.get("/api/v1/config");
  const read = await organisation.operator.get(`${VERSIONS}/${await inForce()}`);
  expect(read.status, read.text).toBe(200);
  expect(at(read.body, "document")).toEqual(current.body);
  expect(`"${textAt(read.body, "hash")}"`).toBe(current.headers.get("etag"));
});

test("the difference of two versions is told field by field", async () => {
  const version = await inForce();
  const answer = await organisation.operator.get(`${VERSIONS}/${version}/diff`);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.body).toEqual({
    version,
    against: version - 1,
    created: [],
    changed: ["people/cy", "routes/payments"],
    removed: [],
    changes: [
      { path: "/people/cy/level", change: "changed", before: 1, after: 2 },
      { path: "/routes/payments/deadline", change: "changed", before: "15m", after: "20m" },
    ],
  });
  const all = await organisation.operator.get(`${VERSIONS}/${version}/diff?against=1`);
  expect(listAt(all.body, "created")).toContain("people/ana");
  expectProblem(await organisation.operator.get(`${VERSIONS}/${version}/diff?against=0`), 422);
  expectProblem(await organisation.operator.get(`${VERSIONS}/${version}/diff?against=999`), 404);
  expectProblem(await organisation.operator.get(`${VERSIONS}/1/diff`), 422);
});

test("restoring is planned, then is a new version; who was slower is refused", async () => {
  const version = await inForce();
  const earlier = textAt((await organisation.operator.get(`${VERSIONS}/${version - 1}`)).body, "hash");
  const restore = `${VERSIONS}/${version - 1}/restore`;
  const plan = await organisation.operator.post(`${restore}?dry_run=1`);
  expect(plan.body).toMatchObject({
    version: null,
    base_version: version,
    changed: ["people/cy", "routes/payments"],
  });
  const stale = await organisation.operator.post(`${restore}?expect_version=${version - 1}`);
  expectProblem(stale, 412, "precondition_failed");
  expect(stale.body).toMatchObject({ version });
  expect(await inForce()).toBe(version);
  const done = await organisation.operator.post(`${restore}?expect_version=${version}`);
  expect(done.status, done.text).toBe(200);
  expect(done.body).toMatchObject({ version: version + 1, changed: ["people/cy", "routes/payments"] });
  const [latest] = listAt((await organisation.operator.get(`${VERSIONS}?limit=1`)).body, "versions");
  expect(latest).toMatchObject({
    origin: "restore",
    restored_version: version - 1,
    hash: earlier,
    in_force: true,
  });
  const again = await organisation.operator.post(`${VERSIONS}/${version - 1}/restore`);
  expect(again.body).toMatchObject({ version: null, created: [], changed: [], removed: [] });
});

test("If-Match refuses to replace what somebody else has changed meanwhile", async () => {
  const read = await organisation.operator.get("/api/v1/config");
  const put = (tag: string) => organisation.operator.put("/api/v1/config", read.body, { "If-Match": tag });
  expect((await put(read.headers.get("etag") ?? "")).status).toBe(200);
  expect((await put("*")).status).toBe(200);
  expectProblem(await put(`"sha256:${"0".repeat(64)}"`), 412, "precondition_failed");
  expectProblem(await organisation.operator.put("/api/v1/config?expect_version=1", read.body), 412);
  expectProblem(await organisation.operator.put("/api/v1/config?expect_version=one", read.body), 422);
});

test("drift is what changed since a file was applied", async () => {
  const { operator } = stranger;
  expect((await operator.get("/api/v1/config/drift")).body).toMatchObject({ drifted: false, source: null });
  const text = JSON.stringify(stranger.document);
  const hash = `sha256:${createHash("sha256").update(text).digest("hex")}`;
  const apply = () =>
    operator.send("PUT", `/api/v1/config?source=countersign.yaml&source_hash=${hash}`, text, {
      "Content-Type": "application/json",
    });
  expect((await apply()).status).toBe(200);
  const manager = await stranger.person("di");
  const team = { id: "ops", name: "Night shift", members: ["flo"] };
  expect((await manager.put("/api/v1/teams/ops", team)).status).toBe(200);
  expect((await operator.get("/api/v1/config/drift")).body).toMatchObject({
    drifted: true,
    source: { name: "countersign.yaml", hash },
    changed: ["teams/ops"],
    authors: ["person:di"],
  });
  await apply();
  expect((await operator.get("/api/v1/config/drift")).body).toMatchObject({ drifted: false, changed: [] });
});

test("members, agents and nobody read no history, and no other organisation has it", async () => {
  const agent = await organisation.agent();
  const nobody = createCaller(organisation.operator.url);
  const member = await organisation.person("bo");
  const auditor = await organisation.person("ed");
  for (const path of [VERSIONS, `${VERSIONS}/1`, `${VERSIONS}/2/diff`, "/api/v1/config/drift"]) {
    expectProblem(await nobody.get(path), 401);
    expectProblem(await agent.get(path), 403);
    expectProblem(await member.get(path), 403);
    expect((await auditor.get(path)).status, path).toBe(200);
  }
  expectProblem(await nobody.post(`${VERSIONS}/1/restore`), 401);
  for (const caller of [agent, member, auditor]) {
    expectProblem(await caller.post(`${VERSIONS}/1/restore`), 403);
  }
  for (const n of ["0", "999", "x", "1.5"]) {
    expectProblem(await organisation.operator.get(`${VERSIONS}/${n}`), 404);
    expectProblem(await organisation.operator.post(`${VERSIONS}/${n}/restore`), 404);
  }
  const own = textAt((await stranger.operator.get(`${VERSIONS}/1`)).body, "document.organisation.id");
  expect(own).toBe(stranger.id);
});
