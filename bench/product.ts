import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmbeddedDatabase, openEmbedded } from "@/lib/db/embedded";

/** The built product as its users meet it, a process of its own on an empty data directory, and a plain HTTP client. */

export type Reply = { readonly status: number; readonly body: string; readonly cookie: string | null };

export class Product {
  readonly operatorToken = `cso_${randomUUID().replaceAll("-", "")}`;
  private readonly dataDir = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  private readonly agents = new Map<number, Agent>();
  private process: ChildProcess | null = null;
  private port = 0;
  database: EmbeddedDatabase | null = null;

  async start(): Promise<void> {
    this.port = await freePort();
    this.process = spawn(process.execPath, ["dist/server.mjs"], {
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        ...process.env,
        NODE_ENV: "production",
        PORT: String(this.port),
        HOSTNAME: "127.0.0.1",
        COUNTERSIGN_URL: `http://localhost:${this.port}`,
        COUNTERSIGN_DATA_DIR: this.dataDir,
        COUNTERSIGN_DEMO: "0",
        COUNTERSIGN_TEST_MODE: "1",
        COUNTERSIGN_OPERATOR_TOKEN: this.operatorToken,
        COUNTERSIGN_LOG_LEVEL: "warn",
      },
    });
    for (;;) {
      const ready = await this.call("GET", "/api/health/ready", {}).catch(() => null);
      if (ready?.status === 200) break;
      if (this.process.exitCode !== null) throw new Error("the product did not start");
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    this.database = await openEmbedded({ dataDir: this.dataDir, log: () => undefined });
  }

  async stop(): Promise<void> {
    for (const agent of this.agents.values()) agent.destroy();
    const { process: child } = this;
    if (child && child.exitCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
    }
    await this.database?.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  /** One HTTP exchange over a pool of `connections` kept-alive connections. */
  call(
    method: string,
    path: string,
    options: { token?: string; cookie?: string; body?: unknown; connections?: number },
  ): Promise<Reply> {
    const connections = options.connections ?? 32;
    const agent = this.agents.get(connections) ?? new Agent({ keepAlive: true, maxSockets: connections });
    this.agents.set(connections, agent);
    const body = options.body === undefined ? null : JSON.stringify(options.body);
    const headers: Record<string, string> = {};
    if (body !== null)
      Object.assign(headers, {
        "content-type": "application/json",
        "content-length": String(Buffer.byteLength(body)),
      });
    if (options.token) headers.authorization = `Bearer ${options.token}`;
    if (options.cookie) headers.cookie = options.cookie;
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { host: "127.0.0.1", port: this.port, method, path, agent, headers },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("error", reject);
          incoming.on("end", () =>
            resolve({
              status: incoming.statusCode ?? 0,
              body: Buffer.concat(chunks).toString("utf8"),
              cookie: incoming.headers["set-cookie"]?.map((line) => line.split(";")[0]).join("; ") ?? null,
            }),
          );
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body ?? undefined);
    });
  }

  async json<T>(method: string, path: string, options: Parameters<Product["call"]>[2]): Promise<T> {
    const reply = await this.call(method, path, options);
    if (reply.status >= 400)
      throw new Error(`${method} ${path}: ${reply.status} ${reply.body.slice(0, 500)}`);
    return JSON.parse(reply.body) as T; // safe because the bench reads only what it asked for
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
