"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { keys } from "@/lib/contract/keys";
import type { SlackHealth } from "@/lib/contract/slack";
import { getJson } from "../shared/api";
import { Chip } from "../shared/chip";
import { PageHeading } from "../shared/page-heading";
import { Time } from "../shared/time-view";
import { Untrusted } from "../shared/untrusted";
import { nameOf } from "../shared/words";
import { ConnectionCard } from "./connection-card";
import { faultWords } from "./fault-words";
import { ManifestCard, type ManifestOffer } from "./manifest-card";
import { TestPageCard } from "./test-page-card";

type Names = Readonly<Record<string, string>>;

const POLL_MILLISECONDS = 30_000;

/** The connection to Slack: how it is, what it takes, and what did not arrive. */
export function SlackView({
  health: seed,
  names,
  offer,
}: {
  health: SlackHealth;
  names: Names;
  /** What an app is made of, for those who may connect one. */
  offer: ManifestOffer | null;
}) {
  const { data: health } = useQuery({
    queryKey: keys.configPart("slack"),
    queryFn: () => getJson<SlackHealth>("/api/v1/slack"),
    initialData: seed,
    refetchInterval: POLL_MILLISECONDS,
  });
  return (
    <>
      <PageHeading
        title="Slack"
        summary="People are paged in their own conversation with the app and answer there, by the same rules as here. While Slack is away, deadlines and this console go on as ever."
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <ConnectionCard health={health} />
        <TestPageCard />
        {health.set_up || health.failures.length > 0 ? (
          <Failures failures={health.failures} names={names} />
        ) : null}
        {offer ? (
          <ManifestCard offer={offer} />
        ) : (
          <p className="text-ink-2 text-sm">Admins find here what the Slack app is made of.</p>
        )}
      </div>
    </>
  );
}

function Failures({ failures, names }: { failures: SlackHealth["failures"]; names: Names }) {
  return (
    <section aria-labelledby="failures" className="rounded-lg border border-line bg-sheet p-4 sm:p-5">
      <h2 id="failures" className="font-semibold">
        What did not arrive
      </h2>
      {failures.length === 0 ? (
        <p className="mt-1 text-ink-2 text-sm">Nothing of late.</p>
      ) : (
        <>
          <p className="mt-0.5 max-w-[65ch] text-ink-2 text-sm">
            The latest pages that Slack did not take. One that cannot be delivered goes on to its person’s
            next way at once.
          </p>
          <ul className="mt-3 divide-y divide-line border-line border-t">
            {failures.map((failure) => (
              <FailureRow
                key={`${failure.request} ${failure.person} ${failure.at}`}
                failure={failure}
                names={names}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function FailureRow({
  failure: { person, request, at, error },
  names,
}: {
  failure: SlackHealth["failures"][number];
  names: Names;
}) {
  const { meaning, code } = faultWords(error);
  return (
    <li className="grid gap-x-4 gap-y-1 py-2.5 text-sm sm:grid-cols-[10rem_minmax(0,1fr)_auto] sm:items-baseline">
      <p>
        <span className="font-medium">{person === null ? "A channel" : nameOf(person, names)}</span>{" "}
        <span className="block text-ink-3 text-xs">
          <Time at={at} relative />
        </span>
      </p>
      <p>
        <Untrusted text={meaning} /> {code ? <Chip className="font-mono">{code}</Chip> : null}
      </p>
      <Link
        href={`/requests/${encodeURIComponent(request)}`}
        prefetch={false}
        className="inline-flex min-h-6 items-center justify-self-start text-engraving underline underline-offset-2"
      >
        Request <span className="ml-1 font-mono text-xs">…{request.slice(-6)}</span>
      </Link>
    </li>
  );
}
