import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";

/** The MCP server behind a proxy: a child process that speaks over its standard streams. */
export type ServerProcess = {
  readonly input: Writable;
  readonly output: Readable;
  /** Resolves when it is gone, with how that was. */
  readonly ended: Promise<string>;
  /** The way the protocol ends a server: its input ends, and what does not leave by itself is made to. */
  readonly stop: () => Promise<void>;
};

export type ServerCommand = {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
};

const GRACE_MILLISECONDS = 1500;

export function startServer({ command, args, environment }: ServerCommand): ServerProcess {
  const child = spawn(command, [...args], {
    // safe because it is what a program may be started with; Next adds a member to the type that none needs
    env: environment as NodeJS.ProcessEnv,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`could not be started: ${error.message}`));
    // `close` and not `exit`: what it wrote last is read before it counts as gone.
    child.once("close", (code, signal) => resolve(`ended (${signal ?? `exit code ${code}`})`));
  });
  // A server that has gone cannot be written to; `ended` tells.
  child.stdin.on("error", () => undefined);
  return { input: child.stdin, output: child.stdout, ended, stop: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.stdin?.end();
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    if (await endsWithin(GRACE_MILLISECONDS, ended)) return;
    child.kill(signal);
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

/** False when it takes longer. */
export async function endsWithin(milliseconds: number, what: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  try {
    return await Promise.race([what.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
