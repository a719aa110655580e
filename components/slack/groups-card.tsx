import Link from "next/link";
import type { SlackHealth } from "@/lib/contract/slack";
import { Chip } from "../shared/chip";
import { pageOf } from "../shared/config-words";
import { AddLink } from "../shared/form/list";
import { Untrusted } from "../shared/untrusted";
import { faultWords, type TokenSource } from "./fault-words";
import { membersWords } from "./group-words";

type Group = SlackHealth["groups"][number];
type Names = Readonly<Record<string, string>>;

/** The user groups that configuration names: what each is for, who is in it, and what is wrong with it. */
export function GroupsCard({
  groups,
  names,
  source,
}: {
  groups: readonly Group[];
  names: Names;
  source: TokenSource;
}) {
  return (
    <section aria-labelledby="groups" className="rounded-lg border border-line bg-sheet p-4 sm:p-5">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <h2 id="groups" className="font-semibold">
          User groups
        </h2>
        <AddLink noun="slack_groups" />
      </div>
      <p className="mt-0.5 max-w-[65ch] text-ink-2 text-sm">
        A schedule can keep a user group of Slack to be whoever is on call, and a route can page the members
        of one.
      </p>
      {groups.length === 0 ? (
        <p className="mt-3 text-ink-2 text-sm">
          None yet. A schedule’s editor has a field for the group it fills.
        </p>
      ) : (
        <ul aria-labelledby="groups" className="mt-3 divide-y divide-line border-line border-t">
          {groups.map((group) => (
            <GroupRow key={`${group.schedule} ${group.id}`} group={group} names={names} source={source} />
          ))}
        </ul>
      )}
    </section>
  );
}

function GroupRow({ group, names, source }: { group: Group; names: Names; source: TokenSource }) {
  const { schedule, id, name, authority, error } = group;
  const trouble = error === null ? null : faultWords(error, source);
  const page = schedule === null ? pageOf("slack_groups", id ?? "") : pageOf("schedules", schedule);
  return (
    <li className="py-2.5 text-sm">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Link
          href={page ?? "/slack"}
          className="inline-flex min-h-6 items-center font-medium text-engraving underline underline-offset-2"
        >
          {name}
        </Link>
        {authority ? <Chip tone="engraving">Lets people decide</Chip> : null}
        {trouble ? <Chip tone="grave">{schedule === null ? "Not read" : "Not filled"}</Chip> : null}
      </p>
      <p className="text-ink-3 text-xs">
        <span className="wrap-anywhere font-mono">{group.group}</span> ·{" "}
        {schedule === null ? "its members are paged" : "kept to be whoever is on call in this schedule"}
      </p>
      <p className="mt-1 max-w-[65ch]">{membersWords(group, names)}</p>
      {trouble ? (
        <p className="mt-1 max-w-[65ch]">
          <Untrusted text={trouble.meaning} />{" "}
          {trouble.code ? <Chip className="font-mono">{trouble.code}</Chip> : null}
        </p>
      ) : null}
    </li>
  );
}
