"use client";

import { EmptyList } from "../shared/form/list";
import { PageHeading } from "../shared/page-heading";
import { useZone } from "../shared/time-provider";
import { type OnCall, OnCallCard } from "./on-call-card";

/** Who is on call on every schedule, until when, and who comes next. */
export function OnCallView({ schedules }: { schedules: readonly OnCall[] }) {
  const zone = useZone();
  return (
    <>
      <PageHeading title="On call" summary={`Who is paged now, and who takes over. Times are of ${zone}.`} />
      <ul className="grid gap-3 md:grid-cols-2">
        {schedules.map((schedule) => (
          <OnCallCard key={schedule.id} schedule={schedule} heading="h2" />
        ))}
      </ul>
      {schedules.length === 0 ? (
        <EmptyList title="There is no schedule yet">
          A schedule says who is on call when, so that a route pages whoever is awake instead of everyone.
        </EmptyList>
      ) : null}
    </>
  );
}
