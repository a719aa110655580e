import { quoted } from "@/lib/core/display";
import type { Ending } from "../exit-codes";
import { paint, type Shell } from "../shell";
import { asFinding, type FileFinding } from "./document";
import { renderFinding } from "./render";
import { ServerError } from "./server";

/** How these commands end when the server says no: its reasons, one a line, or one JSON object for machines. */
export async function reporting(
  { json, name, shell }: { readonly json: boolean | undefined; readonly name: string; readonly shell: Shell },
  work: () => Promise<Ending>,
): Promise<Ending> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    const { ending, message, problem } = error;
    if (json) {
      const { status = 0, reason_code = ending, errors = [] } = problem ?? {};
      shell.out(JSON.stringify({ error: { status, reason_code, detail: message, errors } }, null, 2));
      return ending;
    }
    shell.err(paint(shell, "red", quoted(message, 2000)));
    for (const found of problem?.errors ?? [])
      shell.err(renderFinding(name, asFinding(toError(found)), shell));
    return ending;
  }
}

type Found = {
  readonly path: string;
  readonly message: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
};

const toError = ({ path, message, line, column }: Found) =>
  line === undefined || column === undefined ? { path, message } : { path, message, line, column };

export const hasErrors = (findings: readonly FileFinding[]): boolean =>
  findings.some(({ severity }) => severity === "error");
