import { createInterface } from "node:readline/promises";
import type { Readable, Writable } from "node:stream";
import { type Clock, platformClock, readEnvironment } from "@/lib/sdk/environment";

/** All that a command sees of the outside: where it writes, what surrounds it, and when it shall stop. */
export type Shell = {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
  readonly isColoured: boolean;
  readonly environment: (name: string) => string | undefined;
  readonly clock: Clock;
  /** All that is piped in. */
  readonly readInput: () => Promise<Uint8Array>;
  /** For a command that speaks a protocol over its standard streams; then nothing else is written there. */
  readonly pipe: { readonly input: Readable; readonly output: Writable };
  /** Asks whoever sits there; null where nobody does. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
};

export function createShell(signal: AbortSignal): Shell {
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    isColoured: process.stdout.isTTY === true && readEnvironment("NO_COLOR") === undefined,
    environment: readEnvironment,
    clock: platformClock,
    readInput,
    pipe: { input: process.stdin, output: process.stdout },
    confirm: process.stdin.isTTY && process.stderr.isTTY ? (question) => confirm(question, signal) : null,
    signal,
  };
}

async function readInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Only `yes` is a yes. */
async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`${question} [yes/no] `, { signal })).trim().toLowerCase() === "yes";
  } finally {
    terminal.close();
  }
}

const COLOURS = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
export type Colour = keyof typeof COLOURS;

export const paint = (shell: Shell, colour: Colour, text: string): string =>
  shell.isColoured ? `\u001b[${COLOURS[colour]}m${text}\u001b[0m` : text;
