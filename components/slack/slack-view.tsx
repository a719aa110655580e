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
import { faultWords, type TokenSource } from "./fault-words";
import { GroupsCard } from "./groups-card";
import { InstallNotice } from "./install-notice";
import type { CameBack } from "./install-words";
import { ManifestCard, type ManifestOffer } from "./manifest-card";
import { SuggestionsCard } from "./suggestions-card";
import { TestPageCard } from "./trial-page-card";
import { WorkspacesCard } from "./workspaces-card";

type Names = Readonly<Record<string, string>>;

const POLL_MILLISECONDS = 30_000;

/** The connection to Slack: how it is, what it takes, and what did not arrive. */
export function SlackView({
  health: seed,
  names,
  offer,
  cameBack,
}: {
  health: SlackHealth;
  names: Names;
  /** What an app is made of, for those who may connect one. */
  offer: ManifestOffer | null;
  /** From Slack's page of consent, where that is where they come from. */
  cameBack: CameBack | null;
}) {
  const { data: health } = useQuery({
    queryKey: keys.configPart("slack"),
    queryFn: () => getJson<SlackHealth>("/api/v1/slack"),
    initialData: seed,
    refetchInterval: POLL_MILLISECONDS,
  });
  const source =
    health.workspaces.some((one) => one.source === "settings") || health.workspaces.length === 0
      ? "settings"
      : "installed";
  return (
    <>
      <PageHeading
        title="Slack"
        summary="People are paged in their own conversation with the app and answer there, by the same rules as here. While Slack is away, deadlines and this console go on as ever."
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {cameBack ? <InstallNotice cameBack={cameBack} workspaces={health.workspaces} /> : null}
        <ConnectionCard health={health} />
        {health.installable || health.workspaces.length > 0 ? (
          <WorkspacesCard health={health} names={names} administers={offer !== null} />
        ) : null}
        {health.set_up || health.groups.length > 0 ? (
          <GroupsCard groups={health.groups} names={names} source={source} />
        ) : null}
        {offer && health.set_up ? <SuggestionsCard names={names} source={source} /> : null}
        <TestPageCard source={source} />
        {health.set_up || health.failures.length > 0 ? (
          <Failures failures={health.failures} names={names} source={source} />
        ) : null}
        {offer ? (
          <ManifestCard offer={offer} installable={health.installable} />
        ) : (
          <p className="text-ink-2 text-sm">Admins find here what the Slack app is made of.</p>
        )}
      </div>
    </>
  );
}

function Failures({
  failures,
  names,
  source,
}: {
  failures: SlackHealth["failures"];
  names: Names;
  source: TokenSource;
}) {
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
                source={source}
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
  source,
}: {
  failure: SlackHealth["failures"][number];
  names: Names;
  source: TokenSource;
}) {
  const { meaning, code } = faultWords(error, source);
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
