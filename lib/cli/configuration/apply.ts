import type { ConfigPlan } from "@/lib/contract/config-plan";
import { type Command, parseCount, parseOptionsAndFile, UsageError } from "../command";
import type { Shell } from "../shell";
import { placed } from "./document";
import { countsOf, renderDrift, renderFinding, renderPlan } from "./render";
import { reporting } from "./reporting";
import { connect, SERVER_HELP, SERVER_OPTIONS, type Server } from "./server";
import { FILE_HELP, readSource, type Source } from "./source";

const OPTIONS = {
  ...SERVER_OPTIONS,
  yes: { type: "boolean" },
  "expect-version": { type: "string" },
  json: { type: "boolean" },
} as const;

/** Plan, ask, and make it so: unless somebody changed the configuration in between. */
export const apply: Command = {
  name: "apply",
  summary: "make a configuration file the configuration in force, after showing the plan and asking",
  options: [
    FILE_HELP,
    ...SERVER_HELP,
    "--yes                 ask nothing: for CI",
    "--expect-version <n>  only if this version is in force: the base_version of the plan that was reviewed",
    "--json                one JSON object: {file, applied, plan}; needs --yes",
  ],
  run: async (argv, shell) => {
    const { options, file } = parseOptionsAndFile(argv, OPTIONS);
    const expected = parseCount(options["expect-version"], "--expect-version");
    if (options.json && !options.yes) throw new UsageError("--json asks nothing, so say --yes as well");
    const server = connect(options, shell);
    const source = await readSource(file, shell);
    return reporting({ json: options.json, name: source.name, shell }, async () => {
      const planned = await server.plan(source, expected);
      const isChange = planned.created.length + planned.changed.length + planned.removed.length > 0;
      if (!options.json) await show(planned, source, server, shell);
      if (isChange && !options.yes && !(await mayApply(planned, shell))) {
        shell.err("Nothing was changed.");
        return "declined";
      }
      // Also when nothing changes: from now on, drift is measured from this file.
      const applied = await server.apply(source, planned.base_version);
      if (options.json) {
        const problems = await placed(applied.problems, source);
        const answer = {
          file: source.name,
          applied: applied.version !== null,
          plan: { ...applied, problems },
        };
        shell.out(JSON.stringify(answer, null, 2));
      } else {
        shell.out(applied.version === null ? "Nothing to change." : `Applied as version ${applied.version}.`);
      }
      return "done";
    });
  },
};

async function show(planned: ConfigPlan, source: Source, server: Server, shell: Shell): Promise<void> {
  shell.out(`${source.name} against version ${planned.base_version} at ${server.url}`);
  shell.out("");
  const drift = await server.drift();
  for (const line of [...renderPlan(planned, shell), ...renderDrift(drift, shell)]) shell.out(line);
  for (const problem of await placed(planned.problems, source)) {
    shell.out(renderFinding(source.name, problem, shell));
  }
}

async function mayApply(planned: ConfigPlan, shell: Shell): Promise<boolean> {
  if (shell.confirm === null)
    throw new UsageError("apply asks before it changes anything, and there is nobody to ask: say --yes");
  return shell.confirm(`Apply it (${countsOf(planned)})?`);
}
