import type { ProposeInput, Ruling } from "@/lib/contract/actions";
import type { RecordedFacts } from "@/lib/core/rule";

/** What came with an action but is not under its digest: it informs the decision, it is not what runs. */
export type ActionContext = {
  readonly explanation: { readonly title: string | null; readonly why: string | null };
  readonly run: {
    readonly task: string | null;
    readonly step: number | null;
    readonly path: {
      readonly tool: string;
      readonly at: string | null;
      readonly summary: string | null;
      readonly source?: string;
    }[];
  };
  readonly facts: Record<string, unknown>;
  readonly delegation: { readonly agent: string; readonly surface?: string | null | undefined }[];
  readonly callback: Callback | null;
  readonly traceparent: string | null;
  /** Left out of what was recorded before rulings could be derived again. */
  readonly gate?: RulingEvidence;
};

/** Whom to call back, and how: as a CloudEvent, or, with `profile`, in the words of the AuthZEN profile. */
export type Callback = {
  readonly url: string;
  readonly state: string | null;
  /** The ends it wants to hear of; null: all of them. */
  readonly events?: readonly string[] | null;
  readonly profile?: "authzen";
};

/** What the ruling was made of besides the action and its configuration: enough to make it again. */
export type RulingEvidence = {
  /** The surface the agent named; the action's own is the one the gate found. */
  readonly claimed: string | null;
  readonly recorded?: RecordedFacts;
  /** What the rules alone said, where a limit or an earlier denial had the last word. */
  readonly overruled?: RuledByPolicies;
};

export type RuledByPolicies = Pick<
  Ruling,
  "verdict" | "reason_code" | "reason" | "rules" | "retry_after_seconds" | "constraints"
>;

export const contextFrom = (input: ProposeInput, gate: RulingEvidence): ActionContext => ({
  explanation: { title: input.explanation?.title ?? null, why: input.explanation?.why ?? null },
  run: {
    task: input.run?.task ?? null,
    step: input.run?.step ?? null,
    path: (input.run?.path ?? []).map(({ tool, at, summary, source }) => ({
      tool,
      at: at ?? null,
      summary: summary ?? null,
      ...(source === undefined ? {} : { source }),
    })),
  },
  facts: input.facts,
  delegation: input.delegation,
  callback: input.callback ? { url: input.callback.url, state: input.callback.state ?? null } : null,
  traceparent: input.trace?.traceparent ?? null,
  gate,
});

/** The column back as it was written. */
export const contextOf = (column: unknown): ActionContext => column as ActionContext; // safe because only contextFrom writes it
