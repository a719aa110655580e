"use client";

import { FlaskConical, Plus } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { postJson, problemOf } from "../shared/api";
import { Button, buttonStyle } from "../shared/button";
import { useConfigChange } from "../shared/config-item";
import { ProblemNotice } from "../shared/notice";
import { moved, sameOrder } from "../shared/order";
import { PageHeading } from "../shared/page-heading";
import type { TargetBook } from "../shared/targets";
import { type RouteNow, routeName } from "./book";
import { RouteCard } from "./route-card";

/** Every route in the order in which they are tried, as the ladders they are. */
export function RoutesView({
  routes,
  book,
  mayConfigure,
  mayTry,
}: {
  routes: readonly RouteNow[];
  book: TargetBook;
  mayConfigure: boolean;
  mayTry: boolean;
}) {
  const order = useOrder(routes);
  return (
    <>
      <PageHeading
        title="Routes"
        summary="Where a held action goes: who is paged, after how long, who must agree, and when silence becomes a denial. The first route that matches takes it."
      >
        <div className="flex flex-wrap gap-2">
          {mayTry ? (
            <Link href="/simulate" className={buttonStyle()}>
              <FlaskConical aria-hidden="true" className="size-4" />
              Simulate
            </Link>
          ) : null}
          {mayConfigure ? (
            <Link href="/routes/new" className={buttonStyle({ look: "primary" })}>
              <Plus aria-hidden="true" className="size-4" />
              New route
            </Link>
          ) : null}
        </div>
      </PageHeading>
      <p role="status" className="sr-only">
        {order.said}
      </p>
      <ol className="grid gap-4">
        {order.routes.map((now, index) => (
          <li key={now.route.id}>
            <RouteCard
              now={now}
              book={book}
              place={{ index, count: order.routes.length }}
              mayConfigure={mayConfigure}
              move={mayConfigure && order.routes.length > 1 ? order.move : null}
            />
          </li>
        ))}
        {routes.length === 0 ? (
          <li className="rounded-lg border border-line bg-sheet p-6 text-sm text-ink-2">
            No route is configured, so the built-in one pages the organisation’s fallback and denies at its
            deadline.
          </li>
        ) : null}
      </ol>
      {order.isChanged ? <OrderBar order={order} /> : null}
    </>
  );
}

type Order = ReturnType<typeof useOrder>;

function useOrder(routes: readonly RouteNow[]) {
  const router = useRouter();
  const present = routes.map(({ route }) => route.id);
  const [wanted, setWanted] = useState<readonly string[]>(present);
  const [said, setSaid] = useState("");
  const known = new Map(routes.map((now) => [now.route.id, now]));
  // Somebody else may have added or removed one: what is not known is left out, what is new stands at the end.
  const ids = [...wanted.filter((id) => known.has(id)), ...present.filter((id) => !wanted.includes(id))];
  const save = useConfigChange((routes: readonly string[]) => postJson("/api/v1/routes/order", { routes }));
  return {
    routes: ids.flatMap((id) => known.get(id) ?? []),
    isChanged: !sameOrder(ids, present),
    said,
    save,
    move: (from: number, to: number) => {
      const next = moved(ids, from, to);
      const id = ids[from];
      const now = id === undefined ? undefined : known.get(id);
      setWanted(next);
      if (now) setSaid(`${routeName(now.route)} is now ${next.indexOf(now.route.id) + 1} of ${next.length}.`);
    },
    keep: () =>
      save.mutate(ids, {
        onSuccess: () => {
          setSaid("The order is saved.");
          router.refresh();
        },
      }),
    discard: () => {
      save.reset();
      setWanted(present);
      setSaid("The order is as it was.");
    },
  };
}

function OrderBar({ order: { save, keep, discard } }: { order: Order }) {
  return (
    <section
      aria-label="The order has changed"
      className="sticky bottom-16 z-10 mt-4 grid gap-3 rounded-lg border border-line-strong bg-sheet p-3 shadow-lift sm:flex sm:flex-wrap sm:items-center sm:justify-between lg:bottom-4"
    >
      <p className="text-sm">
        <span className="font-medium">The order has changed.</span>{" "}
        <span className="text-ink-2">Requests that are open stay on their route.</span>
      </p>
      <div className="flex gap-2">
        <Button onClick={discard} disabled={save.isPending}>
          Discard
        </Button>
        <Button look="primary" onClick={keep} disabled={save.isPending}>
          {save.isPending ? "Saving…" : "Save the order"}
        </Button>
      </div>
      {save.error ? (
        <div role="alert" className="w-full">
          <ProblemNotice problem={problemOf(save.error)}>
            <p>Load the page again to see the routes as they are now.</p>
          </ProblemNotice>
        </div>
      ) : null}
    </section>
  );
}
