import Link from "next/link";
import type { Ruling } from "@/lib/contract/actions";
import type { RouteLadder, RoutePreview } from "@/lib/contract/route-preview";
import { exclusionWords, type RouteBook } from "../routes/book";
import { LadderClock } from "../routes/ladder-clock";
import { Problems } from "../routes/problems";
import { Card } from "../shared/card";
import { Chip } from "../shared/chip";
import { durationText } from "../shared/time";
import { Time } from "../shared/time-view";
import { listed, nameOf } from "../shared/words";

/** What the gate would say, and everything that would follow from it. */
export function Outcome({ preview, book }: { preview: RoutePreview; book: RouteBook }) {
  const { ruling, route, deadline_at } = preview;
  return (
    <>
      {ruling ? <RulingCard ruling={ruling} /> : null}
      {route !== null && deadline_at !== null ? (
        <Held ladder={{ ...preview, route, deadline_at }} book={book} />
      ) : null}
    </>
  );
}

const VERDICTS = {
  allow: { words: "Allowed at once", after: "Nobody is asked.", tone: "permit" },
  sandbox: { words: "Allowed in a sandbox", after: "Nobody is asked.", tone: "plain" },
  throttle: { words: "Told to wait", after: "The agent may ask again later.", tone: "grave" },
  block: { words: "Refused at once", after: "Nobody is asked.", tone: "deny" },
  escalate: { words: "Held for a person", after: "", tone: "engraving" },
} as const;

function RulingCard({ ruling }: { ruling: Ruling }) {
  const { words, after, tone } = VERDICTS[ruling.verdict];
  return (
    <Card title="Ruling">
      <div role="status" className="grid gap-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-semibold text-lg">{words}</span>
          <Chip tone={tone}>{ruling.verdict}</Chip>
        </p>
        <p className="text-sm">
          {ruling.reason} <span className="text-ink-2">{after}</span>
        </p>
      </div>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 text-sm">
        <div>
          <dt className="field-name">Reason</dt>
          <dd className="wrap-anywhere font-mono text-xs leading-5">{ruling.reason_code}</dd>
        </div>
        <div>
          <dt className="field-name">Rules that fired</dt>
          <dd className="wrap-anywhere font-mono text-xs leading-5">
            {ruling.rules.join(", ") || "none: the surface’s own tier"}
          </dd>
        </div>
      </dl>
      {ruling.shadow.length > 0 ? (
        <p className="text-ink-2 text-xs">
          Not enforced, only tried out:{" "}
          {ruling.shadow.map(({ policy, verdict }) => `${policy} would ${verdict}`).join("; ")}.
        </p>
      ) : null}
    </Card>
  );
}

function Held({ ladder, book }: { ladder: RouteLadder; book: RouteBook }) {
  const seconds = (Date.parse(ladder.deadline_at) - Date.parse(ladder.opened_at)) / 1000;
  const named = book.routes.find(({ id }) => id === ladder.route);
  return (
    <>
      <Card title="Route">
        <p>
          {named ? (
            <Link
              href={`/routes/${named.id}`}
              className="font-semibold text-engraving underline underline-offset-2"
            >
              {named.name}
            </Link>
          ) : (
            <span className="font-semibold">The built-in route: it asks the organisation’s fallback</span>
          )}
        </p>
        <p className="text-ink-2 text-sm">
          Held at <Time at={ladder.opened_at} />; denied at <Time at={ladder.deadline_at} />, after{" "}
          {durationText(seconds)}, if nobody answers.
        </p>
        <Problems problems={ladder.problems} />
      </Card>
      <Card title="Who is paged, and when">
        <LadderClock ladder={ladder} names={book.names} withTimes />
      </Card>
      <Card title="Who may approve">
        <p>{listed(ladder.approvers.map((id) => nameOf(id, book.names)))}</p>
        {ladder.excluded.map(({ person, why }) => (
          <p key={person} className="text-ink-2 text-sm">
            {nameOf(person, book.names)} cannot: {exclusionWords(why)}.
          </p>
        ))}
      </Card>
    </>
  );
}
