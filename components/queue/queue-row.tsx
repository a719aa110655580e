"use client";

import { ChevronRight, Eye, MessageSquareWarning, TriangleAlert } from "lucide-react";
import Link, { useLinkStatus } from "next/link";
import type { RequestSummary } from "@/lib/contract/requests";
import { Chip } from "../shared/chip";
import { cn } from "../shared/cn";
import { Countdown } from "../shared/countdown";
import { Mark, type MarkState } from "../shared/mark";
import { Time } from "../shared/time-view";
import { Untrusted } from "../shared/untrusted";
import { decisionWords, listed, nameOf, plural, reversibilityWords } from "../shared/words";

type Names = Readonly<Record<string, string>>;

const MARK_TONE: Readonly<Record<MarkState, string>> = {
  pending: "text-ink-3",
  approved: "text-permit",
  denied: "text-deny",
  silence: "text-silence",
  ended: "text-ink-3",
};

/** One request in the queue. The whole row is the link; everything in it is read before it is opened. */
export function QueueRow({
  request,
  names,
  isActive,
  isGone,
  onFocus,
}: {
  request: RequestSummary;
  names: Names;
  isActive: boolean;
  /** It left the list while it had the focus: it stays in place, and says so. */
  isGone: boolean;
  onFocus: () => void;
}) {
  return (
    <li className={cn("border-line border-b last:border-b-0", isActive && "bg-hover")}>
      <Link
        href={`/requests/${request.id}`}
        // Fifty rows must not be fifty readings that nobody asked for.
        prefetch={false}
        data-request={request.id}
        onFocus={onFocus}
        className={cn(
          "relative grid grid-cols-[4.5rem_minmax(0,1fr)_auto] items-start gap-x-3 px-3 py-3 hover:bg-hover sm:grid-cols-[5.75rem_minmax(0,1fr)_minmax(0,15rem)_1rem] sm:px-4",
          "focus-visible:-outline-offset-2",
          isActive &&
            "before:absolute before:inset-y-0 before:left-0 before:w-0.75 before:bg-engraving before:content-['']",
          isGone && "opacity-70",
        )}
      >
        <State request={request} names={names} isGone={isGone} />
        <div className="min-w-0">
          <p className="line-clamp-3 sm:line-clamp-2 font-semibold text-base">
            <Untrusted text={request.title} />
          </p>
          <Facts request={request} />
        </div>
        <div className="col-span-full col-start-2 mt-1.5 min-w-0 text-xs text-ink-2 sm:col-span-1 sm:col-start-3 sm:mt-0.5">
          <Progress request={request} names={names} isGone={isGone} />
        </div>
        <Opening />
      </Link>
    </li>
  );
}

function State({ request, names, isGone }: { request: RequestSummary; names: Names; isGone: boolean }) {
  if (request.decision) {
    const words = decisionWords(request.decision, names);
    return (
      <span
        className={cn(
          "flex flex-col gap-1 pt-0.5 text-xs sm:flex-row sm:items-center sm:gap-2",
          MARK_TONE[words.mark],
        )}
      >
        <Mark state={words.mark} />
        <span className="font-semibold text-2xs tracking-wide">{words.seed ?? "ENDED"}</span>
      </span>
    );
  }
  if (isGone) return <Mark state="ended" className="mt-1 text-ink-3" />;
  return <Countdown openedAt={request.opened_at} deadlineAt={request.deadline_at} />;
}

function Facts({ request }: { request: RequestSummary }) {
  const reversibility = request.reversibility ? reversibilityWords(request.reversibility) : null;
  return (
    <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-ink-3">
      <span className="text-ink-2">{request.agent.name}</span>
      <span aria-hidden="true">·</span>
      <Untrusted text={request.surface ?? request.tool ?? "unregistered tool"} className="font-mono" />
      {reversibility?.grave ? (
        <Chip tone="grave">
          <TriangleAlert aria-hidden="true" className="size-3" />
          {reversibility.label}
        </Chip>
      ) : null}
      {request.problems.length > 0 ? (
        <Chip tone="deny">
          <MessageSquareWarning aria-hidden="true" className="size-3" />
          {plural(request.problems.length, "problem")}
        </Chip>
      ) : null}
    </p>
  );
}

function Progress({ request, names, isGone }: { request: RequestSummary; names: Names; isGone: boolean }) {
  if (request.decision) {
    const words = decisionWords(request.decision, names);
    return (
      <>
        <p className="text-ink">{words.headline}</p>
        <p className="text-ink-3">
          <Time at={request.decision.decided_at} />
          {request.grant_status ? ` · grant ${request.grant_status}` : ""}
        </p>
      </>
    );
  }
  if (isGone) return <p role="status">No longer waiting. Open it to see how it ended.</p>;
  const waiting = listed(request.waiting_for.map((id) => nameOf(id, names)).slice(0, 3), "or");
  return (
    <>
      <p>
        {request.may_respond ? (
          <span className="font-medium text-engraving">You may answer</span>
        ) : (
          "Waiting for "
        )}
        {request.may_respond ? "" : waiting}
      </p>
      <p className="flex flex-wrap items-center gap-x-2 text-ink-3">
        {request.acknowledged_by ? (
          <span className="inline-flex items-center gap-1">
            <Eye aria-hidden="true" className="size-3.5" />
            {nameOf(request.acknowledged_by, names)} is looking
          </span>
        ) : null}
        {request.responses_count > 0 ? <span>{plural(request.responses_count, "answer")} so far</span> : null}
        {!request.acknowledged_by && request.responses_count === 0 ? (
          <span>Nobody is looking yet</span>
        ) : null}
      </p>
    </>
  );
}

/** Shown while the page behind the link is being fetched. */
function Opening() {
  const { pending } = useLinkStatus();
  return (
    <ChevronRight
      aria-hidden="true"
      className={cn(
        "col-start-3 row-start-1 mt-1 size-4 text-ink-3 sm:col-start-4",
        pending && "animate-breathe text-engraving",
      )}
    />
  );
}
