"use client";

import Link from "next/link";
import { Chip } from "../shared/chip";
import { useConfig } from "../shared/config-item";
import { AddLink, EmptyList } from "../shared/form/list";
import { PageHeading } from "../shared/page-heading";
import { humanised } from "../shared/words";
import { policySentence, type Verdict } from "./policy-words";
import { ShadowCard } from "./shadow-card";

const TONES: Readonly<Record<Verdict, "permit" | "deny" | "engraving" | "plain">> = {
  allow: "permit",
  throttle: "plain",
  sandbox: "plain",
  escalate: "engraving",
  block: "deny",
};

/** Every rule in the order of the document, in words. */
export function PoliciesView() {
  const { value: document } = useConfig();
  return (
    <>
      <PageHeading
        title="Policies"
        summary="What the gate answers by itself, and what it asks a person about. All that apply are asked; the strictest answer wins."
      >
        <AddLink noun="policies" />
      </PageHeading>
      <ol className="divide-y divide-line rounded-lg border border-line bg-sheet empty:hidden">
        {document.policies.map((policy) => (
          <li
            key={policy.id}
            className="relative grid gap-x-4 gap-y-1.5 px-4 py-3 hover:bg-hover sm:grid-cols-[minmax(0,1fr)_minmax(0,2.4fr)_8.5rem] sm:items-baseline"
          >
            <Link
              href={`/policies/${encodeURIComponent(policy.id)}`}
              className="wrap-anywhere inline-block min-h-7 py-0.5 font-medium font-mono text-sm after:absolute after:inset-0 after:content-['']"
            >
              {policy.id}
            </Link>
            <p className="wrap-anywhere text-ink-2 text-sm">{policySentence(policy)}</p>
            <div className="flex gap-1.5 sm:justify-end">
              {policy.mode === "shadow" ? <Chip>Shadow</Chip> : null}
              <Chip tone={TONES[policy.verdict]}>{humanised(policy.verdict)}</Chip>
            </div>
          </li>
        ))}
      </ol>
      <ShadowCard />
      {document.policies.length === 0 ? (
        <EmptyList title="There is no policy yet">
          Without one the tier of a surface decides, and what is unknown is always asked about. A policy such
          as “on payments.refund, when args.amount_cents &lt;= 20000: allow” lets the harmless part through.
        </EmptyList>
      ) : null}
    </>
  );
}
