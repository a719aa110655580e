import { FreezeAnswer, KillAnswer, ThawAnswer } from "@/lib/contract/freezes";
import { quoted } from "@/lib/core/display";
import { type Command, parseOptionsAndWords, UsageError } from "./command";
import { reporting } from "./configuration/reporting";
import { connect, SERVER_HELP, SERVER_OPTIONS, type Server } from "./configuration/server";
import type { Shell } from "./shell";

const OPTIONS = {
  ...SERVER_OPTIONS,
  reason: { type: "string" },
  json: { type: "boolean" },
} as const;

const WORDS_HELP = "agent|surface <id>    what is meant";
const JSON_HELP = "--json                one JSON object: what the server answered";

type Said = { readonly sentence: string; readonly answer: object };
type Asked = {
  readonly server: Server;
  readonly path: string;
  readonly name: string;
  readonly reason?: string | undefined;
};

/** Nobody is asked twice: what has to be stopped has to be stopped now, and a thaw undoes it. */
export const freeze: Command = {
  name: "freeze",
  summary:
    "stop an agent or a surface at once: nothing of it is allowed, opened or claimed until it is thawed",
  options: [
    WORDS_HELP,
    "--reason <text>       why: everybody who meets it reads this",
    ...SERVER_HELP,
    JSON_HELP,
  ],
  run: (argv, shell) =>
    run(argv, shell, { needsReason: true }, async ({ server, path, name, reason }) => {
      const answer = await server.stop(`${path}/freeze`, { reason }, FreezeAnswer);
      return {
        answer,
        sentence: `${name} is frozen since ${answer.freeze.at}: ${quoted(answer.freeze.reason)}`,
      };
    }),
};

export const kill: Command = {
  name: "kill",
  summary: "freeze an agent or a surface, withdraw its pending requests and revoke its unclaimed grants",
  options: [
    WORDS_HELP,
    "--reason <text>       why: everybody who meets it reads this",
    ...SERVER_HELP,
    JSON_HELP,
  ],
  run: (argv, shell) =>
    run(argv, shell, { needsReason: true }, async ({ server, path, name, reason }) => {
      const answer = await server.stop(`${path}/kill`, { reason }, KillAnswer);
      const ended = `${answer.withdrawn} withdrawn, ${answer.revoked} revoked`;
      return { answer, sentence: `${name} is frozen since ${answer.freeze.at}; ${ended}` };
    }),
};

export const thaw: Command = {
  name: "thaw",
  summary: "let an agent or a surface go on",
  options: [WORDS_HELP, "--reason <text>       why, for the record", ...SERVER_HELP, JSON_HELP],
  run: (argv, shell) =>
    run(argv, shell, { needsReason: false }, async ({ server, path, name, reason }) => {
      const answer = await server.stop(`${path}/thaw`, { reason }, ThawAnswer);
      return { answer, sentence: answer.thawed ? `${name} is thawed` : `${name} was not frozen` };
    }),
};

async function run(
  argv: readonly string[],
  shell: Shell,
  { needsReason }: { readonly needsReason: boolean },
  work: (asked: Asked) => Promise<Said>,
) {
  const { options, words } = parseOptionsAndWords(argv, OPTIONS, ["agent or surface", "an id"]);
  const [kind = "", id = ""] = words;
  if (kind !== "agent" && kind !== "surface") throw new UsageError("say agent or surface, then its id");
  const reason = options.reason?.trim() || undefined;
  if (needsReason && reason === undefined) throw new UsageError("say why with --reason");
  const server = connect(options, shell);
  const path = `/${kind}s/${encodeURIComponent(id)}`;
  const name = `${kind} ${quoted(id)}`;
  return reporting({ json: options.json, name, shell }, async () => {
    const { answer, sentence } = await work({ server, path, name, reason });
    shell.out(options.json ? JSON.stringify(answer, null, 2) : sentence);
    return "done";
  });
}
