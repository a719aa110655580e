"use client";

import { Flag, Gauge, type LucideIcon, Undo2 } from "lucide-react";
import type { RequestDetail } from "@/lib/contract/requests";
import { Chip } from "../shared/chip";
import { rulePhrase } from "../shared/rule-sentence";
import { Seal } from "../shared/seal-view";
import { Time } from "../shared/time-view";
import { Untrusted } from "../shared/untrusted";
import { answererName, listed, reversibilityWords, tierWords } from "../shared/words";
import { Counterfoil } from "./counterfoil";
import { bookOf, type Names, namesOf } from "./names";

/**
 * The head of the page: what would happen, in the gate's words; how grave it is; and the counterfoil with the time.
 * Below the sentence stand the two signatures this house is named for: the agent's, and the one that is missing.
 */
export function Instrument({ request }: { request: RequestDetail }) {
  return (
    <article
      aria-labelledby="effect"
      className="relative grid overflow-clip rounded-lg border border-line bg-sheet shadow-lift lg:grid-cols-[minmax(0,1fr)_19rem]"
    >
      <div className="relative flex min-w-0 flex-col gap-4 overflow-clip p-4 sm:p-6">
        <Seal
          digest={request.action.digest}
          className="pointer-events-none absolute -top-12 -right-20 size-44 text-engraving opacity-25 sm:-top-16 sm:-right-16 sm:size-64 sm:opacity-35"
        />
        <Origin request={request} />
        <h1 id="effect" className="relative max-w-[46ch] font-semibold text-xl tracking-tight sm:text-2xl">
          <Untrusted text={request.title} />
        </h1>
        <Risks request={request} />
        <Signatures request={request} names={namesOf(request)} />
      </div>
      <Counterfoil request={request} />
    </article>
  );
}

function Origin({ request }: { request: RequestDetail }) {
  const { surface, tool } = request.action;
  return (
    <p className="relative flex flex-wrap items-center gap-x-3 gap-y-1 font-mono text-xs text-ink-2">
      <Untrusted text={surface ?? "unregistered tool"} />
      {tool && tool !== surface ? <Untrusted text={tool} className="text-ink-3" /> : null}
      <span title="The code the agent's log and every card show for this request">
        <span className="sr-only">Code </span>
        <span className="rounded-sm border border-line-strong border-dashed px-1.5 py-0.5 text-ink">
          {request.binding_message}
        </span>
      </span>
    </p>
  );
}

function Risks({ request }: { request: RequestDetail }) {
  const { surface } = request.context;
  const reversibility = surface ? reversibilityWords(surface.reversibility) : null;
  return (
    <ul aria-label="Risk" className="relative flex flex-wrap gap-1.5">
      {reversibility ? (
        <Risk
          Icon={reversibility.grave ? Flag : Undo2}
          isGrave={reversibility.grave}
          title={reversibility.detail}
        >
          {reversibility.label}
        </Risk>
      ) : (
        <Risk Icon={Flag} isGrave title="No surface of the registry knows this tool">
          Nobody registered this tool
        </Risk>
      )}
      {surface ? (
        <Risk Icon={Gauge} isGrave={surface.tier === "prohibited"}>
          {tierWords(surface.tier)}
        </Risk>
      ) : null}
    </ul>
  );
}

function Risk({
  Icon,
  isGrave,
  title,
  children,
}: {
  Icon: LucideIcon;
  isGrave: boolean;
  title?: string;
  children: string;
}) {
  return (
    <li>
      <Chip tone={isGrave ? "grave" : "plain"} title={title}>
        <Icon aria-hidden="true" className="size-3.5" />
        {children}
      </Chip>
    </li>
  );
}

function Signatures({ request, names }: { request: RequestDetail; names: Names }) {
  const { agent } = request.context;
  return (
    <dl className="relative mt-auto grid gap-x-8 gap-y-4 pt-4 sm:grid-cols-2">
      <Line label="Signed by the agent" isSigned>
        <Untrusted text={agent.name} className="font-hand text-lg italic" />
        <span className="text-2xs text-ink-3">
          <Time at={request.opened_at} />
        </span>
      </Line>
      <Countersignature request={request} names={names} />
    </dl>
  );
}

function Countersignature({ request, names }: { request: RequestDetail; names: Names }) {
  const { decision } = request;
  if (decision?.cause === "approver") {
    const people = listed(decision.decided_by.map((by) => answererName(by, names)));
    return (
      <Line label={decision.outcome === "approved" ? "Countersigned by" : "Refused by"} isSigned>
        <span className="font-hand text-lg italic">{people}</span>
        <span className="text-2xs text-ink-3">
          <Time at={decision.decided_at} />
        </span>
      </Line>
    );
  }
  const approvals = request.responses.filter(({ verdict, dropped }) => verdict === "approve" && !dropped);
  return (
    <Line label={decision ? "Never countersigned" : "To be countersigned by"} isSigned={false}>
      <span className="text-sm text-ink-2">
        {decision ? "No second signature" : rulePhrase(request.approval, bookOf(request))}
        {!decision && approvals.length > 0
          ? `. Signed so far: ${listed(approvals.map((approval) => answererName(approval, names)))}`
          : ""}
      </span>
    </Line>
  );
}

function Line({
  label,
  isSigned,
  children,
}: {
  label: string;
  isSigned: boolean;
  children: React.ReactNode;
}) {
  return (
    <div className="flex flex-col-reverse gap-1">
      <dt className="field-name">{label}</dt>
      <dd
        className={
          isSigned
            ? "flex min-h-9 flex-wrap items-baseline justify-between gap-x-3 border-ink-2 border-b pb-1"
            : "flex min-h-9 items-end border-line-strong border-b border-dashed pb-1"
        }
      >
        {children}
      </dd>
    </div>
  );
}
