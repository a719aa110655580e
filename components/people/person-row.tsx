import { PhoneCall } from "lucide-react";
import Link from "next/link";
import type { ConfigDocument } from "@/lib/contract/config";
import { Chip } from "../shared/chip";
import { Time } from "../shared/time-view";
import { roleWords } from "../shared/words";
import type { PersonFacts } from "./person-facts";

export function PersonRow({
  person,
  facts,
  onCall,
}: {
  person: ConfigDocument["people"][number];
  facts: PersonFacts;
  onCall: readonly string[];
}) {
  return (
    <li className="relative grid gap-x-4 gap-y-1.5 px-4 py-3 hover:bg-hover sm:grid-cols-[minmax(0,1.3fr)_minmax(0,1fr)_minmax(0,1.6fr)] sm:items-center">
      <div className="min-w-0">
        <Link
          href={`/people/${encodeURIComponent(person.id)}`}
          className="inline-block min-h-7 py-0.5 font-semibold after:absolute after:inset-0 after:content-['']"
        >
          {person.name}
        </Link>
        <p className="truncate text-ink-3 text-xs">{person.email ?? person.id}</p>
      </div>
      <p className="text-ink-2 text-sm">
        {roleWords(person.role)} · level {person.level}
        <span className="block text-ink-3 text-xs">
          {person.role === "auditor" ? "reads all, decides nothing" : null}
          {facts.localTime ? `${person.role === "auditor" ? " · " : ""}${facts.localTime} for them` : null}
        </span>
      </p>
      <div className="flex flex-wrap gap-1.5">
        {facts.away ? (
          <Chip tone="grave">
            Away until <Time at={facts.away.until} />, {facts.away.to} stands in
          </Chip>
        ) : null}
        {!facts.away && facts.working !== null ? (
          <Chip tone={facts.working ? "permit" : "plain"}>{facts.working ? "Working now" : "Off hours"}</Chip>
        ) : null}
        {onCall.map((schedule) => (
          <Chip key={schedule} tone="engraving">
            <PhoneCall aria-hidden="true" className="size-3" />
            {schedule}
          </Chip>
        ))}
        {facts.teams.map((team) => (
          <Chip key={team}>{team}</Chip>
        ))}
        {person.slack ? <Chip>Slack linked</Chip> : null}
      </div>
    </li>
  );
}
