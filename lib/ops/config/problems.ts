import type { ConfigProblemList } from "@/lib/contract/config-plan";
import { lint } from "@/lib/contract/lint/lint";
import type { Context } from "../context";
import { reading } from "../requests/world";

/** What is probably not meant in the configuration in force, as it looks now. */
export async function readProblems(ctx: Context): Promise<ConfigProblemList> {
  const { current, now } = await reading(ctx.actor.organisation);
  return { version: current.version, problems: lint(current.document, now) };
}
