import { afterEach, describe, expect, it } from "vitest";
import { sha256 } from "@/lib/core/canonical-json";
import { EXIT_CODES } from "../exit-codes";
import { at, CHANGES, cleanUp, file, run, SOUND, serve } from "../testing/configuration-world";
import type { FakeConfiguration } from "../testing/fake-configuration";

afterEach(cleanUp);

describe("countersign plan", () => {
  it("shows what is created, changed field by field and removed, the open requests, and the problems by line", async () => {
    const server = await serve({ plan: CHANGES });
    const { code, text } = await run(["plan", await file(SOUND), ...at(server)]);
    expect(code).toBe(0);
    expect(text).toContain("countersign.yaml against version 4");
    expect(text).toMatch(/created:\n {2}\+ people\/gus\n/);
    expect(text).toMatch(/changed:\n {2}~ routes\/payments\n {6}deadline {2}"15m" → "1m"\n/);
    expect(text).toMatch(/removed:\n {2}- policies\/old\n/);
    expect(text).toContain("req_1  keeps route payments as it was in version 3");
    expect(text).toContain("countersign.yaml:3:5: warning: /people/0: ana cannot be reached [no_contact]");
    expect(text).toContain("Plan: 1 to create, 1 to change, 1 to remove.");
    const [put] = server.asked;
    expect(put).toMatchObject({ method: "PUT", path: "/api/v1/config", body: SOUND });
    expect(put?.query.get("dry_run")).toBe("1");
    expect(put?.headers).toMatchObject({
      authorization: "Bearer cso_test",
      "content-type": "application/yaml",
    });
    expect(server.asked.every(({ method, query }) => method === "GET" || query.get("dry_run") === "1")).toBe(
      true,
    );
  });

  it("ends with 0, or with --detailed-exitcode with 5 when something would change", async () => {
    const [same, other] = [await serve(), await serve({ plan: CHANGES })];
    const path = await file(SOUND);
    const codes = [];
    for (const server of [same, other]) {
      for (const more of [[], ["--detailed-exitcode"]]) {
        codes.push((await run(["plan", path, ...at(server), ...more])).code);
      }
    }
    expect(codes).toEqual([0, 0, 0, EXIT_CODES.changes.code]);
    expect((await run(["plan", path, ...at(same)])).text).toContain("Nothing to change.");
  });

  it("says what the console changed since the file was applied", async () => {
    const drift = {
      ...{ drifted: true, since_version: 2, changed: ["teams/ops"], authors: ["person:di"] },
      source: { name: "countersign.yaml", hash: null, at: "2026-11-27T12:00:00Z" },
    };
    const { text } = await run(["plan", await file(SOUND), ...at(await serve({ drift }))]);
    expect(text).toContain(
      "drift: since countersign.yaml was applied as version 2, person:di changed teams/ops",
    );
  });

  it("is one JSON object for machines, also when the file is refused", async () => {
    const path = await file(SOUND);
    const { text } = await run(["plan", path, "--json", ...at(await serve({ plan: CHANGES }))]);
    expect(JSON.parse(text)).toMatchObject({
      file: "countersign.yaml",
      plan: { base_version: 4, problems: [{ code: "no_contact", line: 3, column: 5 }] },
      drift: { drifted: false },
    });
    const refused = await run(["plan", path, "--json", ...at(await serve({ refusal: REFUSED }))]);
    expect(refused.code).toBe(EXIT_CODES.findings.code);
    expect(JSON.parse(refused.text)).toMatchObject({ error: { status: 422, errors: [{ line: 7 }] } });
  });

  it("points at what the server refuses, and ends with 6", async () => {
    const { code, text } = await run(["plan", await file(SOUND), ...at(await serve({ refusal: REFUSED }))]);
    expect(code).toBe(EXIT_CODES.findings.code);
    expect(text).toContain("countersign.yaml:7:3: error: /teams/0/members/0: there is no person called anna");
  });

  it("reads what is piped in, JSON by the file's name, and the settings of the environment", async () => {
    const server = await serve();
    const environment = { COUNTERSIGN_URL: `${server.url}/`, COUNTERSIGN_OPERATOR_TOKEN: "cso_environment" };
    expect((await run(["plan", "-"], { environment, input: SOUND })).code).toBe(0);
    expect((await run(["plan", await file("{}", "acme.json")], { environment })).code).toBe(0);
    const puts = server.asked.filter(({ method }) => method === "PUT");
    expect(puts.map(({ body, headers }) => [body, headers["content-type"], headers.authorization])).toEqual([
      [SOUND, "application/yaml", "Bearer cso_environment"],
      ["{}", "application/json", "Bearer cso_environment"],
    ]);
  });
});

const REFUSED = {
  status: 422,
  onPlan: true,
  body: {
    ...{
      type: "urn:x",
      title: "The request is not valid",
      status: 422,
      detail: "It has 1 finding.",
      reason_code: "invalid",
    },
    errors: [{ path: "/teams/0/members/0", message: "there is no person called anna", line: 7, column: 3 }],
  },
};

describe("countersign apply", () => {
  const puts = (server: FakeConfiguration) =>
    server.asked.filter(({ method }) => method === "PUT").map(({ query }) => Object.fromEntries(query));

  it("with --yes asks nothing, and applies what it planned against the version it saw", async () => {
    const server = await serve({ plan: CHANGES });
    const { code, text } = await run(["apply", await file(SOUND), "--yes", ...at(server)]);
    expect(code).toBe(0);
    expect(text).toContain("Applied as version 5.");
    expect(puts(server)).toEqual([
      { dry_run: "1" },
      { expect_version: "4", source: "countersign.yaml", source_hash: sha256(SOUND) },
    ]);
  });

  it("shows the plan and asks; only yes is a yes", async () => {
    const path = await file(SOUND);
    const [agreed, declined] = [await serve({ plan: CHANGES }), await serve({ plan: CHANGES })];
    const yes = await run(["apply", path, ...at(agreed)], { answer: true });
    expect(yes).toMatchObject({ code: 0, questions: ["Apply it (1 to create, 1 to change, 1 to remove)?"] });
    const no = await run(["apply", path, ...at(declined)], { answer: false });
    expect(no.code).toBe(EXIT_CODES.declined.code);
    expect(no.text).toContain("Nothing was changed.");
    expect(puts(declined)).toEqual([{ dry_run: "1" }]);
  });

  it("with nobody to ask and no --yes changes nothing", async () => {
    const server = await serve({ plan: CHANGES });
    const { code, text } = await run(["apply", await file(SOUND), ...at(server)]);
    expect(code).toBe(EXIT_CODES.usage.code);
    expect(text).toContain("say --yes");
    expect(puts(server)).toEqual([{ dry_run: "1" }]);
  });

  it("that changes nothing asks nothing, and still says which file is in force", async () => {
    const server = await serve();
    const { code, text } = await run(["apply", await file(SOUND), ...at(server)]);
    expect(code).toBe(0);
    expect(text).toContain("Nothing to change.");
    expect(puts(server).at(-1)).toMatchObject({ source: "countersign.yaml" });
  });

  it("is refused when somebody was faster, and ends with 7", async () => {
    const moved = {
      title: "Moved",
      type: "urn:x",
      status: 412,
      detail: "It is version 9.",
      reason_code: "precondition_failed",
    };
    const server = await serve({ plan: CHANGES, refusal: { status: 412, body: moved } });
    const { code, text } = await run(["apply", await file(SOUND), "--yes", ...at(server)]);
    expect(code).toBe(EXIT_CODES.conflict.code);
    expect(text).toContain("It is version 9.");
  });

  it("can be held to the version that was reviewed", async () => {
    const server = await serve({ plan: CHANGES });
    await run(["apply", await file(SOUND), "--yes", "--expect-version", "4", ...at(server)]);
    expect(puts(server)[0]).toEqual({ dry_run: "1", expect_version: "4" });
  });

  it("for machines is one JSON object", async () => {
    const server = await serve({ plan: CHANGES });
    const { text } = await run(["apply", await file(SOUND), "--yes", "--json", ...at(server)]);
    expect(JSON.parse(text)).toMatchObject({ applied: true, plan: { version: 5, created: ["people/gus"] } });
  });
});
