import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root, run, runTool } from "./house.mjs";
import { buildSdk, sdkEntries } from "./sdk.mjs";

/** What others get: packed by npm, unpacked into a project that shares nothing with this one, compiled and run there. */

const folder = mkdtempSync(join(tmpdir(), "countersign-sdk-"));
const source = join(folder, "source");
const project = join(folder, "project");
const installed = join(project, "node_modules/countersign");
let packed: string[] = [];

beforeAll(async () => {
  for (const path of ["package.json", "LICENSE", "README.md", "docs/agents.md", "scripts", "lib/sdk"]) {
    cpSync(join(root, path), join(source, path), { recursive: true });
  }
  await buildSdk(join(source, "dist/sdk"));
  const pack = ["pack", "--json", "--ignore-scripts", "--offline", "--pack-destination", folder];
  const { code, output } = await run("npm", [...pack, "--loglevel=error"], { cwd: source, quiet: true });
  expect(code, output).toBe(0);
  const [{ filename, files }] = JSON.parse(output);
  packed = files.map(({ path }: { path: string }) => path);
  mkdirSync(installed, { recursive: true });
  await run("tar", ["-xzf", join(folder, filename), "-C", installed, "--strip-components=1"]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, text: string) => {
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, name), text);
};

/** What the compiler says of a file of the project: nothing when all is well. */
async function complaintsAbout(name: string, more: readonly string[]): Promise<string> {
  write("package.json", '{ "name": "consumer", "private": true, "type": "module" }');
  const flags = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess"];
  const { output } = await runTool("typescript", [...flags, "--target", "es2022", ...more, name], {
    cwd: project,
    quiet: true,
  });
  return output;
}

/** Spelled in two halves, because here nobody silences the compiler. */
const MUST_NOT_COMPILE = `// @ts-${"expect"}-error`;

const PLAIN = `
import { Countersign, type CountersignError, GovernanceDenied, govern } from "countersign/client";
import { canUseTool, governClaude } from "countersign/claude";

const client = new Countersign({ url: "https://gate.test", key: "csa_x" });
const refund = govern("refund.create", async (args: { order: string }, permit) => [args.order, permit.receipt] as const, {
  client,
  idempotencyKey: ({ order }) => order,
});
export const order: Promise<readonly [string, string | null]> = refund({ order: "1" });
export const verdictOf = (error: GovernanceDenied): string => error.verdict + error.reasonCode + (error.cause ?? "");
export const statusOf = (error: CountersignError): number => error.status;
export const permission = canUseTool({ client })("Bash", {}, { signal: new AbortController().signal, toolUseID: "1" });
export const { PreToolUse } = governClaude({ client });
// What is not so must not compile: an any would let it.
${MUST_NOT_COMPILE} no such option
govern("x", async (args: { a: 1 }) => args, { clients: client });
${MUST_NOT_COMPILE} not what the function takes
refund({ order: 1 });
`;

const FRAMEWORKS = `
import { Agent, tool as openAiTool } from "@openai/agents";
import { tool as langChainTool } from "@langchain/core/tools";
import { tool } from "ai";
import { z } from "zod";
import { governed as aiSdk, governTools } from "countersign/ai-sdk";
import { governed as langGraph } from "countersign/langgraph";
import { governed as openAi } from "countersign/openai-agents";

const schema = z.object({ order: z.string() });
const refund = async ({ order }: z.infer<typeof schema>) => order;
export const tools = governTools({
  refund: tool({ inputSchema: schema, execute: aiSdk("refund.create", refund) }),
});
export const agent = new Agent({
  name: "support",
  tools: [openAiTool({ name: "refund", description: "r", parameters: schema, execute: openAi("refund.create", refund) })],
});
export const graphTool = langChainTool(langGraph("refund.create", refund, { pending: "interrupt" }), {
  name: "refund",
  schema,
});
`;

const MODULES = [
  ["node16", ["--module", "nodenext", "--lib", "es2023,dom"]],
  ["a bundler", ["--module", "esnext", "--moduleResolution", "bundler", "--lib", "es2023,dom"]],
] as const;

describe("the published package", () => {
  test("holds every entry with its types, and no source and no test", () => {
    for (const name of sdkEntries) {
      expect(packed).toContain(`dist/sdk/${name}.mjs`);
      expect(packed).toContain(`dist/sdk/${name}.d.ts`);
    }
    expect(packed.filter((path) => /\.test\.|testing|^lib\//.test(path))).toEqual([]);
    const { exports } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    expect(Object.keys(exports)).toEqual([
      "./client",
      "./ai-sdk",
      "./openai-agents",
      "./langgraph",
      "./claude",
      "./package.json",
    ]);
  });

  test("has a core under 15 KB, as it is sent, that imports nothing", () => {
    const client = readFileSync(join(installed, "dist/sdk/client.mjs"));
    expect(gzipSync(client).length).toBeLessThan(15 * 1024);
    expect(client.toString()).not.toMatch(/^import\b|\bimport\(|\brequire\(/m);
  });

  test.each(MODULES)("compiles strictly in a project that resolves as %s does", async (_name, flags) => {
    write("plain.ts", PLAIN);
    expect(await complaintsAbout("plain.ts", [...flags, "--types", ""])).toBe("");
  });

  test("compiles beside the frameworks themselves", async () => {
    for (const name of ["ai", "@openai/agents", "@langchain/core", "@langchain/langgraph", "zod"]) {
      const place = join(project, "node_modules", name);
      mkdirSync(dirname(place), { recursive: true });
      symlinkSync(join(root, "node_modules", name), place);
    }
    write("frameworks.ts", FRAMEWORKS);
    const flags = [
      "--module",
      "nodenext",
      "--lib",
      "es2023,dom,dom.iterable,esnext.disposable",
      "--skipLibCheck",
    ];
    expect(await complaintsAbout("frameworks.ts", [...flags, "--types", ""])).toBe("");
  });

  test("runs, and its errors are the same class wherever they come from", async () => {
    write(
      "main.mjs",
      `import { Countersign, CountersignError } from "countersign/client";
       import { governed } from "countersign/ai-sdk";
       const client = new Countersign({ url: "http://127.0.0.1:1", key: "csa_x", patienceSeconds: 0 });
       const run = governed("refund.create", () => console.log("ran"), { client });
       const error = await run({ order: "1" }, { toolCallId: "1" }).catch((thrown) => thrown);
       console.log(error instanceof CountersignError, error.reasonCode);`,
    );
    const { output } = await run(process.execPath, ["main.mjs"], { cwd: project, quiet: true });
    expect(output.trim()).toBe("true unreachable");
  });
});
