"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { ConfigVersionList, ConfigVersionView } from "@/lib/contract/config-history";
import { Button } from "../shared/button";
import { Chip } from "../shared/chip";
import { useConfig } from "../shared/config-item";
import { Select } from "../shared/form/inputs";
import { Time } from "../shared/time-view";
import { authorWords } from "./author-words";
import { useVersions } from "./queries";

/** Every version, the latest first, and any two of them side by side. */
export function VersionList({ seed }: { seed: ConfigVersionList }) {
  const list = useVersions(seed);
  const versions = list.data.pages.flatMap((page) => page.versions);
  return (
    <>
      <Compare versions={versions} />
      <ol className="divide-y divide-line border-line border-t">
        {versions.map((version) => (
          <VersionRow key={version.version} version={version} />
        ))}
      </ol>
      {list.hasNextPage ? (
        <Button
          className="justify-self-start"
          disabled={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {list.isFetchingNextPage ? "Loading…" : "Earlier versions"}
        </Button>
      ) : null}
    </>
  );
}

function VersionRow({ version: view }: { version: ConfigVersionView }) {
  const { value: document } = useConfig();
  return (
    <li className="relative flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2.5 text-sm hover:bg-hover">
      <Link
        href={`/configuration/versions/${view.version}`}
        className="inline-block min-h-7 py-0.5 font-semibold after:absolute after:inset-0 after:content-['']"
      >
        Version {view.version}
      </Link>
      {view.in_force ? <Chip tone="permit">In force</Chip> : null}
      <span className="text-ink-2">
        {authorWords(view.author, document)}, <Time at={view.at} />
      </span>
      <span className="text-ink-3 text-xs">{originWords(view)}</span>
      <span className="ml-auto text-ink-3 text-xs tabular-nums">{summaryWords(view)}</span>
    </li>
  );
}

export function originWords({ origin, source, restored_version }: ConfigVersionView): string {
  switch (origin) {
    case "edit":
      return "edited";
    case "file":
      return `from ${source ?? "a file"}`;
    case "calendar":
      return "read from a calendar";
    case "restore":
      return `restored version ${restored_version}`;
    default:
      return origin satisfies never;
  }
}

function summaryWords({ summary }: ConfigVersionView): string {
  if (!summary) return "";
  const parts = [
    [summary.created, "created"],
    [summary.changed, "changed"],
    [summary.removed, "removed"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(", ");
}

function Compare({ versions }: { versions: readonly ConfigVersionView[] }) {
  const router = useRouter();
  const choices = versions.map(({ version }) => [String(version), `Version ${version}`] as const);
  const [newer, setNewer] = useState(choices[0]?.[0] ?? null);
  const [older, setOlder] = useState(choices[1]?.[0] ?? null);
  if (choices.length < 2) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    router.push(`/configuration/versions/${newer}?against=${older}`);
  };
  return (
    <form onSubmit={submit} className="flex flex-wrap items-end gap-3" aria-label="Compare two versions">
      <Select label="Compare" value={newer} choices={choices} onChange={setNewer} />
      <Select label="with" value={older} choices={choices} onChange={setOlder} />
      <Button type="submit">Show the difference</Button>
    </form>
  );
}
