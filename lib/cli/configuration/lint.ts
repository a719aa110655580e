import { currentInstant } from "@/lib/sdk/environment";
import { type Command, parseOptionsAndFile, UsageError } from "../command";
import type { Ending } from "../exit-codes";
import type { Shell } from "../shell";
import { type FileFinding, findingsIn } from "./document";
import { renderFinding } from "./render";
import { hasErrors, reporting } from "./reporting";
import { connect, SERVER_HELP, SERVER_OPTIONS } from "./server";
import { FILE_HELP, readSource } from "./source";

const OPTIONS = {
  ...SERVER_OPTIONS,
  server: { type: "boolean" },
  strict: { type: "boolean" },
  json: { type: "boolean" },
} as const;

/** All that is wrong with a file, without a server; or with the configuration in force. */
export const lintConfiguration: Command = {
  name: "lint",
  summary: "what is wrong with a configuration file, by line and column; needs no server",
  options: [
    FILE_HELP,
    "--strict              warnings count as errors",
    "--server              of the configuration in force instead of a file",
    ...SERVER_HELP,
    "--json                one JSON object: {file, findings}",
  ],
  run: async (argv, shell) => {
    const { options, file } = parseOptionsAndFile(argv, OPTIONS);
    if (options.server && file !== undefined) throw new UsageError("either a file or --server");
    if (options.server) {
      const server = connect(options, shell);
      return reporting({ json: options.json, name: server.url, shell }, async () => {
        const { version, problems } = await server.problems();
        return report({ name: `version ${version}`, findings: problems, ...options }, shell);
      });
    }
    const source = await readSource(file, shell);
    const findings = await findingsIn(source, new Date(currentInstant()));
    return report({ name: source.name, findings, ...options }, shell);
  },
};

type Report = {
  readonly name: string;
  readonly findings: readonly FileFinding[];
  readonly strict?: boolean;
  readonly json?: boolean;
};

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

function report({ name, findings, strict, json }: Report, shell: Shell): Ending {
  if (json) shell.out(JSON.stringify({ file: name, findings }, null, 2));
  else {
    for (const finding of findings) shell.out(renderFinding(name, finding, shell));
    const errors = findings.filter(({ severity }) => severity === "error").length;
    shell.out(`${counted(errors, "error")}, ${counted(findings.length - errors, "warning")}`);
  }
  return hasErrors(findings) || (strict && findings.length > 0) ? "findings" : "done";
}
