"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { keys } from "@/lib/contract/keys";
import { postJson } from "../shared/api";
import { useConfig } from "../shared/config-item";
import { Checkbox } from "../shared/form/inputs";
import { useNow } from "../shared/time-provider";
import { listed, nameOf } from "../shared/words";
import { Lane, spanWords } from "./lane";
import type { ScheduleDraft } from "./layer-fields";

const PAUSE_MS = 350;
const DAY_MS = 86_400_000;
const WEEKS = 4;
const SHOWN = 12;

type Shift = { readonly start: string; readonly end: string; readonly people: readonly string[] };
export type Gap = Pick<Shift, "start" | "end">;
export type Preview = {
  readonly shifts: readonly Shift[];
  readonly firstGap: Gap | null;
  readonly from: number;
};

/** What the schedule would be, as the server says, once nothing has been typed for a moment. */
export function useSchedulePreview(draft: ScheduleDraft, now: number): Preview {
  const [from] = useState(() => Math.floor(now / 60_000) * 60_000);
  const to = from + WEEKS * 7 * DAY_MS;
  const body = JSON.stringify({
    // A calendar's shifts are the server's to know once it is saved.
    schedule: {
      ...draft,
      id: draft.id || "preview",
      time_zone: draft.time_zone || null,
      name: null,
      layers: draft.layers.filter(({ rotation }) => rotation != null && rotation.participants.length > 0),
    },
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  });
  const [settled, setSettled] = useState(body);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(body), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [body]);
  const { data } = useQuery({
    queryKey: [...keys.schedules, "preview", settled],
    queryFn: () => postJson<{ shifts: Shift[] }>("/api/v1/schedules/preview", JSON.parse(settled)),
    placeholderData: (before) => before,
    retry: false,
  });
  const shifts = data?.shifts ?? [];
  const hasCalendar = draft.layers.some(({ calendar }) => calendar != null);
  const gap = shifts.find(({ people }) => people.length === 0) ?? null;
  return { shifts, firstGap: hasCalendar ? null : gap, from };
}

/** The next two weeks as they would be, drawn and in words. */
export function SchedulePreview({ preview, zone }: { preview: Preview; zone: string }) {
  const { value: document } = useConfig();
  const now = useNow();
  const names = Object.fromEntries(document.people.map(({ id, name }) => [id, name]));
  const scale = { from: preview.from, to: preview.from + 14 * DAY_MS, zone, now };
  const soon = preview.shifts.filter(({ start }) => Date.parse(start) < scale.to);
  const [current] = soon;
  return (
    <section aria-labelledby="preview" className="rounded-lg border border-line bg-sheet p-4">
      <h2 id="preview" className="font-semibold text-sm">
        The next two weeks
      </h2>
      <p className="mt-0.5 mb-3 text-ink-2 text-sm" aria-live="polite">
        {current && current.people.length > 0
          ? `On call now: ${listed(current.people.map((id) => nameOf(id, names)))}.`
          : "Nobody would be on call now."}
      </p>
      <Lane
        label="Final"
        scale={scale}
        shifts={soon.map((shift) => ({ ...shift, changedHours: null }))}
        names={names}
        isFinal
      />
      <ul className="mt-3 grid gap-0.5 text-sm">
        {soon.slice(0, SHOWN).map(({ start, end, people }) => (
          <li key={start} className={people.length === 0 ? "text-deny" : undefined}>
            <span className="text-ink-2 tabular-nums">{spanWords(start, end, scale)}</span>{" "}
            {people.length === 0 ? "nobody: a gap" : listed(people.map((id) => nameOf(id, names)))}
          </li>
        ))}
        {soon.length > SHOWN ? <li className="text-ink-3">and {soon.length - SHOWN} more</li> : null}
      </ul>
    </section>
  );
}

/** Saving with a gap is allowed, and asked about. */
export function GapQuestion({
  gap,
  zone,
  isMeant,
  onMeant,
}: {
  gap: Gap;
  zone: string;
  isMeant: boolean;
  onMeant: (isMeant: boolean) => void;
}) {
  const now = useNow();
  return (
    <div role="alert" className="rounded-lg border border-deny/40 bg-deny-soft p-4 text-sm">
      <p className="font-medium text-deny">
        Nobody is on call {spanWords(gap.start, gap.end, { from: 0, to: 0, zone, now })}.
      </p>
      <p className="mt-0.5 text-ink-2">
        Who is asked then is skipped at once, and the next step pages instead.
      </p>
      <Checkbox
        label="Save with the gap"
        path={GAP_PATH}
        value={isMeant}
        onChange={onMeant}
        className="mt-2"
      />
    </div>
  );
}

/** Where a form's save goes to ask. */
export const GAP_PATH = "/gap";
