import { type Command, parseOptionsAndFile } from "../command";
import { placed } from "./document";
import { countsOf, renderDrift, renderFinding, renderPlan } from "./render";
import { reporting } from "./reporting";
import { connect, SERVER_HELP, SERVER_OPTIONS } from "./server";
import { FILE_HELP, readSource } from "./source";

const OPTIONS = {
  ...SERVER_OPTIONS,
  "detailed-exitcode": { type: "boolean" },
  json: { type: "boolean" },
} as const;

/** What a file would change, and for whom. Nothing is changed. */
export const plan: Command = {
  name: "plan",
  summary: "what a configuration file would change, and what that does to open requests",
  options: [
    FILE_HELP,
    ...SERVER_HELP,
    "--detailed-exitcode   end with 5 when applying it would change something",
    "--json                one JSON object: {file, plan, drift}",
  ],
  run: async (argv, shell) => {
    const { options, file } = parseOptionsAndFile(argv, OPTIONS);
    const server = connect(options, shell);
    const source = await readSource(file, shell);
    return reporting({ json: options.json, name: source.name, shell }, async () => {
      const planned = await server.plan(source, undefined);
      const drift = await server.drift();
      const problems = await placed(planned.problems, source);
      const isChange = planned.created.length + planned.changed.length + planned.removed.length > 0;
      if (options.json) {
        shell.out(JSON.stringify({ file: source.name, plan: { ...planned, problems }, drift }, null, 2));
      } else {
        shell.out(`${source.name} against version ${planned.base_version} at ${server.url}`);
        shell.out("");
        for (const line of [...renderPlan(planned, shell), ...renderDrift(drift, shell)]) shell.out(line);
        for (const problem of problems) shell.out(renderFinding(source.name, problem, shell));
        shell.out(isChange ? `Plan: ${countsOf(planned)}.` : "Nothing to change.");
      }
      return isChange && options["detailed-exitcode"] ? "changes" : "done";
    });
  },
};
