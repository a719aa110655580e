import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "@playwright/test";
import { type McpScene, proxyCommand } from "./mcp";
import { freePort } from "./product";

/** Programs that listen: a server of MCP over HTTP, and our proxy in front of it. */

export type Listening = {
  readonly url: string;
  readonly stop: () => Promise<void>;
  readonly said: () => string;
};

type Program = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

async function listen({ command, args, env }: Program, url: string): Promise<Listening> {
  const child = spawn(command, args, {
    env: { ...env, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => output.push(String(chunk)));
  }
  const ended = once(child, "exit");
  const answers = () =>
    fetch(url, { method: "PUT" }).then(
      () => true,
      () => false,
    );
  await expect.poll(answers, { timeout: 20_000, message: output.join("") }).toBe(true);
  return {
    url,
    said: () => output.join(""),
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** A server program that takes its port as its last argument and in PORT, at `/mcp`. */
export async function startHttpServer(args: readonly string[], path = "/mcp"): Promise<Listening> {
  const port = await freePort();
  const env = { PATH: process.env.PATH ?? "", PORT: String(port) };
  const all = [...args, String(port)];
  return listen({ command: process.execPath, args: all, env }, `http://127.0.0.1:${port}${path}`);
}

export async function startHttpProxy(
  scene: McpScene,
  upstream: string,
  options: readonly string[] = [],
): Promise<Listening> {
  const port = await freePort();
  const { command, args, env } = proxyCommand(scene, { options });
  const own = args.slice(0, args.indexOf("--"));
  const url = `http://127.0.0.1:${port}${new URL(upstream).pathname}`;
  return listen({ command, args: [...own, "--http", upstream, "--port", String(port)], env }, url);
}
