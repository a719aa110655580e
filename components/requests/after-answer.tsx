"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import type { RequestDetail } from "@/lib/contract/requests";
import { isConflict, problemOf } from "../shared/api";
import { buttonStyle } from "../shared/button";
import { cn } from "../shared/cn";
import { Mark } from "../shared/mark";
import { ProblemNotice } from "../shared/notice";
import { Time } from "../shared/time-view";
import { decisionWords, viaWords } from "../shared/words";
import { namesOf } from "./names";
import type { useRespond } from "./queries";

type Respond = ReturnType<typeof useRespond>;

/** The bar at the bottom of a request; on a phone it takes the place of the tabs. */
export function StickyBar({ children }: { children: ReactNode }) {
  return (
    <div
      data-decision-bar
      className="sticky bottom-0 z-20 -mx-3 mt-4 border-line-strong border-t bg-sheet px-3 pt-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] shadow-lift sm:-mx-6 sm:px-6 lg:mx-0 lg:rounded-t-lg lg:border-x lg:px-5"
    >
      {children}
    </div>
  );
}

/** A refusal in the server's words; in a conflict also who decided, when and where. */
export function Refused({ request, error }: { request: RequestDetail; error: unknown }) {
  const problem = problemOf(error);
  const { decision } = request;
  const by = decision?.decided_by[0];
  return (
    <div role="alert" className="min-w-0">
      <ProblemNotice problem={problem}>
        {isConflict(problem) && decision ? (
          <p>
            {decisionWords(decision, namesOf(request)).headline}
            {by ? ` ${viaWords(by.via)}` : ""}, <Time at={decision.decided_at} />. Your answer did not count.
          </p>
        ) : null}
      </ProblemNotice>
    </div>
  );
}

/**
 * What remains of the bar when there is nothing left to answer: what the server said to this person's answer, or that
 * somebody else was first while they were reading.
 */
export function AfterAnswer({
  request,
  respond,
  wasOpen,
}: {
  request: RequestDetail;
  respond: Respond;
  /** It still waited when this page was opened. */
  wasOpen: boolean;
}) {
  if (respond.isIdle && !(wasOpen && request.decision)) return null;
  return (
    <StickyBar>
      <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_auto] sm:items-center">
        <WhatHappened request={request} respond={respond} />
        <Link href="/queue" className={buttonStyle({ size: "decision" })}>
          Back to the queue
        </Link>
      </div>
    </StickyBar>
  );
}

function WhatHappened({ request, respond }: { request: RequestDetail; respond: Respond }) {
  if (respond.isPending) return <p role="status">Sending…</p>;
  if (respond.isError) return <Refused request={request} error={respond.error} />;
  const headline = request.decision ? decisionWords(request.decision, namesOf(request)).headline : null;
  if (respond.isIdle) {
    return (
      <p role="status" className="text-sm">
        It was decided while you were looking. {headline}.
      </p>
    );
  }
  const isApproval = respond.variables.verdict === "approve";
  return (
    <p role="status" className="flex gap-2 text-sm">
      <Mark
        state={isApproval ? "approved" : "denied"}
        className={cn("mt-0.5", isApproval ? "text-permit" : "text-deny")}
      />
      <span>
        The server recorded your {isApproval ? "approval" : "denial"}.{" "}
        {headline ? `${headline}.` : "The rule is not met yet, so the request still waits for others."}
      </span>
    </p>
  );
}
