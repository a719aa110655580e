import { quoted } from "@/lib/core/display";
import { ask } from "./ask";
import { type Command, ownOf, UsageError } from "./command";
import { apply } from "./configuration/apply";
import { exportConfiguration } from "./configuration/export";
import { lintConfiguration } from "./configuration/lint";
import { plan } from "./configuration/plan";
import { replay } from "./configuration/replay";
import { schema } from "./configuration/schema";
import { demoAgent } from "./demo-agent";
import { type Ending, EXIT_CODES } from "./exit-codes";
import { freeze, kill, thaw } from "./freeze";
import { renderCommandHelp, renderHelp } from "./help";
import { mcp } from "./mcp";
import { mcpServer } from "./mcp-server";
import type { Shell } from "./shell";
import { version } from "./version";

/** The registry: a new command is one file and one line here. */
const COMMANDS: readonly Command[] = [
  ...[plan, apply, exportConfiguration, lintConfiguration, schema, replay],
  ...[mcp, mcpServer],
  ...[freeze, kill, thaw],
  ...[demoAgent, ask, version],
];

/** Runs what was asked for and answers the exit code; everything a command throws ends as one sentence. */
export async function runCommand(argv: readonly string[], shell: Shell): Promise<number> {
  try {
    return EXIT_CODES[await dispatch(argv, shell)].code;
  } catch (error) {
    if (shell.signal.aborted) return EXIT_CODES.interrupted.code;
    shell.err(error instanceof Error ? quoted(error.message, 2000) : String(error));
    return EXIT_CODES[error instanceof UsageError ? "usage" : "failed"].code;
  }
}

async function dispatch(argv: readonly string[], shell: Shell): Promise<Ending> {
  const [name = "help", ...rest] = argv;
  if (name === "--version" || name === "-v") return version.run(rest, shell);
  if (name === "help" || name === "--help" || name === "-h") return help(rest[0], shell);
  const command = find(name);
  if (ownOf(rest).some((argument) => argument === "--help" || argument === "-h")) return help(name, shell);
  return command.run(rest, shell);
}

function help(name: string | undefined, shell: Shell): Ending {
  shell.out(name === undefined ? renderHelp(COMMANDS) : renderCommandHelp(find(name)));
  return "done";
}

function find(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command) return command;
  const names = COMMANDS.map((candidate) => candidate.name).join(", ");
  throw new UsageError(`There is no command ${quoted(name)}; there are ${names} and help.`);
}
