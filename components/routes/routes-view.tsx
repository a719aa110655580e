import { TriangleAlert } from "lucide-react";
import type { ConfigDocument } from "@/lib/contract/config";
import { PageHeading } from "../shared/page-heading";
import { assuranceWords, denialSentence, ruleSentence } from "../shared/rule-sentence";
import { peopleOf, type TargetBook, targetWords } from "../shared/targets";
import { configuredSeconds, durationText } from "../shared/time";
import { channelWords, listed, nameOf, plural } from "../shared/words";

type Route = ConfigDocument["routes"][number];

/** Every route as the ladder it is: whom it pages when, who must agree, and what the end of the clock does. */
export function RoutesView({
  routes,
  defaultRoute,
  book,
}: {
  routes: readonly Route[];
  defaultRoute: string | null;
  book: TargetBook;
}) {
  return (
    <>
      <PageHeading
        title="Routes"
        summary="Where a held action goes: who is paged, after how long, who must agree, and when silence becomes a denial."
      />
      <div className="grid gap-4">
        {routes.map((route) => (
          <RouteCard key={route.id} route={route} isDefault={route.id === defaultRoute} book={book} />
        ))}
        {routes.length === 0 ? (
          <p className="rounded-lg border border-line bg-sheet p-6 text-sm text-ink-2">
            No route is configured, so the built-in one pages the organisation’s fallback and denies at its
            deadline.
          </p>
        ) : null}
      </div>
    </>
  );
}

function RouteCard({ route, isDefault, book }: { route: Route; isDefault: boolean; book: TargetBook }) {
  const deadline = configuredSeconds(route.deadline);
  return (
    <article
      aria-labelledby={`route-${route.id}`}
      className="grid overflow-clip rounded-lg border border-line bg-sheet lg:grid-cols-[minmax(0,1fr)_minmax(0,1.35fr)]"
    >
      <div className="grid content-start gap-4 p-4 sm:p-5">
        <div>
          <h2 id={`route-${route.id}`} className="font-semibold text-lg">
            {route.name ?? route.id}
          </h2>
          <p className="text-2xs text-ink-3">
            <span className="font-mono">{route.id}</span>
            {isDefault ? " · takes what no other route takes" : ""}
          </p>
        </div>
        {route.when ? (
          <div>
            <p className="field-name mb-1">Takes requests where</p>
            <code className="wrap-anywhere block rounded-md border border-line bg-inset px-2.5 py-1.5 font-mono text-xs leading-5">
              {route.when}
            </code>
          </div>
        ) : null}
        <div className="grid gap-1 text-sm">
          <p className="field-name">Who must agree</p>
          <p className="font-medium">{ruleSentence(route.approval, book)}</p>
          <p className="text-ink-2">
            {denialSentence(route.approval)} {assuranceWords(route.approval)}
          </p>
        </div>
      </div>
      <div className="perforated-top lg:perforated-left bg-inset p-4 sm:p-5">
        <Clock route={route} deadline={deadline} />
        <Steps route={route} deadline={deadline} book={book} />
      </div>
    </article>
  );
}

/** The steps on a line as long as the deadline. The list below says the same in words. */
function Clock({ route, deadline }: { route: Route; deadline: number }) {
  return (
    <div aria-hidden="true" className="mb-5">
      <div className="relative h-1 rounded-full bg-engraving/25">
        {route.steps.map((step, index) => {
          const share = Math.min(1, configuredSeconds(step.after) / deadline);
          return (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: a step's place in the ladder is its identity.
              key={index}
              className="absolute top-1/2 size-3 -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-inset bg-engraving"
              style={{ left: `calc(0.375rem + (100% - 0.75rem) * ${share.toFixed(4)})` }}
            />
          );
        })}
        <span className="absolute top-1/2 right-0 h-4 w-0.5 -translate-y-1/2 bg-silence" />
      </div>
      <div className="mt-2 flex justify-between font-mono text-2xs text-ink-3">
        <span>0</span>
        <span>{durationText(deadline)}</span>
      </div>
    </div>
  );
}

function Steps({ route, deadline, book }: { route: Route; deadline: number; book: TargetBook }) {
  return (
    <ol className="grid gap-3 text-sm">
      {route.steps.map((step, index) => {
        const after = configuredSeconds(step.after);
        const people = peopleOf(step.notify, book);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step's place in the ladder is its identity.
          <li key={index} className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-x-3">
            <span className="font-mono text-xs text-ink-2 leading-5">
              {after === 0 ? "at once" : durationText(after)}
            </span>
            <div className="min-w-0">
              <p>
                Pages {targetWords(step.notify, book, "and")}
                {step.via ? (
                  <span className="text-ink-2"> by {listed(step.via.map(channelWords))}</span>
                ) : null}
              </p>
              <WouldPage people={people.map((id) => nameOf(id, book.names))} isLate={after >= deadline} />
            </div>
          </li>
        );
      })}
      {route.repeat > 0 ? (
        <li className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-x-3 text-ink-2">
          <span />
          <p>
            Then the whole ladder again, {plural(route.repeat, "time")}, each {route.ack_timeout} after the
            last step.
          </p>
        </li>
      ) : null}
      <li className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-x-3 border-line border-t pt-3">
        <span className="font-mono text-silence text-xs leading-5">{durationText(deadline)}</span>
        <p className="font-medium">If nobody answered: denied.</p>
      </li>
    </ol>
  );
}

function WouldPage({ people, isLate }: { people: readonly string[]; isLate: boolean }) {
  if (isLate) return <Problem>Never reached: it comes after the deadline.</Problem>;
  if (people.length === 0) return <Problem>Nobody right now: it would be skipped at once.</Problem>;
  return <p className="text-ink-2 text-xs">Right now: {listed(people)}</p>;
}

function Problem({ children }: { children: string }) {
  return (
    <p className="flex items-center gap-1.5 text-urgent text-xs">
      <TriangleAlert aria-hidden="true" className="size-3.5 shrink-0" />
      {children}
    </p>
  );
}
