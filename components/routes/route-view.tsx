"use client";

import { Copy, FlaskConical, Pencil } from "lucide-react";
import Link from "next/link";
import { BackLink } from "../shared/back-link";
import { buttonStyle } from "../shared/button";
import { Card } from "../shared/card";
import { Chip } from "../shared/chip";
import { useConfig } from "../shared/config-item";
import { RemoveItem } from "../shared/form/remove-item";
import { assuranceWords, denialSentence, ruleSentence } from "../shared/rule-sentence";
import { type TargetBook, targetWords } from "../shared/targets";
import { configuredSeconds, durationText } from "../shared/time";
import { channelWords, listed, nameOf } from "../shared/words";
import { type Route, type RouteNow, routeName } from "./book";
import { LadderClock } from "./ladder-clock";
import { Problems } from "./problems";
import { Takes } from "./takes";
import { WouldPage } from "./would-page";

/** One route as it is in force, and what it would do this minute. */
export function RouteView({
  now,
  book,
  mayConfigure,
  mayTry,
}: {
  now: RouteNow;
  book: TargetBook;
  mayConfigure: boolean;
  mayTry: boolean;
}) {
  const { route, ladder } = now;
  return (
    <>
      <BackLink href="/routes" label="Routes" />
      <header className="mb-5 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="font-semibold text-xl tracking-tight">{routeName(route)}</h1>
          <p className="mt-1 flex flex-wrap items-center gap-2 text-2xs text-ink-3">
            {route.name ? <span className="font-mono">{route.id}</span> : null}
            {now.isDefault ? <Chip tone="engraving">Default</Chip> : null}
          </p>
        </div>
        <Actions now={now} mayConfigure={mayConfigure} mayTry={mayTry} />
      </header>
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] lg:items-start">
        <div className="grid gap-4">
          <Card title="When it applies">
            <Takes now={now} />
          </Card>
          <Card title="Who answers">
            <p className="font-medium">{ruleSentence(route.approval, book)}</p>
            <p className="text-ink-2 text-sm">
              {denialSentence(route.approval)} {assuranceWords(route.approval)}
            </p>
            <p className="text-sm">
              <span className="text-ink-2">Could approve now: </span>
              {listed(ladder.approvers.map((id) => nameOf(id, book.names)))}
            </p>
          </Card>
          <Card title="Steps">
            <Steps now={now} book={book} />
          </Card>
          <Card title="Times">
            <Times route={route} />
          </Card>
        </div>
        <section
          aria-label="What would happen now"
          className="grid gap-4 rounded-lg border border-line bg-inset p-4 sm:p-5 lg:sticky lg:top-4"
        >
          <h2 className="font-semibold">What would happen now</h2>
          <LadderClock ladder={ladder} names={book.names} />
          <Problems problems={ladder.problems} />
        </section>
      </div>
    </>
  );
}

function Actions({ now, mayConfigure, mayTry }: { now: RouteNow; mayConfigure: boolean; mayTry: boolean }) {
  const { id } = now.route;
  return (
    <div className="flex flex-wrap gap-2">
      {mayTry ? (
        <Link href={`/simulate?route=${id}`} className={buttonStyle()}>
          <FlaskConical aria-hidden="true" className="size-4" />
          Simulate
        </Link>
      ) : null}
      {mayConfigure ? (
        <>
          <RemoveRoute route={now.route} />
          <Link href={`/routes/new?from=${id}`} className={buttonStyle()}>
            <Copy aria-hidden="true" className="size-4" />
            Copy
          </Link>
          <Link href={`/routes/${id}/edit`} className={buttonStyle({ look: "primary" })}>
            <Pencil aria-hidden="true" className="size-4" />
            Edit
          </Link>
        </>
      ) : null}
    </div>
  );
}

/** It names the configuration that was read last: a change of the route made since is not lost unseen. */
function RemoveRoute({ route }: { route: Route }) {
  const { tag } = useConfig();
  return <RemoveItem noun="routes" id={route.id} name={routeName(route)} tag={tag} list="/routes" />;
}

function Steps({ now: { route, ladder }, book }: { now: RouteNow; book: TargetBook }) {
  if (route.steps.length === 0)
    return <p className="text-ink-2 text-sm">There is no step: the organisation’s fallback is paged.</p>;
  return (
    <ol className="grid gap-3 text-sm">
      {route.steps.map((step, index) => {
        const after = configuredSeconds(step.after);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step's place in the ladder is its identity.
          <li key={index} className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-x-3">
            <span className="font-mono text-ink-2 text-xs leading-5">
              {after === 0 ? "at once" : durationText(after)}
            </span>
            <div className="min-w-0">
              <p>
                Pages {targetWords(step.notify, book, "and")}
                {step.via ? (
                  <span className="text-ink-2"> by {listed(step.via.map(channelWords))}</span>
                ) : null}
                {step.urgency === "urgent" ? <span className="text-ink-2">, urgently</span> : null}
              </p>
              <WouldPage ladder={ladder} index={index} names={book.names} />
            </div>
          </li>
        );
      })}
    </ol>
  );
}

const said = (duration: string): string => durationText(configuredSeconds(duration));

const LATE = {
  fire: "goes out all the same",
  last_step: "goes straight to the last step",
  extend: "extends the deadline first",
} as const;

function Times({ route }: { route: Route }) {
  const facts: readonly (readonly [name: string, words: string])[] = [
    ["Deadline", `${said(route.deadline)}, then denied`],
    ["Longest, extensions included", route.max_deadline ? said(route.max_deadline) : "24 h"],
    ["Quiet after “I’m looking”", said(route.ack_timeout)],
    [
      "The ladder again",
      route.repeat === 0 ? "never" : route.repeat === 1 ? "once" : `${route.repeat} times`,
    ],
    [
      "Least time to answer",
      route.min_remaining ? said(route.min_remaining) : "2 min, or a quarter of the deadline",
    ],
    ...(route.min_remaining
      ? [["A page that would leave less", LATE[route.when_late ?? "last_step"]] as const]
      : []),
    ["Undo window", configuredSeconds(route.hold) === 0 ? "none" : said(route.hold)],
  ];
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 text-sm sm:grid-cols-3">
      {facts.map(([name, words]) => (
        <div key={name}>
          <dt className="field-name">{name}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}
