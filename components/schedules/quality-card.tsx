import type { ScheduleQuality } from "@/lib/contract/schedules";
import { durationText } from "../shared/time";
import { nameOf } from "../shared/words";
import { type Scale, spanWords } from "./lane";

const percent = (share: number): string => `${(share * 100).toFixed(share >= 0.9995 ? 0 : 1)} %`;

/** How well the schedule covers the coming year, and how evenly. */
export function QualityCard({
  quality,
  names,
  scale,
}: {
  quality: ScheduleQuality;
  names: Readonly<Record<string, string>>;
  scale: Scale;
}) {
  const [gap] = quality.gaps;
  return (
    <section aria-labelledby="quality">
      <h2 id="quality" className="mb-2 font-semibold text-sm">
        Quality over the next 52 weeks: {quality.score} of 100
      </h2>
      <p className="text-ink-2 text-sm">
        Somebody is on call {percent(quality.coverage_ratio)} of the time.
        {gap ? (
          <span className="block text-deny">
            {quality.gap_count} {quality.gap_count === 1 ? "gap" : "gaps"}, the first{" "}
            {spanWords(gap.start, gap.end, scale)}.
          </span>
        ) : null}
      </p>
      <table className="mt-2 w-full text-left text-sm">
        <caption className="sr-only">How long each person is on call</caption>
        <tbody>
          {quality.balance.map(({ person, seconds, share, overloaded_percent }) => (
            <tr key={person}>
              <th scope="row" className="py-0.5 pr-3 font-normal">
                {nameOf(person, names)}
              </th>
              <td className="w-1/2 py-0.5 pr-3">
                <svg viewBox="0 0 100 6" preserveAspectRatio="none" className="h-2 w-full" aria-hidden="true">
                  <rect width="100" height="6" className="fill-inset" />
                  <rect
                    width={share * 100}
                    height="6"
                    className={overloaded_percent ? "fill-deny" : "fill-engraving"}
                  />
                </svg>
              </td>
              <td className="py-0.5 text-right text-ink-2 text-xs tabular-nums">
                {durationText(seconds)}
                {overloaded_percent ? `, ${overloaded_percent} % above the average` : ""}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
