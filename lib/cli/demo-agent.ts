import { quoted } from "@/lib/core/display";
import { randomId } from "@/lib/sdk/environment";
import { ACCESS_HELP, ACCESS_OPTIONS, findAccess } from "./agent-access";
import { type Command, parseCount, parseOptions, UsageError } from "./command";
import { readJournal, writeJournal } from "./demo-agent/journal";
import { narrateJson, narrateLines } from "./demo-agent/narrate";
import { buildScratch, openScratch, type Scratch, takeSnapshot } from "./demo-agent/scratch";
import type { Tool } from "./demo-agent/tool";
import { TOOLS } from "./demo-agent/tools";
import { attempt, type Work } from "./demo-agent/work";
import type { Ending } from "./exit-codes";
import type { Shell } from "./shell";

const AGENT = "release-bot";

const OPTIONS = {
  ...ACCESS_OPTIONS,
  dir: { type: "string" },
  only: { type: "string", multiple: true },
  deadline: { type: "string" },
  json: { type: "boolean" },
} as const;

/** A real agent with real effects: it works on a scratch git repository, and each effect has to pass the gate. */
export const demoAgent: Command = {
  name: "demo-agent",
  summary: "a real agent works on a scratch git repository; the gate asks you before what cannot be undone",
  options: [
    ...ACCESS_HELP,
    "--only <action>       only this one; repeat for several: commit, push, force-push, branch-delete, mass-delete",
    "--deadline <seconds>  ask for a shorter deadline than the route's",
    "--dir <path>          work there instead of a temporary directory; resumes what was stopped there",
    "--json                one JSON object per line instead of text",
  ],
  run: async (argv, shell) => {
    const options = parseOptions(argv, OPTIONS);
    const tools = chooseTools(options.only);
    const deadlineSeconds = parseCount(options.deadline, "--deadline");
    const access = await findAccess({ url: options.url, key: options.key, agent: AGENT }, shell);
    const { scratch, isResumed } = await openScratch(options.dir);
    const narrate = options.json ? narrateJson(shell) : narrateLines(shell);
    return workThrough({ scratch, access, shell, narrate, deadlineSeconds }, tools, isResumed);
  },
};

function chooseTools(only: readonly string[] | undefined): readonly Tool[] {
  if (only === undefined) return TOOLS;
  const unknown = only.find((name) => !TOOLS.some((tool) => tool.name === name));
  if (unknown === undefined) return TOOLS.filter((tool) => only.includes(tool.name));
  const names = TOOLS.map((tool) => tool.name).join(", ");
  throw new UsageError(`--only knows ${names}, not ${quoted(unknown)}`);
}

async function workThrough(work: Work, tools: readonly Tool[], isResumed: boolean): Promise<Ending> {
  const { scratch, access, narrate, shell } = work;
  let journal = isResumed ? await readJournal(scratch.directory) : await begin(scratch);
  narrate({
    event: "started",
    run_id: journal.runId,
    agent: access.agent,
    url: access.url,
    directory: scratch.directory,
    is_resumed: isResumed,
  });
  const before = await takeSnapshot(scratch);
  const endings: Ending[] = [];
  for (const tool of tools) {
    const attempted = await attempt(work, journal, tool);
    journal = attempted.journal;
    endings.push(attempted.ending);
    if (attempted.isLast || shell.signal.aborted) break;
  }
  const ending = worstOf(endings, shell);
  narrate({ event: "finished", ending, before, after: await takeSnapshot(scratch) });
  return ending;
}

/** The journal comes last: a directory without one was never ready to work in. */
async function begin(scratch: Scratch) {
  await buildScratch(scratch);
  const journal = { runId: `run_${randomId()}`, steps: {} };
  await writeJournal(scratch.directory, journal);
  return journal;
}

/** A no is an answer, and an agent that heeds it has done its work. */
function worstOf(endings: readonly Ending[], shell: Shell): Ending {
  if (shell.signal.aborted) return "interrupted";
  const bad = (["unreachable", "failed"] as const).find((ending) => endings.includes(ending));
  return bad ?? "done";
}
