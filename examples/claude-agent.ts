// Every tool call of a Claude Agent SDK session, put behind the gate. In your own project:
//   npm install @anthropic-ai/claude-agent-sdk
//   import { query } from "@anthropic-ai/claude-agent-sdk";
//   for await (const message of query({ prompt: "Release 1.4", options: { hooks } })) console.log(message);
import { governClaude } from "countersign/claude";

/** Asked before each tool call, also of a tool that `allowedTools` names; what became of it is reported afterwards. */
export const hooks = governClaude({
  context: { facts: { repository: "acme/shop" }, onBehalfOf: "user:maria" },
  onEscalated: ({ url, deadlineAt }) => console.error(`waiting for a person until ${deadlineAt}: ${url}`),
});
