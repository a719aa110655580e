// A server of protocol 2026-07-28 for tests: over its standard streams, or over HTTP on the port it is given.
// `write_note` writes a file; `sign_note` asks the client's user for a name first, and then writes it.
import { writeFileSync } from "node:fs";
import { serve } from "@hono/node-server";
import { createMcpHandler, inputRequired, McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

const note = z.object({ path: z.string().meta({ "x-mcp-header": "Path" }), content: z.string() });
const name = z.object({ name: z.string() });

function createServer() {
  const server = new McpServer({ name: "notes", version: "1.0.0" }, { capabilities: { tools: {} } });
  server.registerTool("write_note", { inputSchema: note }, ({ path, content }) => {
    writeFileSync(path, content);
    return { content: [{ type: "text", text: "written" }] };
  });
  server.registerTool("sign_note", { inputSchema: note }, ({ path, content }, { mcpReq }) => {
    const given = mcpReq.inputResponses?.who;
    if (given?.action !== "accept") {
      const who = inputRequired.elicit({ message: "Who signs?", requestedSchema: name });
      return inputRequired({ inputRequests: { who } });
    }
    writeFileSync(path, `${content}, signed ${given.content.name}`);
    return { content: [{ type: "text", text: "signed" }] };
  });
  return server;
}

const [port] = process.argv.slice(2);
if (port === undefined) serveStdio(createServer);
else serve({ fetch: createMcpHandler(createServer).fetch, port: Number(port), hostname: "127.0.0.1" });
