"use client";

import Link from "next/link";
import { FrozenBanner } from "../freezes/frozen-banner";
import { useFreezes } from "../freezes/queries";
import { Chip } from "../shared/chip";
import { useConfig } from "../shared/config-item";
import { AddLink, EmptyList } from "../shared/form/list";
import { PageHeading } from "../shared/page-heading";
import { humanised, plural, reversibilityWords, tierWords } from "../shared/words";
import { UnregisteredCard, useRegistry } from "./registry-card";

/** What agents can do that has an effect, by how grave it is. */
export function SurfacesView() {
  const { value: document } = useConfig();
  const registry = useRegistry();
  const known = new Map(registry?.surfaces.map((surface) => [surface.id, surface]));
  const freezes = useFreezes().filter(({ kind }) => kind === "surface");
  const frozen = new Set(freezes.map(({ id }) => id));
  return (
    <>
      <PageHeading
        title="Surfaces"
        summary="The side effects agents can have, each with its tools and how grave it is. What is not here is always asked about."
      >
        <AddLink noun="surfaces" />
      </PageHeading>
      <div className="mb-4 grid gap-3 empty:hidden">
        {freezes.map(({ id }) => (
          <FrozenBanner key={id} kind="surface" id={id} />
        ))}
      </div>
      {registry ? (
        <UnregisteredCard
          registry={registry}
          isDenied={document.organisation.fallback.unregistered === "deny"}
        />
      ) : null}
      <ul className="divide-y divide-line rounded-lg border border-line bg-sheet empty:hidden">
        {document.surfaces.map((surface) => {
          const rules = document.policies.filter((policy) => policy.surface === surface.id).length;
          const { label, grave } = reversibilityWords(surface.reversibility);
          return (
            <li
              key={surface.id}
              className="relative grid gap-x-4 gap-y-1 px-4 py-3 hover:bg-hover sm:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)_5rem] sm:items-center"
            >
              <div className="min-w-0">
                <Link
                  href={`/surfaces/${encodeURIComponent(surface.id)}`}
                  className="inline-block min-h-7 py-0.5 font-semibold after:absolute after:inset-0 after:content-['']"
                >
                  {surface.name ?? surface.id}
                </Link>
                <p className="truncate font-mono text-ink-3 text-xs">
                  {surface.tools.join(", ") || "no tool yet"}
                </p>
              </div>
              <div className="flex flex-wrap gap-1.5">
                {frozen.has(surface.id) ? <Chip tone="deny">Frozen</Chip> : null}
                <Chip>{tierWords(surface.tier)}</Chip>
                <Chip tone={grave ? "grave" : "plain"}>{label}</Chip>
                {surface.data_class ? <Chip>{humanised(surface.data_class)} data</Chip> : null}
                {surface.owner ? null : <Chip tone="grave">No owner</Chip>}
                {known.get(surface.id)?.overdue ? (
                  <Chip tone="grave">Review was due {surface.review_by}</Chip>
                ) : null}
              </div>
              <p className="text-ink-3 text-xs sm:text-right">{plural(rules, "policy", "policies")}</p>
            </li>
          );
        })}
      </ul>
      {document.surfaces.length === 0 ? (
        <EmptyList title="No surface is registered yet">
          Until one is, every action of every agent is escalated on the default route. Register what an agent
          does, such as payments.refund, and policies can let the harmless part of it through.
        </EmptyList>
      ) : null}
    </>
  );
}
