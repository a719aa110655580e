"use client";

import { type FormEvent, useState } from "react";
import type { ConfigDocument } from "@/lib/contract/config";
import type { RequestDetail } from "@/lib/contract/requests";
import { problemOf } from "../shared/api";
import { Button } from "../shared/button";
import { Picker } from "../shared/form/picker";
import { ProblemNotice } from "../shared/notice";
import { ruleSentence } from "../shared/rule-sentence";
import { targetWords } from "../shared/targets";
import { Time } from "../shared/time-view";
import { bookOf } from "./names";
import { useReroute, useRoutes } from "./queries";
import { useFirstField } from "./use-first-field";

type Route = ConfigDocument["routes"][number];

/** Where to send the request, and what its new route would ask. */
export function RerouteForm({ request, onDone }: { request: RequestDetail; onDone: (said: string) => void }) {
  const routes = useRoutes();
  const reroute = useReroute(request.id);
  const [id, setId] = useState<string | null>(null);
  const [isAsked, setIsAsked] = useState(false);
  const form = useFirstField();
  const known = routes.data ?? [];
  const chosen = known.find((route) => route.id === id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsAsked(true);
    if (id === null) return;
    reroute.mutate(
      { route: id },
      { onSuccess: () => onDone(`It is on route ${nameOfRoute(chosen, id)} now.`) },
    );
  };
  const refusal = reroute.error ?? routes.error;
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex min-h-80 flex-col gap-4">
      <Picker
        label="Send it down"
        value={id === null ? [] : [id]}
        options={known.map((route) => ({
          value: route.id,
          label: nameOfRoute(route, route.id),
          note: route.id === request.route.id ? "where it is now" : route.id,
        }))}
        onChange={(picked) => setId(picked.at(-1) ?? null)}
        placeholder={id === null ? "Type the name of a route…" : "Another route…"}
        error={isAsked && id === null ? "Choose a route." : null}
      />
      <div className="grid gap-1 text-ink-2 text-sm">
        {chosen ? <Effect route={chosen} request={request} /> : null}
        <p>
          Its steps start now, and answers given so far are judged by its rule at once. The deadline stays{" "}
          <Time at={request.deadline_at} />.
        </p>
      </div>
      {refusal ? (
        <div role="alert">
          <ProblemNotice problem={problemOf(refusal)} />
        </div>
      ) : null}
      <Button type="submit" look="primary" size="decision" className="mt-auto" disabled={reroute.isPending}>
        {reroute.isPending ? "Sending…" : "Re-route"}
      </Button>
    </form>
  );
}

const nameOfRoute = (route: Route | undefined, id: string): string => route?.name ?? id;

function Effect({ route, request }: { route: Route; request: RequestDetail }) {
  const book = bookOf(request);
  const [first] = route.steps;
  return (
    <p className="text-ink">
      {ruleSentence(route.approval, book)}{" "}
      {first && first.notify.length > 0 ? `First it pages ${targetWords(first.notify, book, "and")}.` : null}
    </p>
  );
}
