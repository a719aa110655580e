import { TakeShift } from "../schedules/take-shift";
import { Time } from "../shared/time-view";
import { listed, nameOf } from "../shared/words";

export type ScheduleNow = {
  readonly id: string;
  readonly name: string;
  readonly people: readonly string[];
  readonly until: string | null;
  readonly mayTake: boolean;
};

/** Who is on call this minute, and until when. */
export function OnCallNow({
  schedules,
  names,
}: {
  schedules: readonly ScheduleNow[];
  names: Readonly<Record<string, string>>;
}) {
  return (
    <section aria-labelledby="on-call" className="mb-6">
      <h2 id="on-call" className="mb-2 font-semibold text-sm">
        On call now
      </h2>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {schedules.map((schedule) => (
          <OnCall key={schedule.id} schedule={schedule} names={names} />
        ))}
        {schedules.length === 0 ? <li className="text-ink-2 text-sm">There is no schedule.</li> : null}
      </ul>
    </section>
  );
}

function OnCall({ schedule, names }: { schedule: ScheduleNow; names: Readonly<Record<string, string>> }) {
  const isCovered = schedule.people.length > 0;
  return (
    <li className="rounded-lg border border-line bg-sheet p-4">
      <p className="text-ink-2 text-xs">{schedule.name}</p>
      <p className={isCovered ? "mt-0.5 font-semibold text-lg" : "mt-0.5 font-semibold text-deny text-lg"}>
        {isCovered ? listed(schedule.people.map((id) => nameOf(id, names))) : "Nobody is on call"}
      </p>
      {schedule.until ? (
        <p className="mt-0.5 text-ink-3 text-xs">
          until <Time at={schedule.until} />
        </p>
      ) : null}
      {schedule.mayTake ? (
        <div className="mt-3 grid justify-items-start gap-1.5">
          <TakeShift schedule={schedule} names={names} />
        </div>
      ) : null}
    </li>
  );
}
