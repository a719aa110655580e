"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useCallback, useState } from "react";
import type { RequestDetail } from "@/lib/contract/requests";
import { problemOf } from "../shared/api";
import { Notice, ProblemNotice } from "../shared/notice";
import { useShortcuts } from "../shared/shortcuts";
import { AgentSays } from "./agent-says";
import { Answers } from "./answers";
import { Arguments } from "./arguments";
import { Authority } from "./authority";
import { DecisionBar } from "./decision-bar";
import { Identity } from "./identity";
import { Instrument } from "./instrument";
import { Ladder } from "./ladder";
import { LoopBreaker } from "./loop-breaker";
import { Precedents } from "./precedents";
import { useRequest } from "./queries";
import { Questions } from "./questions";
import { RunPath } from "./run-path";
import { Timeline } from "./timeline";
import { WhyHeld } from "./why-held";

/** One request, always in the same order: what would happen, how long is left, why it stopped, and the evidence. */
export function RequestView({ id }: { id: string }) {
  const router = useRouter();
  const { data: request, error } = useRequest(id);
  // The digest that was opened: should the action ever differ, it counts as unread again.
  const [readDigest, setReadDigest] = useState<string | null>(null);
  const digest = request?.action.digest ?? "";
  const open = useCallback(() => setReadDigest(digest), [digest]);
  useShortcuts({ u: () => router.push("/queue") });
  if (!request) return error ? <ProblemNotice problem={problemOf(error)} /> : null;
  const isRead = readDigest === digest;
  return (
    <div className="-mt-1">
      <Link
        href="/queue"
        className="mb-3 inline-flex min-h-8 items-center gap-1.5 pr-2 text-sm text-ink-2 hover:text-ink"
      >
        <ArrowLeft aria-hidden="true" className="size-4" />
        Queue
      </Link>
      <Instrument request={request} />
      <CannotAnswer request={request} />
      <LoopBreaker request={request} />
      <div className="mt-2 grid gap-x-10 lg:grid-cols-[minmax(0,1fr)_18rem] lg:grid-rows-[auto_1fr]">
        <div className="min-w-0">
          <WhyHeld request={request} />
          <Arguments request={request} isOpen={isRead} onOpen={open} />
          <AgentSays request={request} />
          <Questions request={request} />
          <RunPath request={request} />
          <Identity request={request} />
          <Precedents request={request} />
        </div>
        <div className="min-w-0 lg:row-span-2">
          <Ladder request={request} />
          <Answers request={request} />
          <Authority request={request} />
        </div>
        <div className="min-w-0 border-line border-t">
          <Timeline request={request} />
        </div>
      </div>
      <DecisionBar key={request.id} request={request} isRead={isRead} />
    </div>
  );
}

/** Said at the top, so that nobody reads a page to its end before learning that the answer is somebody else's. */
function CannotAnswer({ request }: { request: RequestDetail }) {
  const { verdicts, reasons } = request.may_respond;
  if (request.decision || verdicts.length > 0) return null;
  return (
    <Notice title="You cannot answer this request" className="mt-4">
      {reasons.map(({ code, message }) => (
        <p key={code}>{message}</p>
      ))}
    </Notice>
  );
}
