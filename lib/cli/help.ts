import type { Command } from "./command";
import { EXIT_CODES } from "./exit-codes";

export function renderHelp(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    "countersign <command> [options]",
    "",
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    `  ${"help".padEnd(width)}  print this, or the options of a command: countersign help <command>`,
    "",
    "Exit codes",
    ...Object.values(EXIT_CODES).map(({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`),
  ].join("\n");
}

export function renderCommandHelp(command: Command): string {
  const options = command.options.map((line) => `  ${line}`);
  return [
    `countersign ${command.name}: ${command.summary}`,
    ...(options.length ? [""] : []),
    ...options,
  ].join("\n");
}
