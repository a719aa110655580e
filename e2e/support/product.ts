import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCaller } from "./http";
import { ROOT } from "./settings";

/** Products of a test's own: child processes with their own data and ports, ended one by one and by nobody else. */

export type Product = {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** What it said on its terminal so far. */
  readonly said: () => string;
  /** Resolves with the exit code or the signal's name. */
  readonly ended: Promise<number | string>;
  /** As Ctrl-C does; answers how it ended. */
  readonly stop: () => Promise<number | string>;
  /** As the out-of-memory killer does. */
  readonly kill: () => Promise<void>;
};

export type ProductOptions = {
  readonly dataDir: string;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of Node itself. */
  readonly nodeArguments?: readonly string[];
  /** What has to answer before it counts as started; `ended` for one that is to refuse. */
  readonly until?: "ready" | "live" | "ended";
};

export const PRODUCT_TOKEN = "cso_processes_0123456789abcdef0123456789abcdef";

export const newDataDir = (): string => mkdtempSync(join(tmpdir(), "countersign-processes-"));
export const removeDataDir = (dataDir: string): void => rmSync(dataDir, { recursive: true, force: true });

/** The address of the embedded server of a data directory, from what its own files say. */
export function databaseUrl(directory: string): string {
  const [, , , port, socket] = readFileSync(join(directory, "postgres", "postmaster.pid"), "utf8").split(
    "\n",
  );
  const password = readFileSync(join(directory, "postgres", "countersign.password"), "utf8").trim();
  const host = encodeURIComponent(socket ?? "");
  return `postgresql://countersign:${password}@localhost:${port}/countersign?host=${host}&sslmode=disable`;
}

export async function startProduct(options: ProductOptions): Promise<Product> {
  const port = options.port ?? (await freePort());
  const url = `http://localhost:${port}`;
  const child = spawn(process.execPath, [...(options.nodeArguments ?? []), "dist/server.mjs"], {
    cwd: ROOT,
    env: environment(port, options),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => output.push(String(chunk)));
  const said = () => output.join("");
  const ended = once(child, "exit").then(([code, signal]): number | string => code ?? signal);
  const end = async (signal: NodeJS.Signals) => {
    if (isRunning(child)) child.kill(signal);
    return ended;
  };
  const product = {
    url,
    port,
    pid: child.pid ?? 0,
    said,
    ended,
    stop: () => end("SIGTERM"),
    kill: async () => void (await end("SIGKILL")),
  };
  const { until = "ready" } = options;
  await (until === "ended" ? untilEnded(product) : untilAnswers(product, child, until));
  return product;
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

/** Nothing of the test run's own product may leak into this one. */
function environment(port: number, { dataDir, env }: ProductOptions): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(COUNTERSIGN_|E2E_|DATABASE_|NEXTAUTH_|AUTH_|SLACK_|SMTP_|NODE_OPTIONS|PLAYWRIGHT)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    NODE_ENV: "production",
    PORT: String(port),
    HOSTNAME: "127.0.0.1",
    COUNTERSIGN_URL: `http://localhost:${port}`,
    COUNTERSIGN_DATA_DIR: dataDir,
    COUNTERSIGN_DEMO: "0",
    COUNTERSIGN_TEST_MODE: "1",
    COUNTERSIGN_OPERATOR_TOKEN: PRODUCT_TOKEN,
    ...env,
  };
}

async function untilEnded(product: Product): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<"running">((resolve) => {
    timer = setTimeout(resolve, 30_000, "running");
  });
  const first = await Promise.race([product.ended, patience]);
  clearTimeout(timer);
  if (first !== "running") return;
  await product.kill();
  throw new Error(`the product did not end within 30 s:\n${product.said()}`);
}

async function untilAnswers(product: Product, child: ChildProcess, what: string): Promise<void> {
  const giveUpAt = performance.now() + 60_000;
  while (performance.now() < giveUpAt) {
    if (!isRunning(child)) throw new Error(`the product ended while starting:\n${product.said()}`);
    const answer = await createCaller(product.url)
      .get(`/api/health/${what}`)
      .catch(() => null);
    if (answer?.status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await product.kill();
  throw new Error(`the product did not get ${what} within 60 s:\n${product.said()}`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
