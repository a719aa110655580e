import { runCommand } from "./commands";
import { createShell } from "./shell";

/** The `countersign` program. The first Ctrl-C asks the command to stop, the second one ends it at once. */
const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => interruption.abort(new Error(`stopped by ${signal}`)));
}

// Not process.exit: what was written must reach the pipe it was written to.
process.exitCode = await runCommand(process.argv.slice(2), createShell(interruption.signal));
