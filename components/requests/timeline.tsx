"use client";

import { type FormEvent, useId, useState } from "react";
import type { RequestDetail } from "@/lib/contract/requests";
import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { cn } from "../shared/cn";
import { ProblemNotice } from "../shared/notice";
import { Time } from "../shared/time-view";
import { Untrusted } from "../shared/untrusted";
import { namesOf } from "./names";
import { useComment } from "./queries";
import { byteCount, MAXIMUM_TEXT_BYTES } from "./reason";
import { Section } from "./section";
import { timelineSentence, timelineText } from "./timeline-words";

const LOUD = new Set([
  "responded",
  "decided",
  "commented",
  "grant_claimed",
  "grant_reported",
  "grant_lapsed",
]);

/** Everything that happened, in order, as the ledger keeps it; and a place to add a word. */
export function Timeline({ request }: { request: RequestDetail }) {
  const names = namesOf(request);
  return (
    <Section title="What happened" hint="Kept for ever, in this order">
      <ol className="grid gap-2.5">
        {request.timeline.map((entry) => {
          const text = timelineText(entry);
          return (
            <li key={entry.seq} className="grid gap-x-4 text-sm sm:grid-cols-[6.5rem_minmax(0,1fr)]">
              <span className="font-mono text-2xs text-ink-3 leading-5">
                <Time at={entry.at} />
              </span>
              <div className="min-w-0">
                <p className={cn(LOUD.has(entry.type) ? "font-medium" : "text-ink-2")}>
                  {timelineSentence(entry, names)}
                </p>
                {text ? (
                  <p className="mt-0.5 border-line-strong border-l-2 pl-3">
                    <Untrusted text={text} block />
                  </p>
                ) : null}
              </div>
            </li>
          );
        })}
      </ol>
      <CommentForm id={request.id} />
    </Section>
  );
}

function CommentForm({ id }: { id: string }) {
  const [text, setText] = useState("");
  const comment = useComment(id);
  const fieldId = useId();
  const isTooLong = byteCount(text) > MAXIMUM_TEXT_BYTES;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "" || isTooLong) return;
    comment.mutate({ text: text.trim() }, { onSuccess: () => setText("") });
  };
  return (
    <form onSubmit={submit} className="mt-5 grid gap-2">
      <label htmlFor={fieldId} className="field-name">
        Comment for the others who look at this
      </label>
      <textarea
        id={fieldId}
        value={text}
        onChange={(event) => setText(event.target.value)}
        rows={2}
        aria-invalid={isTooLong}
        className="input field-sizing-content max-h-48 w-full"
      />
      <div className="flex items-center justify-between gap-3">
        <p role="status" className="text-2xs text-ink-3">
          {isTooLong ? `Too long: at most ${MAXIMUM_TEXT_BYTES} bytes` : ""}
          {comment.isPending ? "Sending…" : ""}
        </p>
        <Button type="submit" disabled={comment.isPending || isTooLong || text.trim() === ""}>
          Comment
        </Button>
      </div>
      {comment.isError ? <ProblemNotice problem={problemOf(comment.error)} /> : null}
    </form>
  );
}
