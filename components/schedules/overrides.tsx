"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { keys } from "@/lib/contract/keys";
import { getJson, problemOf, remove } from "../shared/api";
import { Button } from "../shared/button";
import { ProblemNotice } from "../shared/notice";
import { nameOf } from "../shared/words";
import { type Scale, spanWords } from "./lane";
import { useRereadSchedules } from "./queries";

type Override = {
  readonly id: string;
  readonly schedule: string;
  readonly type: "add" | "remove" | "replace";
  readonly person: string;
  readonly with?: string | null;
  readonly start: string;
  readonly end: string;
};

const readOverrides = async (): Promise<readonly Override[]> =>
  (await getJson<{ overrides: Override[] }>("/api/v1/overrides?limit=200")).overrides;

/** What is to come of a schedule's overrides, and taking them back. */
export function Overrides({
  schedule,
  scale,
  names,
  mayEdit,
}: {
  schedule: string;
  scale: Scale;
  names: Readonly<Record<string, string>>;
  mayEdit: boolean;
}) {
  const { data = [] } = useQuery({ queryKey: [...keys.schedules, "overrides"], queryFn: readOverrides });
  const reread = useRereadSchedules();
  const taking = useMutation({
    mutationFn: (id: string) => remove(`/api/v1/overrides/${encodeURIComponent(id)}`),
    onSuccess: reread,
  });
  const ahead = data.filter((one) => one.schedule === schedule && Date.parse(one.end) > scale.now);
  return (
    <section aria-labelledby="overrides">
      <h2 id="overrides" className="mb-2 font-semibold text-sm">
        Overrides to come
      </h2>
      {ahead.length === 0 ? <p className="text-ink-2 text-sm">None. The layers hold.</p> : null}
      <ul className="grid gap-2">
        {ahead.map((one) => (
          <li
            key={one.id}
            className="flex items-start justify-between gap-3 rounded-md border border-line bg-sheet p-3"
          >
            <p className="min-w-0 text-sm">
              {sentence(one, names)}
              <span className="block text-ink-3 text-xs tabular-nums">
                {spanWords(one.start, one.end, scale)}
              </span>
            </p>
            {mayEdit ? (
              <Button
                size="small"
                disabled={taking.isPending}
                aria-label={`Remove: ${sentence(one, names)}`}
                onClick={() => taking.mutate(one.id)}
              >
                Remove
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {taking.isError ? (
        <div role="alert" className="mt-2">
          <ProblemNotice problem={problemOf(taking.error)} />
        </div>
      ) : null}
    </section>
  );
}

function sentence(one: Override, names: Readonly<Record<string, string>>): string {
  const person = nameOf(one.person, names);
  switch (one.type) {
    case "replace":
      return `${nameOf(one.with ?? "", names)} instead of ${person}`;
    case "add":
      return `${person} is on call too`;
    case "remove":
      return `${person} is not on call`;
    default:
      return one.type satisfies never;
  }
}
