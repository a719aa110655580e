import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Caller } from "./http";
import { ROOT } from "./settings";

/** The built `countersign`, as a person runs it in a directory, against a server with that caller's token. */

export type Run = { readonly code: number | null; readonly text: string };

export function runCountersign(
  { url, headers }: Pick<Caller, "url" | "headers">,
  cwd: string,
  argv: readonly string[],
): Promise<Run> {
  const child = spawn(process.execPath, [join(ROOT, "dist/countersign.mjs"), ...argv], {
    cwd,
    env: {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      COUNTERSIGN_URL: url,
      COUNTERSIGN_OPERATOR_TOKEN: headers.Authorization?.replace("Bearer ", ""),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text += chunk));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, text })));
}
