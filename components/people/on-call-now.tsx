import { type OnCall, OnCallCard } from "../schedules/on-call-card";

/** Who is on call this minute, and until when. */
export function OnCallNow({ schedules }: { schedules: readonly OnCall[] }) {
  return (
    <section aria-labelledby="on-call" className="mb-6">
      <h2 id="on-call" className="mb-2 font-semibold text-sm">
        On call now
      </h2>
      <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        {schedules.map((schedule) => (
          <OnCallCard key={schedule.id} schedule={schedule} heading="h3" />
        ))}
        {schedules.length === 0 ? <li className="text-ink-2 text-sm">There is no schedule.</li> : null}
      </ul>
    </section>
  );
}
