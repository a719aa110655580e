import type { Constraints } from "./answers";
import { type JsonObject, sealArguments, sealJson } from "./json";

/** What an agent sends, in the words of code; `toWire…` writes it in the words of the wire. */

export type PathStep = {
  readonly tool: string;
  readonly at?: string;
  readonly summary?: string;
  /** Where the step took its input from: a host, a mailbox, a document. */
  readonly source?: string;
};

export type Run = {
  readonly id: string;
  readonly task?: string;
  readonly step?: number;
  /** What the run did so far, oldest first: policies and people read it. */
  readonly path?: readonly PathStep[];
};

/** The agent's own words. They are shown as such and decide nothing. */
export type Explanation = { readonly title?: string; readonly why?: string };

/** What surrounds the arguments of an action: everything but the tool and what it is called with. */
export type ActionContext = {
  readonly surface?: string;
  readonly toolVersion?: string;
  readonly run?: Run;
  /** Attested by the harness, never by the model. */
  readonly facts?: JsonObject;
  readonly onBehalfOf?: string;
  readonly delegation?: readonly { readonly agent: string }[];
  readonly explanation?: Explanation;
  /** A hint: the deadline is the shorter of this and the route's. */
  readonly deadlineSeconds?: number;
  readonly supersedes?: string;
  readonly callback?: { readonly url: string; readonly state?: string };
  readonly trace?: { readonly traceparent?: string };
};

export type ProposedAction = ActionContext & { readonly tool?: string; readonly arguments: object };

export type Outcome = {
  readonly status: "succeeded" | "failed" | "unknown";
  /** `digestOf(output)`: the output itself stays with the agent. */
  readonly outputDigest?: string;
  readonly error?: string;
  readonly costCents?: number;
  /** The constraints it was run under, as they were applied: what is not named here counts as not applied. */
  readonly appliedConstraints?: Constraints;
};

/**
 * JSON leaves out what is undefined, so an absent option is an absent member. Facts are what rules read: they are held
 * to the same as arguments, because a NaN that arrives as null is another fact.
 */
export const toWireAction = (action: ProposedAction) => ({
  surface: action.surface,
  tool: action.tool,
  tool_version: action.toolVersion,
  arguments: sealArguments(action.arguments),
  run: action.run,
  facts: action.facts === undefined ? undefined : sealJson(action.facts, "facts"),
  on_behalf_of: action.onBehalfOf,
  delegation: action.delegation,
  explanation: action.explanation,
  deadline_seconds: action.deadlineSeconds,
  supersedes: action.supersedes,
  callback: action.callback,
  trace: action.trace,
});

export const toWireOutcome = (outcome: Outcome) => ({
  status: outcome.status,
  output_digest: outcome.outputDigest,
  error: outcome.error === undefined ? undefined : cutToBytes(outcome.error, 4096),
  cost_cents: outcome.costCents,
  applied_constraints: outcome.appliedConstraints,
});

/** A long error must not cost the report of the outcome it belongs to. */
function cutToBytes(text: string, maximum: number): string {
  const bytes = new TextEncoder().encode(text.replaceAll("\0", "\u2400"));
  if (bytes.length <= maximum) return new TextDecoder().decode(bytes);
  return new TextDecoder().decode(bytes.subarray(0, maximum - 3)).replace(/\ufffd$/u, "");
}
