import { quoted } from "@/lib/core/display";
import type { ApprovalRequest } from "@/lib/sdk/answers";
import { describeRequest } from "@/lib/sdk/explain";
import type { Ending } from "../exit-codes";
import { type Colour, paint, type Shell } from "../shell";
import type { Snapshot } from "./scratch";
import { shorten } from "./tool";

/** Everything that happens, in order: a line each for a person, or a JSON object each with `--json`. */
export type Event =
  | { event: "started"; run_id: string; agent: string; url: string; directory: string; is_resumed: boolean }
  | { event: "escalated"; action: string; action_id: string; request: ApprovalRequest }
  | DoneEvent
  | RefusedEvent
  | { event: "failed"; action: string; tool: string; sentence: string }
  | { event: "unreported"; action: string; sentence: string }
  | { event: "finished"; ending: Ending; before: Snapshot; after: Snapshot };

type DoneEvent = {
  event: "done";
  action: string;
  tool: string;
  action_id: string;
  word: "allowed" | "approved";
  approved_by: readonly { person: string; via: string }[];
  effect: string;
};

/** `is_untouched` is what git says, compared before and after. */
export type RefusedEvent = {
  event: "refused";
  action: string;
  tool: string;
  word: string;
  sentence: string;
  is_untouched: boolean;
};

export type Narrate = (event: Event) => void;

export const narrateJson =
  (shell: Shell): Narrate =>
  (event) =>
    shell.out(JSON.stringify(inSnakeCase(event)));

/** As everywhere on the wire, so that a script reads the same names here and there. */
function inSnakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSnakeCase);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, item]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      inSnakeCase(item),
    ]),
  );
}

export function narrateLines(shell: Shell): Narrate {
  const line = (action: string, colour: Colour, word: string, text: string) =>
    shell.out(`${action.padEnd(14)}${paint(shell, colour, word.padEnd(11))}${text}`);
  return (event) => {
    switch (event.event) {
      case "started": {
        const verb = event.is_resumed ? "resumes" : "starts";
        shell.out(`${event.agent} ${verb} run ${event.run_id}, asking the gate at ${event.url}`);
        shell.out(`${paint(shell, "dim", `scratch repository: ${event.directory}`)}\n`);
        return;
      }
      case "escalated":
        return line(event.action, "yellow", "waiting", describeRequest(event.request));
      case "done":
        return line(event.action, "green", event.word, `${event.effect}${approversOf(event)}`);
      case "refused":
        return line(event.action, "red", event.word, `${event.sentence} ${untouched(event.is_untouched)}`);
      case "failed":
        return line(event.action, "red", "failed", event.sentence);
      case "unreported":
        return line(event.action, "yellow", "unreported", event.sentence);
      case "finished":
        return printProof(event.before, event.after, shell);
      default:
        return event satisfies never;
    }
  };
}

function approversOf({ approved_by }: DoneEvent): string {
  const people = approved_by.map(({ person, via }) => quoted(`${person} via ${via}`));
  return people.length === 0 ? "" : ` (approved by ${people.join(" and ")})`;
}

const untouched = (isUntouched: boolean): string =>
  isUntouched ? "The repository is untouched." : "ALARM: the repository changed all the same.";

function printProof(before: Snapshot, after: Snapshot, shell: Shell): void {
  const rows = [
    ["remote main", shorten(before.remoteMain), shorten(after.remoteMain)],
    ["commits on it", String(before.commitCount), String(after.commitCount)],
    ["remote branches", namesOf(before), namesOf(after)],
    ["local head", shorten(before.localHead), shorten(after.localHead)],
    ["files kept", String(before.fileCount), String(after.fileCount)],
  ] as const;
  const width = Math.max(...rows.map(([, was]) => was.length)) + 3;
  shell.out(`\n${paint(shell, "bold", "What git says".padEnd(18))}${"before".padEnd(width)}after`);
  for (const [what, was, is] of rows) {
    shell.out(
      `${what.padEnd(18)}${was.padEnd(width)}${was === is ? paint(shell, "dim", "the same") : quoted(is)}`,
    );
  }
}

const namesOf = ({ remoteBranches }: Snapshot): string =>
  remoteBranches.map((branch) => branch.split(" ")[0]).join(" ");
