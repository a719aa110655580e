"use client";

import { Check, CircleDashed, type LucideIcon, X } from "lucide-react";
import type { Decision } from "@/lib/contract/actions";
import type { RequestDetail } from "@/lib/contract/requests";
import { cn } from "../shared/cn";
import { Mark, type MarkState } from "../shared/mark";
import { Notice } from "../shared/notice";
import { countdownText } from "../shared/time";
import { useNow } from "../shared/time-provider";
import { Time } from "../shared/time-view";
import { Untrusted } from "../shared/untrusted";
import { decisionWords, listed, plural, viaWords } from "../shared/words";
import { namesOf } from "./names";

const TONE: Readonly<Record<MarkState, string>> = {
  approved: "border-permit text-permit",
  denied: "border-deny text-deny",
  silence: "border-silence text-silence",
  ended: "border-line-strong text-ink-2",
  pending: "border-line-strong text-ink-2",
};

/** What became of the request: the word of the ledger, the cause in words, and what the agent did with a grant. */
export function Outcome({ request, decision }: { request: RequestDetail; decision: Decision }) {
  const words = decisionWords(decision, namesOf(request));
  const via = listed([...new Set(decision.decided_by.map((by) => viaWords(by.via)))]);
  return (
    <div className="grid gap-4">
      <p
        className={cn(
          "inline-flex items-center gap-2.5 justify-self-start rounded-sm border-2 px-3 py-1.5 font-mono font-semibold text-sm tracking-[0.16em]",
          TONE[words.mark],
        )}
      >
        <Mark state={words.mark} />
        {words.seed ?? "ENDED"}
      </p>
      <div className="grid gap-1">
        <p className="font-semibold text-lg">{words.headline}</p>
        <p className="text-sm text-ink-2">
          <Time at={decision.decided_at} />
          {decision.decided_by.length > 0 ? ` ${via}` : ""}
        </p>
        {words.explanation ? <p className="text-sm text-ink-2">{words.explanation}</p> : null}
        {decision.cause === "deadline" || decision.cause === "unroutable" ? (
          <Reach decision={decision} />
        ) : null}
        {decision.reason && decision.cause === "approver" ? (
          <blockquote className="mt-1 border-line-strong border-l-2 pl-3 text-sm">
            <Untrusted text={decision.reason} block />
          </blockquote>
        ) : null}
      </div>
      {request.grant ? <GrantSteps request={request} grant={request.grant} /> : null}
      <Confirmed outcome={request.outcome} />
    </div>
  );
}

/** Whether the agent says that it kept to the terms of the approval. */
function Confirmed({ outcome }: Pick<RequestDetail, "outcome">) {
  if (!outcome?.unconfirmed) return null;
  if (outcome.unconfirmed.length === 0)
    return <p className="text-sm text-ink-2">It confirms that it kept to the constraints.</p>;
  return (
    <Notice tone="warning" title="It did not confirm that it kept to the constraints">
      Not confirmed: {listed(outcome.unconfirmed)}.
    </Notice>
  );
}

function Reach({ decision }: { decision: Decision }) {
  const { sent, delivered, acknowledged } = decision.pages;
  return (
    <p className="text-sm text-ink-2">
      {plural(sent, "page")} sent, {delivered} delivered, {acknowledged} acknowledged.
      {decision.seen ? " It had been seen." : " Nobody had seen it."}
    </p>
  );
}

type Stage = { readonly label: string; readonly state: "done" | "now" | "failed" | "later" };

function stagesOf(status: string): readonly Stage[] {
  const done = (label: string): Stage => ({ label, state: "done" });
  const now = (label: string): Stage => ({ label, state: "now" });
  const later = (label: string): Stage => ({ label, state: "later" });
  const failed = (label: string): Stage => ({ label, state: "failed" });
  switch (status) {
    case "held":
      return [now("Held, and can still be undone"), later("Picked up by the agent"), later("Done")];
    case "issued":
      return [now("Waiting for the agent to pick it up"), later("Carried out")];
    case "claimed":
      return [done("Picked up by the agent"), now("Waiting for what happened")];
    case "succeeded":
      return [done("Picked up by the agent"), done("Carried out")];
    case "failed":
      return [done("Picked up by the agent"), failed("It failed")];
    case "unknown":
      return [done("Picked up by the agent"), failed("The agent does not know whether it happened")];
    case "lapsed":
      return [failed("Never picked up: the approval lapsed unused")];
    case "revoked":
      return [failed("Revoked before it was used")];
    default:
      return [now(status)];
  }
}

const STAGE_ICON: Readonly<Record<Stage["state"], LucideIcon>> = {
  done: Check,
  now: CircleDashed,
  failed: X,
  later: CircleDashed,
};
const STAGE_TONE: Readonly<Record<Stage["state"], string>> = {
  done: "text-permit",
  now: "text-engraving font-medium",
  failed: "text-deny",
  later: "text-ink-3",
};

function GrantSteps({
  request,
  grant,
}: {
  request: RequestDetail;
  grant: NonNullable<RequestDetail["grant"]>;
}) {
  const left = Date.parse(grant.expires_at) - useNow();
  const isWaiting = grant.status === "issued" || grant.status === "held";
  return (
    <div className="border-line border-t pt-3">
      <p className="field-name mb-2">What the agent did with it</p>
      <ol className="grid gap-1.5 text-sm">
        {stagesOf(grant.status).map(({ label, state }) => {
          const Icon = STAGE_ICON[state];
          return (
            <li key={label} className={cn("flex gap-2", STAGE_TONE[state])}>
              <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
              {label}
            </li>
          );
        })}
      </ol>
      {isWaiting ? (
        <p className="mt-2 text-xs text-ink-2">
          It lapses unused in <span className="font-mono tabular-nums">{countdownText(left)}</span>.
        </p>
      ) : null}
      {request.outcome?.error ? (
        <p className="mt-2 rounded-sm border border-line px-2 py-1 text-xs text-ink-2">
          <span className="field-name block">Agent says, not verified</span>
          <Untrusted text={request.outcome.error} block />
        </p>
      ) : null}
    </div>
  );
}
