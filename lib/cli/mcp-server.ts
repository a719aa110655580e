import { quoted } from "@/lib/core/display";
import { serveApprovals } from "@/lib/sdk/mcp/approval-server";
import { version } from "@/package.json";
import { ACCESS_HELP, ACCESS_OPTIONS, findAccess } from "./agent-access";
import { type Command, parseOptions } from "./command";
import { FACTS_HELP, FACTS_OPTIONS, parseFacts } from "./facts";

const AGENT = "support-bot";

/** A small MCP server of the gate's own. It asks; nothing that answers is on it. */
export const mcpServer: Command = {
  name: "mcp-server",
  summary: "an MCP server with which a model asks for approvals, waits, withdraws; it cannot approve",
  options: [...ACCESS_HELP, ...FACTS_HELP],
  run: async (argv, shell) => {
    const options = parseOptions(argv, { ...ACCESS_OPTIONS, ...FACTS_OPTIONS });
    const access = await findAccess({ url: options.url, key: options.key, agent: AGENT }, shell);
    const asker = {
      client: access.client,
      url: access.url,
      context: { facts: parseFacts(options.fact ?? []), onBehalfOf: options["on-behalf-of"] },
    };
    const log = (line: string) => shell.err(`countersign: ${quoted(line, 2000)}`);
    await serveApprovals(asker, shell.pipe, { version, signal: shell.signal, log });
    return "done";
  },
};
