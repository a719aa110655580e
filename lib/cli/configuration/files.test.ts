import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import { EXIT_CODES } from "../exit-codes";
import { at, CHANGES, cleanUp, file, run, SOUND, serve, TOKEN } from "../testing/configuration-world";

afterEach(cleanUp);

describe("countersign lint", () => {
  it("needs no server, and points at every error and warning", async () => {
    const text = `${SOUND}teams:\n  - id: ops\n    members: [anna]\n`;
    const broken = await run(["lint", await file(text)]);
    expect(broken.code).toBe(EXIT_CODES.findings.code);
    expect(broken.text).toBe(
      "countersign.yaml:6:15: error: /teams/0/members/0: there is no person called anna; did you mean ana? [invalid]\n1 error, 0 warnings",
    );
  });

  it.each([
    [
      "an unknown field",
      `${SOUND}rotues: []\n`,
      "countersign.yaml:4:1: error: /rotues: unknown field; did you mean routes?",
    ],
    ["text that is no YAML", `${SOUND}teams: [\n`, "countersign.yaml:"],
    ["an alias", `${SOUND}teams: &x []\nroutes: *x\n`, "countersign.yaml:5:9: error: YAML aliases"],
  ])("%s is an error", async (_name, content, sentence) => {
    const { code, text } = await run(["lint", await file(content)]);
    expect(code).toBe(EXIT_CODES.findings.code);
    expect(text).toContain(sentence);
  });

  it("JSON that is broken is pointed at too", async () => {
    const { code, text } = await run(["lint", await file('{\n  "people": [,]\n}', "acme.json")]);
    expect(code).toBe(EXIT_CODES.findings.code);
    expect(text).toContain("acme.json:2:14: error: /people");
  });

  it("warnings fail it with --strict only", async () => {
    const path = await file(`${SOUND}agents: [{ id: bot }]\n`);
    const lenient = await run(["lint", path]);
    expect(lenient.code).toBe(0);
    expect(lenient.text).toContain("countersign.yaml:4:10: warning: /agents/0: nobody answers for bot");
    expect((await run(["lint", path, "--strict"])).code).toBe(EXIT_CODES.findings.code);
    const { text } = await run(["lint", path, "--json"]);
    expect(JSON.parse(text)).toMatchObject({
      file: "countersign.yaml",
      findings: [
        { code: "agent_without_owner", severity: "warning", path: "/agents/0", line: 4, column: 10 },
      ],
    });
  });

  it("a sound file has nothing wrong with it", async () => {
    expect(await run(["lint", await file(SOUND), "--strict"])).toMatchObject({
      code: 0,
      text: "0 errors, 0 warnings",
    });
  });

  it("can ask a server about the configuration in force", async () => {
    const { code, text } = await run(["lint", "--server", "--strict", ...at(await serve({ plan: CHANGES }))]);
    expect(code).toBe(EXIT_CODES.findings.code);
    expect(text).toContain("version 4: warning: /people/0: ana cannot be reached [no_contact]");
  });
});

describe("countersign export", () => {
  it("writes YAML that editors complete, the same every time", async () => {
    const server = await serve({ yaml: SOUND });
    const { text } = await run(["export", ...at(server)]);
    expect(text).toBe(
      `# yaml-language-server: $schema=${server.url}/api/v1/config/schema.json\n${SOUND}`.trimEnd(),
    );
    const path = await file("", "out.yaml");
    expect((await run(["export", path, ...at(server)])).code).toBe(0);
    expect(await readFile(path, "utf8")).toBe(`${text}\n`);
  });

  it("writes JSON where the file's name says so, or --format does", async () => {
    const server = await serve({ document: { version: 1 } });
    const path = await file("", "out.json");
    await run(["export", path, ...at(server)]);
    expect(await readFile(path, "utf8")).toBe('{\n  "version": 1\n}\n');
    expect((await run(["export", "--format", "json", ...at(server)])).text).toBe('{\n  "version": 1\n}');
  });
});

describe("all of them", () => {
  it.each([
    [["plan"], "No operator token"],
    [["plan", ...TOKEN, "--url", "ftp://gate"], "http(s) address"],
    [["lint", "/nowhere/countersign.yaml"], "cannot be read (ENOENT)"],
    [["lint", "a.yaml", "b.yaml"], "one file is taken, not also b.yaml"],
    [["lint", "--server", "a.yaml"], "either a file or --server"],
    [["apply", "--json", ...TOKEN], "say --yes as well"],
    [["apply", "--expect-version", "0", ...TOKEN], "--expect-version takes a whole number"],
    [["export", "--format", "toml", ...TOKEN], "--format knows yaml and json"],
    [["plan", "--frobnicate"], "--frobnicate"],
  ])("%j is refused with a sentence", async (argv, sentence) => {
    const { code, text } = await run(argv);
    expect(text).toContain(sentence);
    expect(code).toBe(EXIT_CODES.usage.code);
  });

  it("a server that does not answer ends with 4", async () => {
    const { code, text } = await run(["plan", await file(SOUND), "--url", "http://127.0.0.1:1", ...TOKEN]);
    expect(code).toBe(EXIT_CODES.unreachable.code);
    expect(text).toContain("nothing was changed");
  });

  it("a token that may not, and an answer that is none, end with 1", async () => {
    const forbidden = {
      title: "No",
      type: "urn:x",
      status: 403,
      detail: "Not yours.",
      reason_code: "forbidden",
    };
    const refused = await serve({ refusal: { status: 403, body: forbidden, onPlan: true } });
    const path = await file(SOUND);
    expect(await run(["plan", path, ...at(refused)])).toMatchObject({ code: 1, text: "Not yours." });
    const strange = await serve({ refusal: { status: 200, body: {}, onPlan: true } });
    expect(await run(["plan", path, ...at(strange)])).toMatchObject({ code: 1 });
  });

  it("the schema is printed without a server, and the exit codes stand in the help", async () => {
    expect(JSON.parse((await run(["schema"])).text)).toMatchObject({ title: "countersign.yaml" });
    const { text } = await run(["help"]);
    for (const word of ["plan", "apply", "export", "lint", "schema", "--detailed-exitcode", "--strict"]) {
      expect(text).toContain(word);
    }
    expect((await run(["help", "apply"])).text).toContain("--expect-version");
  });
});
