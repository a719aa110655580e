"use client";

import { useQuery } from "@tanstack/react-query";
import { Check, Link2 } from "lucide-react";
import { useQueryStates } from "nuqs";
import { type FormEvent, useRef, useState } from "react";
import { keys } from "@/lib/contract/keys";
import type { RoutePreview } from "@/lib/contract/route-preview";
import type { Route, RouteBook } from "../routes/book";
import { postJson, problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { ProblemNotice } from "../shared/notice";
import { PageHeading } from "../shared/page-heading";
import { useZone } from "../shared/time-provider";
import { Outcome } from "./outcome";
import { type Faults, faultsOf, questionOf, type Simulation, simulationParsers } from "./simulation";
import { SimulationForm } from "./simulation-form";

/** Try an action, at a date and time: what the gate would say, whom it would page when, and who could approve. */
export function SimulateView({ book, routes }: { book: RouteBook; routes: readonly Route[] }) {
  const zone = useZone();
  const [asked, setAsked] = useQueryStates(simulationParsers, { history: "push" });
  const [written, setWritten] = useState<Simulation>(asked);
  const [faults, setFaults] = useState<Faults>({});
  const result = useRef<HTMLElement>(null);
  const reading = questionOf(asked, routes, zone);
  const question = reading.ok ? reading.question : null;
  const body = question ? JSON.stringify(question) : "";
  const answer = useQuery({
    queryKey: keys.routePreview(body),
    queryFn: () => postJson<RoutePreview>("/api/v1/routes/preview", question),
    enabled: question !== null,
    staleTime: 0,
  });
  const problem = answer.error ? problemOf(answer.error) : null;
  const found = faultsOf(problem?.errors ?? []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const next = questionOf(written, routes, zone);
    const missing = next.ok && next.question === null ? { surface: "Name a surface or a tool." } : {};
    setFaults(next.ok ? missing : next.faults);
    if (!next.ok || next.question === null) return;
    // The same question again is asked again: who is on call may have changed since.
    if (JSON.stringify(next.question) === body) void answer.refetch();
    void setAsked(written);
    // On a phone the answer is below everything that was asked.
    result.current?.scrollIntoView({ block: window.innerWidth < 1024 ? "start" : "nearest" });
  };
  return (
    <>
      <PageHeading
        title="Simulate"
        summary="This action, at that date and time: what the gate would say, whom it would page when, and who could approve. Nothing is written, and nobody is paged."
      />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)] lg:items-start">
        <form
          noValidate
          aria-label="What is tried"
          onSubmit={submit}
          className="grid gap-4 rounded-lg border border-line bg-sheet p-4 sm:p-5"
        >
          <SimulationForm
            simulation={written}
            book={book}
            faults={{ ...(reading.ok ? found : reading.faults), ...faults }}
            onChange={(changes) => {
              setFaults({});
              setWritten({ ...written, ...changes });
            }}
          />
          <div className="flex flex-wrap items-center gap-2">
            <Button type="submit" look="primary">
              Simulate
            </Button>
            <CopyLink isThere={question !== null} />
          </div>
        </form>
        <section
          ref={result}
          aria-label="What would happen"
          aria-busy={answer.isFetching}
          className="grid min-h-24 scroll-mt-16 gap-4"
        >
          {problem && Object.keys(found).length === 0 ? (
            <div role="alert">
              <ProblemNotice problem={problem} />
            </div>
          ) : null}
          {answer.data && !problem ? <Outcome preview={answer.data} book={book} /> : null}
          {answer.data || problem ? null : <Waiting isAsking={answer.isFetching} />}
        </section>
      </div>
    </>
  );
}

const Waiting = ({ isAsking }: { isAsking: boolean }) => (
  <p
    role="status"
    className="rounded-lg border border-line border-dashed bg-inset p-6 text-center text-ink-2 text-sm"
  >
    {isAsking ? "Asking the gate…" : "Choose a surface or a tool, and see what would happen."}
  </p>
);

/** The address says the whole question, so it is enough to send. */
function CopyLink({ isThere }: { isThere: boolean }) {
  const [isCopied, setCopied] = useState(false);
  if (!isThere) return null;
  const copy = () =>
    navigator.clipboard
      .writeText(window.location.href)
      .then(() => setCopied(true))
      .catch(() => setCopied(false));
  return (
    <Button look="bare" onClick={() => void copy()}>
      {isCopied ? (
        <Check aria-hidden="true" className="size-4" />
      ) : (
        <Link2 aria-hidden="true" className="size-4" />
      )}
      <span role="status">{isCopied ? "Link copied" : "Copy a link to this"}</span>
    </Button>
  );
}
