import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { expect } from "@playwright/test";
import type { CompanyDocument } from "./company";
import { at, bearer, type Caller, listAt, textAt } from "./http";
import { type Agent, type Escalated, foundOrganisation, type Organisation, respond } from "./organisation";
import { ROOT } from "./settings";

/** MCP as its users run it: the SDK's client, our proxy as a program, and a published server behind it. */

const require = createRequire(import.meta.url);

/** The entries of published servers. */
export const FILESYSTEM = require.resolve("@modelcontextprotocol/server-filesystem/dist/index.js");
export const EVERYTHING = require.resolve("@modelcontextprotocol/server-everything/dist/index.js");

/** A server of ours, of protocol 2026-07-28. */
export const NOTES = fileURLToPath(new URL("../fakes/mcp-stateless.mjs", import.meta.url));

const TOOLS = {
  "files.read": [
    "read_text_file",
    "read_file",
    "list_directory",
    "directory_tree",
    "list_allowed_directories",
  ],
  "files.write": ["write_file", "edit_file", "create_directory"],
  "files.move": ["move_file"],
  "everything.free": ["echo", "get-sum", "get-env", "get-structured-content"],
  "everything.asked": ["trigger-long-running-operation", "trigger-elicitation-request"],
} as const;

/** Reading is free, writing is asked about, moving is forbidden. */
function withTools(document: CompanyDocument): CompanyDocument {
  const tiers = { "files.move": "prohibited", "files.read": "autonomous", "everything.free": "autonomous" };
  const surfaces = Object.entries(TOOLS).map(([id, tools]) => ({
    id,
    tools: [...tools],
    tier: Reflect.get(tiers, id) ?? "approval",
    reversibility: "reversible",
  }));
  return { ...document, surfaces: [...document.surfaces, ...surfaces] };
}

export type McpScene = {
  readonly organisation: Organisation;
  readonly agent: Agent;
  /** The agent's key, for programs. */
  readonly key: string;
  readonly flo: Caller;
  readonly directory: string;
};

export async function foundMcpScene(
  edit: (document: CompanyDocument) => CompanyDocument = (same) => same,
): Promise<McpScene> {
  const organisation = await foundOrganisation({ edit: (document) => edit(withTools(document)) });
  const agent = await organisation.agent();
  const key = (agent.headers.Authorization ?? "").replace("Bearer ", "");
  const flo = await organisation.person("flo");
  // The filesystem server names real paths only.
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "countersign-mcp-")));
  return { organisation, agent, key, flo, directory };
}

export const closeMcpScene = ({ directory }: McpScene): void =>
  rmSync(directory, { recursive: true, force: true });

export type Behind = {
  readonly server?: readonly string[];
  readonly options?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
};

/** `countersign mcp` as a client's configuration would start it; by default in front of the filesystem server. */
export function proxyCommand(scene: McpScene, behind: Behind = {}) {
  const server = behind.server ?? [process.execPath, FILESYSTEM, scene.directory];
  return {
    command: process.execPath,
    args: [join(ROOT, "scripts/countersign.mjs"), "mcp", ...(behind.options ?? []), "--", ...server],
    cwd: scene.directory,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: scene.directory,
      COUNTERSIGN_URL: scene.organisation.operator.url,
      COUNTERSIGN_AGENT_KEY: scene.key,
      ...behind.environment,
    },
  };
}

export async function connect(scene: McpScene, behind: Behind = {}) {
  const transport = new StdioClientTransport({ ...proxyCommand(scene, behind), stderr: "pipe" });
  const said: string[] = [];
  transport.stderr?.on("data", (chunk: Buffer) => said.push(String(chunk)));
  const client = new Client({ name: "e2e", version: "1.0.0" }, { capabilities: {} });
  await client.connect(transport);
  return { client, transport, said: () => said.join("") };
}

/** Whatever waits in the organisation, once so much waits. */
export async function pending(scene: McpScene, count = 1): Promise<readonly Escalated[]> {
  const { operator } = scene.organisation;
  let found: readonly unknown[] = [];
  await expect
    .poll(async () => {
      const answer = await operator.get("/api/v1/requests?view=all&status=pending");
      found = listAt(answer.body, "requests");
      return found.length;
    })
    .toBe(count);
  return Promise.all(
    found.map(async (one) => {
      const request = textAt(one, "id");
      const { body } = await operator.get(`/api/v1/requests/${request}`);
      return { request, action: textAt(body, "request.action.id"), digest: textAt(one, "digest") };
    }),
  );
}

export async function decide(
  scene: McpScene,
  verdict: "approve" | "deny",
  more: Readonly<Record<string, unknown>> = {},
): Promise<Escalated> {
  const [held] = await pending(scene);
  if (held === undefined) throw new Error("nothing waits");
  const answer = await respond(scene.flo, held, verdict, more);
  expect(answer.status, answer.text).toBe(200);
  return held;
}

/** What the model reads of a result. */
export const wordsOf = (result: unknown): string => textAt(result, "content.0.text");

export const isErrorOf = (result: unknown): boolean => at(result, "isError") === true;

/** How the action stands, by the agent's own reading. */
export const standingOf = async (scene: McpScene, action: string): Promise<unknown> =>
  (await bearer(scene.organisation.operator.url, scene.key).get(`/api/v1/actions/${action}`)).body;
