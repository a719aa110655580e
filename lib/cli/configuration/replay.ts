import type { Rederivation, ReplayReport } from "@/lib/contract/replay";
import { quoted } from "@/lib/core/display";
import { type Command, parseCount, parseOptions, UsageError } from "../command";
import type { Ending } from "../exit-codes";
import { paint, type Shell } from "../shell";
import { reporting } from "./reporting";
import { connect, SERVER_HELP, SERVER_OPTIONS, type Server } from "./server";
import { readSource } from "./source";

const OPTIONS = {
  ...SERVER_OPTIONS,
  policy: { type: "string" },
  since: { type: "string" },
  limit: { type: "string" },
  "detailed-exitcode": { type: "boolean" },
  json: { type: "boolean" },
} as const;

/** Past actions ruled on again: under a file, or under the versions they were ruled under. Nothing is changed. */
export const replay: Command = {
  name: "replay",
  summary: "what a changed policy would have made of past actions, by surface; changes nothing",
  options: [
    "--policy <file>       a countersign.yaml, or one with only the policies (surfaces, …) that are new or changed;",
    "                      left out, every ruling is derived again from its own version and compared",
    "--since <duration>    how far back (default 30d)",
    "--limit <n>           at most so many actions, the latest first (default 20000, at most 100000)",
    ...SERVER_HELP,
    "--detailed-exitcode   with --policy: end with 5 when something would come out differently",
    "--json                one JSON object: what the server answered",
  ],
  run: async (argv, shell) => {
    const options = parseOptions(argv, OPTIONS);
    const { since = "30d", json } = options;
    if (!/^\d{1,9}(s|m|h|d)$/.test(since))
      throw new UsageError("--since takes a number and one of s, m, h, d: 30d");
    const query = { since, limit: parseCount(options.limit, "--limit") ?? 20_000 };
    if (query.limit > 100_000) throw new UsageError("--limit is at most 100000");
    const server = connect(options, shell);
    if (options.policy === undefined)
      return reporting({ json, name: "replay", shell }, () =>
        compareWithRecord(server, query, { json, shell }),
      );
    const source = await readSource(options.policy, shell);
    return reporting({ json, name: source.name, shell }, async () => {
      const report = await server.replay(source, query);
      if (json) shell.out(JSON.stringify(report, null, 2));
      else for (const line of renderReplay(report, shell)) shell.out(line);
      return report.changed > 0 && options["detailed-exitcode"] ? "changes" : "done";
    });
  },
};

type Output = { readonly json: boolean | undefined; readonly shell: Shell };

async function compareWithRecord(
  server: Server,
  query: { readonly since: string; readonly limit: number },
  { json, shell }: Output,
): Promise<Ending> {
  const report = await server.rederivation(query);
  if (json) shell.out(JSON.stringify(report, null, 2));
  else for (const line of renderRederivation(report, shell)) shell.out(line);
  return report.equal === report.actions ? "done" : "findings";
}

const windowLine = ({ actions, since, complete }: ReplayReport | Rederivation): string =>
  `${counted(actions, "action")} since ${quoted(since)}${complete ? "" : " (there are more: raise --limit, or shorten --since)"}`;

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

function renderReplay(report: ReplayReport, shell: Shell): readonly string[] {
  const surfaces = report.surfaces.flatMap(({ surface, actions, changed, changes }) => [
    `${paint(shell, "bold", surface === null ? "(no surface)" : quoted(surface))}  ${counted(actions, "action")}, ${changed} changed`,
    ...changes.map(
      ({ before, after, count }) => `  ${before} → ${paint(shell, colourOf(after), after)}  ${count}`,
    ),
  ]);
  const examples = report.examples.map(
    ({ action, at, agent, tool, before, after }) =>
      `  ${quoted(action)}  ${quoted(at)}  ${quoted(agent)}  ${tool === null ? "" : `${quoted(tool)}  `}${answer(before)} → ${answer(after)}`,
  );
  return [
    windowLine(report),
    "",
    ...surfaces,
    ...(examples.length > 0 ? ["", paint(shell, "bold", "such as:"), ...examples] : []),
    "",
    report.changed === 0
      ? "Nothing would come out differently."
      : `Replay: ${report.changed} of ${report.actions} would come out differently than under what is in force.`,
  ];
}

const colourOf = (verdict: string) =>
  verdict === "allow" ? "green" : verdict === "block" ? "red" : "yellow";

const answer = ({ verdict, reason_code, rules }: ReplayReport["examples"][number]["before"]): string =>
  `${verdict} (${[reason_code, ...rules].map((word) => quoted(word)).join(", ")})`;

function renderRederivation(report: Rederivation, shell: Shell): readonly string[] {
  const different = report.different.map(
    ({ action, at, fields, recorded, derived }) =>
      `  ${quoted(action)}  ${quoted(at)}  ${fields.map((field) => quoted(field)).join(", ")}: recorded ${answer(recorded)}, derived ${answer(derived)}`,
  );
  return [
    windowLine(report),
    ...(different.length > 0 ? [paint(shell, "red", "not the same:"), ...different] : []),
    `Replay: ${report.equal} of ${report.actions} rulings are the same under their own versions.`,
  ];
}
