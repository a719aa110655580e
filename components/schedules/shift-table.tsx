import { listed, nameOf } from "../shared/words";
import { type LaneShift, type Scale, spanWords } from "./lane";

/** What the final lane shows, in words: for reading aloud, for print, and for whoever trusts text more. */
export function ShiftTable({
  shifts,
  scale,
  names,
  zones,
}: {
  shifts: readonly LaneShift[];
  scale: Scale;
  names: Readonly<Record<string, string>>;
  /** Whose clocks show something else than the schedule's. */
  zones: Readonly<Record<string, string>>;
}) {
  return (
    <section aria-labelledby="shifts">
      <h2 id="shifts" className="mb-2 font-semibold text-sm">
        Shifts
      </h2>
      <table className="w-full text-left text-sm">
        <thead className="text-ink-3 text-xs">
          <tr>
            <th className="py-1 pr-3 font-normal">When</th>
            <th className="py-1 font-normal">On call</th>
          </tr>
        </thead>
        <tbody>
          {shifts.map(({ start, end, people, changedHours }) => (
            <tr key={start} className="border-line border-t align-top">
              <td className="py-1.5 pr-3 tabular-nums">
                {spanWords(start, end, scale)}
                {changedHours === null ? null : (
                  <span className="block text-ink-3 text-xs">{changedHours} h, for the clocks change</span>
                )}
              </td>
              <td className={people.length === 0 ? "py-1.5 font-medium text-deny" : "py-1.5"}>
                {people.length === 0 ? "Nobody: a gap" : listed(people.map((id) => nameOf(id, names)))}
                {people.map((id) => {
                  const zone = zones[id];
                  return zone && zone !== scale.zone ? (
                    <span key={id} className="block text-ink-3 text-xs tabular-nums">
                      {nameOf(id, names)}: {spanWords(start, end, { ...scale, zone })} ({zone})
                    </span>
                  ) : null;
                })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
