"use client";

import { ArrowDown, ArrowUp, Copy, GripVertical, Pencil } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Button, buttonStyle } from "../shared/button";
import { Chip } from "../shared/chip";
import { cn } from "../shared/cn";
import { ruleSentence } from "../shared/rule-sentence";
import { type TargetBook, targetWords } from "../shared/targets";
import { configuredSeconds, durationText } from "../shared/time";
import { plural } from "../shared/words";
import { type RouteNow, routeName } from "./book";
import { clockOf } from "./clock";
import { Problems } from "./problems";
import { Takes } from "./takes";
import { WouldPage } from "./would-page";

export type Move = (from: number, to: number) => void;
type Place = { readonly index: number; readonly count: number };

/** What is dragged says where it came from, to ours and to nobody else's. */
const DRAGGED = "application/x-countersign-route";

/** One route of the list: what it takes, who must agree, and its ladder on a line. */
export function RouteCard(props: {
  now: RouteNow;
  book: TargetBook;
  place: Place;
  mayConfigure: boolean;
  move: Move | null;
}) {
  const { now, book, place, mayConfigure, move } = props;
  const { route, ladder } = now;
  const [isOver, setOver] = useState(false);
  return (
    <article
      aria-labelledby={`route-${route.id}`}
      onDragOver={(event) => {
        if (!move || !event.dataTransfer.types.includes(DRAGGED)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const from = event.dataTransfer.getData(DRAGGED);
        if (!move || from === "") return;
        event.preventDefault();
        move(Number(from), place.index);
      }}
      className={cn(
        "grid overflow-clip rounded-lg border border-line bg-sheet lg:grid-cols-[minmax(0,1fr)_minmax(0,1.35fr)]",
        isOver && "outline-2 outline-engraving outline-dashed",
      )}
    >
      <div className="grid content-start gap-4 p-4 sm:p-5">
        <div className="min-w-0">
          <p className="text-2xs text-ink-3">
            {place.index + 1} of {place.count}
          </p>
          <h2 id={`route-${route.id}`} className="font-semibold text-lg">
            <Link
              href={`/routes/${route.id}`}
              className="inline-block py-1 underline-offset-4 hover:underline"
            >
              {routeName(route)}
            </Link>
          </h2>
          <p className="flex flex-wrap items-center gap-2 text-2xs text-ink-3">
            {route.name ? <span className="font-mono">{route.id}</span> : null}
            {now.isDefault ? <Chip tone="engraving">Default</Chip> : null}
          </p>
        </div>
        <Takes now={now} />
        <div className="grid gap-1 text-sm">
          <p className="field-name">Who must agree</p>
          <p className="font-medium">{ruleSentence(route.approval, book)}</p>
        </div>
        {mayConfigure ? (
          <div className="flex flex-wrap items-center justify-between gap-2">
            <Actions id={route.id} name={routeName(route)} />
            {move ? <Movers place={place} name={routeName(route)} move={move} /> : null}
          </div>
        ) : null}
      </div>
      <div className="perforated-top lg:perforated-left bg-inset p-4 sm:p-5">
        <Line now={now} />
        <Steps now={now} book={book} />
        <Problems problems={ladder.problems} className="mt-3" />
      </div>
    </article>
  );
}

function Movers({ place, name, move }: { place: Place; name: string; move: Move }) {
  return (
    <div className="flex shrink-0 items-center gap-1">
      <span
        aria-hidden="true"
        title={`Drag ${name} to another place`}
        draggable
        onDragStart={(event) => {
          event.dataTransfer.setData(DRAGGED, String(place.index));
          event.dataTransfer.effectAllowed = "move";
        }}
        data-drag-handle
        className="hidden size-8 cursor-grab items-center justify-center rounded-md text-ink-3 hover:bg-hover lg:inline-flex"
      >
        <GripVertical className="size-4" />
      </span>
      <Button
        look="quiet"
        size="small"
        aria-label={`Move ${name} up`}
        disabled={place.index === 0}
        onClick={() => move(place.index, place.index - 1)}
      >
        <ArrowUp aria-hidden="true" className="size-4" />
      </Button>
      <Button
        look="quiet"
        size="small"
        aria-label={`Move ${name} down`}
        disabled={place.index === place.count - 1}
        onClick={() => move(place.index, place.index + 1)}
      >
        <ArrowDown aria-hidden="true" className="size-4" />
      </Button>
    </div>
  );
}

function Actions({ id, name }: { id: string; name: string }) {
  return (
    <p className="flex flex-wrap gap-2">
      <Link href={`/routes/${id}/edit`} className={buttonStyle({ size: "small" })}>
        <Pencil aria-hidden="true" className="size-3.5" />
        Edit<span className="sr-only"> {name}</span>
      </Link>
      <Link href={`/routes/new?from=${id}`} className={buttonStyle({ size: "small" })}>
        <Copy aria-hidden="true" className="size-3.5" />
        Copy<span className="sr-only"> {name}</span>
      </Link>
    </p>
  );
}

/** The pages on a line as long as the deadline. The list below says the same in words. */
function Line({ now: { ladder } }: { now: RouteNow }) {
  const { ticks, deadlineSeconds } = clockOf(ladder);
  return (
    <div aria-hidden="true" className="mb-5">
      <div className="relative h-1 rounded-full bg-engraving/25">
        {ticks.map((tick) => {
          if (tick.kind !== "step") return null;
          const share = Math.min(1, tick.seconds / deadlineSeconds);
          return (
            <span
              key={`${tick.round} ${tick.index}`}
              className="absolute top-1/2 size-3 -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-inset bg-engraving"
              style={{ left: `calc(0.375rem + (100% - 0.75rem) * ${share.toFixed(4)})` }}
            />
          );
        })}
        <span className="absolute top-1/2 right-0 h-4 w-0.5 -translate-y-1/2 bg-silence" />
      </div>
      <div className="mt-2 flex justify-between font-mono text-2xs text-ink-3">
        <span>0</span>
        <span>{durationText(deadlineSeconds)}</span>
      </div>
    </div>
  );
}

const ROW = "grid grid-cols-[4.5rem_minmax(0,1fr)] gap-x-3";

function Steps({ now: { route, ladder }, book }: { now: RouteNow; book: TargetBook }) {
  return (
    <ol className="grid gap-3 text-sm">
      {route.steps.map((step, index) => {
        const after = configuredSeconds(step.after);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step's place in the ladder is its identity.
          <li key={index} className={ROW}>
            <span className="font-mono text-xs text-ink-2 leading-5">
              {after === 0 ? "at once" : durationText(after)}
            </span>
            <div className="min-w-0">
              <p>Pages {targetWords(step.notify, book, "and")}</p>
              <WouldPage ladder={ladder} index={index} names={book.names} />
            </div>
          </li>
        );
      })}
      {route.repeat > 0 ? (
        <li className={cn(ROW, "text-ink-2")}>
          <span />
          <p>Then the whole ladder again, {plural(route.repeat, "time")}.</p>
        </li>
      ) : null}
      <li className={cn(ROW, "border-line border-t pt-3")}>
        <span className="font-mono text-silence text-xs leading-5">
          {durationText(configuredSeconds(route.deadline))}
        </span>
        <p className="font-medium">If nobody answered: denied.</p>
      </li>
    </ol>
  );
}
