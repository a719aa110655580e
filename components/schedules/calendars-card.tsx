"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/lib/contract/keys";
import type { CalendarList } from "@/lib/contract/schedules";
import { getJson, postJson } from "../shared/api";
import { Button } from "../shared/button";
import { Time } from "../shared/time-view";
import { Untrusted } from "../shared/untrusted";
import { plural } from "../shared/words";

type Calendar = CalendarList["calendars"][number];

/** The calendars a schedule's layers are read from: when that last went well, and what was nobody's. */
export function CalendarsCard({ schedule, mayEdit }: { schedule: string; mayEdit: boolean }) {
  const path = `/api/v1/schedules/${encodeURIComponent(schedule)}/calendars`;
  const queryKey = [...keys.schedules, "calendars", schedule];
  const client = useQueryClient();
  const { data } = useQuery({ queryKey, queryFn: () => getJson<CalendarList>(path) });
  const refresh = useMutation({
    mutationFn: () => postJson<null>(`${path}/refresh`, {}),
    onSettled: () => client.invalidateQueries({ queryKey: keys.schedules }),
  });
  const calendars = data?.calendars ?? [];
  if (calendars.length === 0) return null;
  return (
    <section aria-labelledby="calendars">
      <h2 id="calendars" className="mb-2 font-semibold text-sm">
        Imported calendars
      </h2>
      <ul className="grid gap-2">
        {calendars.map((calendar) => (
          <li key={calendar.layer} className="rounded-md border border-line bg-sheet p-3 text-sm">
            <State calendar={calendar} />
          </li>
        ))}
      </ul>
      {mayEdit ? (
        <Button size="small" className="mt-2" disabled={refresh.isPending} onClick={() => refresh.mutate()}>
          {refresh.isPending ? "Asking…" : "Read them now"}
        </Button>
      ) : null}
    </section>
  );
}

function State({ calendar }: { calendar: Calendar }) {
  const { layer, layer_id, fetched_at, error, shifts, unmatched, unmatched_count } = calendar;
  return (
    <>
      <p className="font-medium">{layer_id ?? `Layer ${layer + 1}`}</p>
      <p className="text-ink-2">
        {plural(shifts, "shift", "shifts")}
        {fetched_at ? (
          <>
            , read well <Time at={fetched_at} />
          </>
        ) : (
          ", not read yet"
        )}
        .
      </p>
      {error ? (
        <p className="text-deny">The last try failed, and what was read before still holds: {error}</p>
      ) : null}
      {unmatched_count > 0 ? (
        <p className="mt-1">
          {plural(unmatched_count, "event is", "events are")} nobody's:{" "}
          <Untrusted
            text={unmatched
              .slice(0, 3)
              .map(({ summary }) => summary)
              .join("; ")}
          />
        </p>
      ) : null}
    </>
  );
}
