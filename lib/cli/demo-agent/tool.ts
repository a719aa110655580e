import { z } from "zod";
import type { JsonObject } from "@/lib/sdk/json";
import { git } from "./git";
import type { Scratch } from "./scratch";

/**
 * What this agent can do. Each tool is split so that nothing slips past the gate: `plan` only reads, and says what it
 * wants as arguments; `run` does it and has nothing but those arguments to go by; `isDone` tells after a crash whether
 * it happened. Arguments name the commits they start from, so an approval cannot be used on another state.
 */
export type Tool = {
  /** For `--only` and the terminal. */
  readonly name: string;
  /** What the gate knows it as. */
  readonly tool: string;
  readonly plan: (scratch: Scratch) => Promise<Plan<JsonObject>>;
  readonly run: (scratch: Scratch, args: JsonObject) => Promise<string>;
  readonly isDone: (scratch: Scratch, args: JsonObject) => Promise<boolean>;
  /** What `run` brings about, in a few words. */
  readonly effectOf: (args: JsonObject) => string;
};

export type Plan<A> = { readonly arguments: A; readonly title: string; readonly why: string };

type ToolDefinition<A> = Pick<Tool, "name" | "tool"> & {
  readonly schema: z.ZodType<A>;
  readonly plan: (scratch: Scratch) => Promise<Plan<A>>;
  readonly run: (scratch: Scratch, args: A) => Promise<string>;
  readonly isDone: (scratch: Scratch, args: A) => Promise<boolean>;
  readonly effectOf: (args: A) => string;
};

/** Arguments come back from the journal and from the gate's client as plain JSON: the tool reads them strictly. */
export const defineTool = <A extends JsonObject>(definition: ToolDefinition<A>): Tool => ({
  ...definition,
  run: (scratch, args) => definition.run(scratch, definition.schema.parse(args)),
  isDone: (scratch, args) => definition.isDone(scratch, definition.schema.parse(args)),
  effectOf: (args) => definition.effectOf(definition.schema.parse(args)),
});

/** Nothing an argument holds can be taken for an option, a refspec or a way out of the clone. */
export const Commit = z.string().regex(/^[0-9a-f]{40}$/);
export const Branch = z.string().regex(/^[a-z0-9]+([./-][a-z0-9]+)*$/);
export const Remote = z.literal("origin");
export const Path = z.string().regex(/^\w[\w.-]*(\/\w[\w.-]*)*$/);
export const Message = z.string().min(1).max(200);

export const headOf = ({ clone }: Scratch): Promise<string> => git(clone, ["rev-parse", "HEAD"]);

/** The state the arguments speak of must be the state there is. */
export function assertSame(what: string, expected: string, actual: string | null): void {
  if (expected === actual) return;
  throw new Error(`${what} is at ${shorten(actual)}, not at ${shorten(expected)} as proposed`);
}

export const shorten = (commit: string | null): string => commit?.slice(0, 7) ?? "nothing";

/** Whether HEAD is the commit that these arguments make. */
export async function isCommitted(
  scratch: Scratch,
  args: { parent: string; message: string },
): Promise<boolean> {
  const [parent, subject] = (await git(scratch.clone, ["log", "-1", "--format=%P%n%s"])).split("\n");
  return parent === args.parent && subject === args.message;
}
