import { canonicalJson, sha256 } from "./canonical-json";

/**
 * An **action** is what an agent proposes; its **digest** names exactly what will run, by whom and in which run.
 * An approval is for a digest and nothing else: change one byte of any fact below and it is another action.
 */
export type ActionFacts = {
  readonly organisation: string;
  readonly agent: string;
  /** `run.id`; null when the action belongs to no run. */
  readonly run: string | null;
  /** Null when no surface claims the tool. */
  readonly surface: string | null;
  /** Null when the agent named the surface alone. */
  readonly tool: string | null;
  readonly toolVersion: string | null;
  /** As the strict reader gave them: never a value that other code has rebuilt. */
  readonly arguments: unknown;
  readonly onBehalfOf: string | null;
};

/**
 * The digest of the wire contract. The explanation, the path and attested facts are not in it: they inform the
 * decision, but they are not what runs. Nulls are written, so "absent" has one spelling.
 */
export function actionDigest(facts: ActionFacts): string {
  return sha256(canonicalJson(digestedAction(facts)));
}

/** The object under the digest, with its wire names: also what an approver is shown as "exactly this will run". */
export function digestedAction(facts: ActionFacts): Readonly<Record<string, unknown>> {
  return {
    v: 1,
    organisation: facts.organisation,
    agent: facts.agent,
    run: facts.run,
    surface: facts.surface,
    tool: facts.tool,
    tool_version: facts.toolVersion,
    arguments: facts.arguments,
    on_behalf_of: facts.onBehalfOf,
  };
}
