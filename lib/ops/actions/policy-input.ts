import type { Ruling as RulingView } from "@/lib/contract/actions";
import { localTime } from "@/lib/contract/gate";
import type { PolicyInput } from "@/lib/core/rule";
import type { Ruling } from "@/lib/core/ruling";
import type { Counted } from "@/lib/core/throttle";
import type { Snapshot } from "../config/snapshot";

/** An action as the rules see it: what is proposed, at an instant, under a configuration. */
export type Subject = Omit<PolicyInput, "agent" | "organisation"> & { readonly agent: string };

export function inputFor(
  moment: {
    readonly organisation: string;
    readonly now: Date;
    readonly current: Pick<Snapshot, "agents" | "document">;
  },
  { agent, ...subject }: Subject,
): PolicyInput {
  const { organisation, now, current } = moment;
  return {
    ...subject,
    agent: { id: agent, owner: current.agents.get(agent)?.owner ?? null },
    organisation: {
      id: organisation,
      time: now,
      ...localTime(now, current.document.organisation.time_zone),
    },
  };
}

const countedView = ({ policy, scope, max, windowSeconds, used, retryAfterSeconds }: Counted) => ({
  policy,
  scope: { ...scope, agent: scope.agent ?? undefined },
  max,
  window_seconds: windowSeconds,
  used,
  retry_after_seconds: retryAfterSeconds,
});

export const rulingView = (ruling: Ruling): RulingView => ({
  verdict: ruling.verdict,
  reason_code: ruling.reasonCode,
  reason: ruling.reason,
  rules: [...ruling.rules],
  policy_version: ruling.policyVersion,
  retry_after_seconds: ruling.retryAfterSeconds,
  constraints: { ...ruling.constraints },
  ...(ruling.counted ? { counted: ruling.counted.map(countedView) } : {}),
  shadow: ruling.shadow.map(({ policy, verdict, reasonCode, wouldBe }) => ({
    policy,
    verdict,
    reason_code: reasonCode,
    would_be: wouldBe,
  })),
});
