import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { type Asker, registerApprovalTools } from "./approval-tools";

/** The gate's own MCP server over a pair of pipes, in whichever protocol the client speaks; until the client is gone. */
export async function serveApprovals(
  asker: Asker,
  client: { readonly input: Readable; readonly output: Writable },
  options: { readonly version: string; readonly signal: AbortSignal; readonly log: (line: string) => void },
): Promise<void> {
  // Loaded only now, so that nothing else that is bundled with this waits for it.
  const [{ McpServer }, { serveStdio, StdioServerTransport }] = await Promise.all([
    import("@modelcontextprotocol/server"),
    import("@modelcontextprotocol/server/stdio"),
  ]);
  const { input, output } = client;
  const ended = Promise.race([once(input, "close"), once(input, "end"), once(options.signal, "abort")]);
  const handle = serveStdio(
    () => {
      const name = { name: "countersign", version: options.version };
      const server = new McpServer(name, { capabilities: { tools: {} } });
      registerApprovalTools(server, asker);
      return server;
    },
    { transport: new StdioServerTransport(input, output), onerror: (error) => options.log(error.message) },
  );
  await ended;
  await handle.close();
  input.destroy();
}
