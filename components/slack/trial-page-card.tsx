"use client";

import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { ProblemNotice } from "../shared/notice";
import { Untrusted } from "../shared/untrusted";
import type { TokenSource } from "./fault-words";
import { useTestPage } from "./queries";
import { testPageWords } from "./trial-page-words";

/** Whether pages arrive is a matter of one's own account, so everybody tries with theirs. */
export function TestPageCard({ source }: { source: TokenSource }) {
  const test = useTestPage();
  const answer = test.isSuccess ? test.data : null;
  return (
    <section aria-labelledby="test-page" className="rounded-lg border border-line bg-sheet p-4 sm:p-5">
      <h2 id="test-page" className="font-semibold">
        Does a page reach you?
      </h2>
      <div className="mt-1 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <p className="max-w-[65ch] text-ink-2 text-sm">
          A test page takes the way of your real ones, to your own conversation with the app. Nothing waits
          for you because of it.
        </p>
        <Button disabled={test.isPending} onClick={() => test.mutate()}>
          {test.isPending ? "Sending…" : "Send me a test page"}
        </Button>
      </div>
      <p role="status" className={answer ? TONES[answer.status === "sent" ? "sent" : "not"] : "sr-only"}>
        {answer ? <Untrusted text={testPageWords(answer, source)} /> : ""}
      </p>
      {test.isError ? (
        <div role="alert" className="mt-3">
          <ProblemNotice problem={problemOf(test.error)} />
        </div>
      ) : null}
    </section>
  );
}

const TONES = {
  sent: "mt-3 max-w-[65ch] text-permit text-sm",
  not: "mt-3 max-w-[65ch] text-sm text-urgent",
} as const;
