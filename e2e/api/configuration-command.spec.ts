import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { type Run, runCountersign } from "../support/command";
import { answeredBy, edited } from "../support/company";
import { at, createCaller, expectProblem, listAt, numberAt, textAt } from "../support/http";
import { escalate, foundOrganisation, type Organisation } from "../support/organisation";

/** `countersign lint`, `plan`, `apply` and `export` as people run them, against the running product. */

let organisation: Organisation;
let directory: string;

test.beforeAll(async () => {
  organisation = await foundOrganisation();
  directory = mkdtempSync(join(tmpdir(), "countersign-configuration-"));
});
test.afterAll(() => rmSync(directory, { recursive: true, force: true }));

const run = (...argv: readonly string[]): Promise<Run> =>
  runCountersign(organisation.operator, directory, argv);

const read = (name: string) => readFileSync(join(directory, name), "utf8");
const write = (name: string, text: string) => writeFileSync(join(directory, name), text);

for (const name of ["countersign.yaml", "countersign.json"]) {
  test(`what is exported to ${name} changes nothing when applied, and is the same when exported again`, async () => {
    expect(await run("export", name)).toEqual({ code: 0, text: "" });
    const first = read(name);
    expect(await run("lint", name)).toMatchObject({ code: 0 });
    const applied = await run("apply", name, "--yes");
    expect(applied.text).toContain("Nothing to change.");
    expect(applied.code).toBe(0);
    await run("export", name);
    expect(read(name)).toBe(first);
  });
}

test("a plan shows the change and the open requests; applied, it is a version of that file", async () => {
  const held = await escalate(await organisation.agent());
  await run("export", "countersign.yaml");
  write("countersign.yaml", read("countersign.yaml").replace("deadline: 15m", "deadline: 20m"));
  const plan = await run("plan", "--detailed-exitcode");
  expect(plan.code, plan.text).toBe(5);
  expect(plan.text).toContain('deadline  "15m" → "20m"');
  expect(plan.text).toContain(`${held.request}  keeps route payments as it was in version`);
  expect(await run("apply")).toMatchObject({ code: 2, text: expect.stringContaining("say --yes") });
  const applied = await run("apply", "--yes", "--json");
  expect(applied.code, applied.text).toBe(0);
  const version = numberAt(JSON.parse(applied.text), "plan.version");
  const [latest] = listAt(
    (await organisation.operator.get("/api/v1/config/versions?limit=1")).body,
    "versions",
  );
  expect(latest).toMatchObject({ version, origin: "file", source: "countersign.yaml" });
  expect(await run("plan", "--detailed-exitcode")).toMatchObject({ code: 0 });
  const stale = await run("apply", "--yes", "--expect-version", String(version - 1));
  expect(stale).toMatchObject({ code: 7 });
});

test("drift is said by plan after somebody edited in the console", async () => {
  await run("export", "countersign.yaml");
  await run("apply", "--yes");
  const manager = await organisation.person("di");
  const team = { id: "ops", name: "Night shift", members: ["flo"] };
  expect((await manager.put("/api/v1/teams/ops", team)).status).toBe(200);
  const plan = await run("plan");
  expect(plan.text).toContain("drift: since countersign.yaml was applied");
  expect(plan.text).toContain("person:di changed teams/ops");
});

test("what is wrong is pointed at by line and column, with and without the server", async () => {
  await run("export", "countersign.yaml");
  const lines = read("countersign.yaml").split("\n");
  const line = lines.findIndex((text) => text.includes("deadline: 20m") || text.includes("deadline: 15m"));
  expect(line).toBeGreaterThan(0);
  lines[line] = (lines[line] ?? "").replace("deadline", "dedline");
  write("broken.yaml", lines.join("\n"));
  const place = `broken.yaml:${line + 1}:`;
  for (const command of ["lint", "plan"]) {
    const { code, text } = await run(command, "broken.yaml");
    expect(code, text).toBe(6);
    expect(text).toContain(place);
    expect(text).toContain("unknown field; did you mean deadline?");
  }
});

test("the problems of the configuration in force are the linter's", async () => {
  const { document, operator } = organisation;
  await organisation.configure({
    ...document,
    routes: edited(document.routes, {
      id: "general",
      approval: answeredBy(["flo"], { level: 9 }),
    }),
  });
  const answer = await operator.get("/api/v1/config/problems");
  expect(answer.status, answer.text).toBe(200);
  expect(listAt(answer.body, "problems")[0]).toMatchObject({
    code: "unroutable",
    severity: "error",
    path: "/routes/1/approval",
  });
  const lint = await run("lint", "--server");
  expect(lint.code).toBe(6);
  expect(lint.text).toContain("[level_unheld]");
  await organisation.configure(document);
  expectProblem(await createCaller(operator.url).get("/api/v1/config/problems"), 401);
  expectProblem(await (await organisation.agent()).get("/api/v1/config/problems"), 403);
  expectProblem(await (await organisation.person("bo")).get("/api/v1/config/problems"), 403);
});

test("the schema is public, and the command's own", async () => {
  const answer = await createCaller(organisation.operator.url).get("/api/v1/config/schema.json");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toMatch(/^application\/schema\+json/);
  const schema = JSON.parse(answer.text);
  expect(textAt(schema, "$schema")).toBe("https://json-schema.org/draft/2020-12/schema");
  expect(at(schema, "properties.routes.items.properties.deadline.description")).toMatch(/the answer is no/);
  expect(JSON.parse((await run("schema")).text)).toEqual(schema);
});
