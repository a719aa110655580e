"use client";

import { useState } from "react";
import type { SlackSuggestions } from "@/lib/contract/slack";
import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { Chip } from "../shared/chip";
import { ProblemNotice } from "../shared/notice";
import { Untrusted } from "../shared/untrusted";
import { nameOf, plural } from "../shared/words";
import { faultWords, type TokenSource } from "./fault-words";
import { useAcceptSuggestion, useSuggestions } from "./queries";

type Suggestion = SlackSuggestions["suggestions"][number];
type Names = Readonly<Record<string, string>>;

/** Whose account it may be, asked when an admin asks, and linked one by one on their word. */
export function SuggestionsCard({ names, source }: { names: Names; source: TokenSource }) {
  const asking = useSuggestions();
  const [linked, setLinked] = useState<ReadonlySet<string>>(new Set());
  const answer = asking.isSuccess ? asking.data : null;
  const fault = answer?.error ? faultWords(answer.error, source) : null;
  const after = answer?.next ?? null;
  return (
    <section aria-labelledby="suggestions" className="rounded-lg border border-line bg-sheet p-4 sm:p-5">
      <h2 id="suggestions" className="font-semibold">
        Who has linked no account?
      </h2>
      <div className="mt-1 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <p className="max-w-[65ch] text-ink-2 text-sm">
          Slack can be asked which full members have the e-mail addresses of people without an account. An
          address proves nothing: link only what you know to be theirs. Everybody can also link their own.
        </p>
        <Button disabled={asking.isPending} onClick={() => asking.mutate(after)}>
          {asking.isPending ? "Asking Slack…" : buttonWords(answer)}
        </Button>
      </div>
      <p role="status" className={answer ? "mt-3 max-w-[65ch] text-sm" : "sr-only"}>
        {answer ? foundWords(answer) : ""}
      </p>
      {fault ? (
        <p className="mt-1 max-w-[65ch] text-sm text-urgent">
          <Untrusted text={fault.meaning} />{" "}
          {fault.code ? <Chip className="font-mono">{fault.code}</Chip> : null}
        </p>
      ) : null}
      {asking.isError ? (
        <div role="alert" className="mt-3">
          <ProblemNotice problem={problemOf(asking.error)} />
        </div>
      ) : null}
      {answer && answer.suggestions.length > 0 ? (
        <ul aria-labelledby="suggestions" className="mt-3 divide-y divide-line border-line border-t">
          {answer.suggestions.map((one) => (
            <SuggestionRow
              key={one.slack}
              suggestion={one}
              names={names}
              isLinked={linked.has(one.slack)}
              onLinked={() => setLinked((before) => new Set([...before, one.slack]))}
            />
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function buttonWords(answer: SlackSuggestions | null): string {
  if (answer === null) return "Ask Slack";
  if (answer.error !== null) return "Try again";
  return answer.next === null ? "Ask again" : "Ask about the next";
}

const foundWords = ({ asked, suggestions }: SlackSuggestions): string =>
  asked === 0
    ? "There is nobody to ask about: everybody has an account, or no e-mail address of their own."
    : `Asked about ${plural(asked, "person", "people")}: ${plural(suggestions.length, "account has", "accounts have")} the address of one of them.`;

function SuggestionRow({
  suggestion: { person, email, slack, account, workspace },
  names,
  isLinked,
  onLinked,
}: {
  suggestion: Suggestion;
  names: Names;
  isLinked: boolean;
  onLinked: () => void;
}) {
  const accepting = useAcceptSuggestion();
  const name = nameOf(person, names);
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 py-2.5 text-sm">
      <div className="min-w-0 max-w-[65ch]">
        <p>
          <span className="font-medium">{name}</span> may be{" "}
          <Untrusted text={account} className="font-medium" /> in <Untrusted text={workspace} />
        </p>
        <p className="wrap-anywhere text-ink-3 text-xs">
          {email} · <span className="font-mono">{slack}</span>
        </p>
        {accepting.isError ? (
          <div role="alert" className="mt-2">
            <ProblemNotice problem={problemOf(accepting.error)} />
          </div>
        ) : null}
      </div>
      {isLinked ? (
        <p role="status" className="text-permit">
          Linked
        </p>
      ) : (
        <Button
          size="small"
          aria-label={`Link this account to ${name}`}
          disabled={accepting.isPending}
          onClick={() => accepting.mutate({ person, slack }, { onSuccess: onLinked })}
        >
          {accepting.isPending ? "Linking…" : "Link this account"}
        </Button>
      )}
    </li>
  );
}
