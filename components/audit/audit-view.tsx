import Form from "next/form";
import Link from "next/link";
import type { AuditEntry, AuditList } from "@/lib/contract/people";
import { Button, buttonStyle } from "../shared/button";
import { cn } from "../shared/cn";
import { Mark, type MarkState } from "../shared/mark";
import { PageHeading } from "../shared/page-heading";
import { Time } from "../shared/time-view";
import { Untrusted } from "../shared/untrusted";
import { humanised, listed, nameOf, type Seed } from "../shared/words";
import { type AuditFilters, auditAddress } from "./filters";

type Names = Readonly<Record<string, string>>;

/** The ledger as a table, the newest first. Nothing in it is ever edited or deleted. */
export function AuditView({
  list,
  filters,
  names,
}: {
  list: AuditList;
  filters: AuditFilters;
  names: Names;
}) {
  return (
    <>
      <PageHeading
        title="Audit"
        summary="Every ruling, answer, decision and claim, chained and signed. Corrections are new entries."
      />
      <Filters filters={filters} />
      <section
        aria-label="Entries"
        className="overflow-x-auto rounded-lg border border-line bg-sheet"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
      >
        <table className="w-full text-left text-sm">
          <thead>
            <tr className="border-line border-b text-2xs text-ink-3">
              {["No.", "When", "What", "Word", "Agent", "Surface", "People", "Request"].map((title) => (
                <th key={title} scope="col" className="whitespace-nowrap px-3 py-2 font-medium">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {list.entries.map((entry) => (
              <Entry key={entry.seq} entry={entry} names={names} />
            ))}
          </tbody>
        </table>
        {list.entries.length === 0 ? (
          <p className="px-4 py-10 text-center text-ink-2 text-sm">No entry matches.</p>
        ) : null}
      </section>
      {list.next_cursor ? (
        <p className="mt-4 text-center">
          <Link href={auditAddress(filters, list.next_cursor)} prefetch={false} className={buttonStyle()}>
            Older entries
          </Link>
        </p>
      ) : null}
    </>
  );
}

function Filters({ filters }: { filters: AuditFilters }) {
  return (
    <search className="mb-3">
      <Form action="/audit" className="grid grid-cols-2 items-end gap-2 sm:flex sm:flex-wrap">
        <Field name="agent" label="Agent" value={filters.agent} />
        <Field name="person" label="Person" value={filters.person} />
        <Field name="surface" label="Surface" value={filters.surface} />
        <Field name="from" label="From (UTC day)" value={filters.from} type="date" />
        <Field name="to" label="To (UTC day)" value={filters.to} type="date" />
        <div className="flex gap-2">
          <Button type="submit">Filter</Button>
          <Link href="/audit" className={buttonStyle({ look: "bare" })}>
            Clear
          </Link>
        </div>
      </Form>
    </search>
  );
}

function Field({
  name,
  label,
  value,
  type = "text",
}: {
  name: string;
  label: string;
  value: string;
  type?: string;
}) {
  return (
    <label className="grid min-w-0 gap-1">
      <span className="field-name">{label}</span>
      <input key={value} name={name} type={type} defaultValue={value} className="input w-full sm:w-36" />
    </label>
  );
}

const SEEDS: Readonly<Record<Seed, { mark: MarkState; tone: string }>> = {
  PERMIT: { mark: "approved", tone: "text-permit" },
  DENY: { mark: "denied", tone: "text-deny" },
  SILENCE: { mark: "silence", tone: "text-silence" },
};

function Entry({ entry, names }: { entry: AuditEntry; names: Names }) {
  return (
    <tr className="border-line border-b align-baseline last:border-b-0 hover:bg-hover">
      <td className="px-3 py-2 font-mono text-2xs text-ink-3 tabular-nums">{entry.seq}</td>
      <td className="whitespace-nowrap px-3 py-2 text-xs">
        <Time at={entry.at} />
      </td>
      <td className="px-3 py-2">
        <p className="whitespace-nowrap">{humanised(entry.kind)}</p>
        <p className="font-mono text-2xs text-ink-3">{entry.reason_code ?? entry.verdict ?? ""}</p>
      </td>
      <td className="px-3 py-2">{entry.seed ? <SeedWord seed={entry.seed} /> : null}</td>
      <td className="whitespace-nowrap px-3 py-2">{entry.agent ?? ""}</td>
      <td className="px-3 py-2 font-mono text-xs">
        {entry.surface ? <Untrusted text={entry.surface} /> : ""}
      </td>
      <td className="whitespace-nowrap px-3 py-2">
        {entry.people.length > 0 ? listed(entry.people.map((id) => nameOf(id, names))) : ""}
      </td>
      <td className="px-3 py-2 text-xs">
        {entry.request ? (
          <Link
            href={`/requests/${entry.request}`}
            prefetch={false}
            className="whitespace-nowrap font-mono underline decoration-line-strong underline-offset-2 hover:decoration-ink"
          >
            …{entry.request.slice(-6)}
          </Link>
        ) : null}
      </td>
    </tr>
  );
}

function SeedWord({ seed }: { seed: Seed }) {
  const { mark, tone } = SEEDS[seed];
  return (
    <span
      className={cn("inline-flex items-center gap-1.5 font-mono font-semibold text-2xs tracking-wider", tone)}
    >
      <Mark state={mark} className="size-3.5" />
      {seed}
    </span>
  );
}
