"use client";

import type { AgentView } from "@/lib/contract/people";
import { Card } from "../shared/card";
import { Chip } from "../shared/chip";
import { Notice } from "../shared/notice";
import { moneyWords, spentWords } from "./cost-words";
import { useAgent } from "./queries";

type Costs = AgentView["costs"];

/** What is out of the ordinary about its spending, in a word. */
export function CostChips({ costs }: { costs: Costs }) {
  if (costs.exhausted) return <Chip tone="deny">Envelope spent</Chip>;
  return costs.unusual ? <Chip tone="grave">Costs more than usual</Chip> : null;
}

const SPANS = { task: "one task", hour: "an hour", day: "a day" } as const;

/** What the agent has spent against its envelopes, from the costs its outcomes report. */
export function CostCard({ agent: seed }: { agent: AgentView }) {
  const { costs } = useAgent(seed.id, seed);
  return (
    <Card
      title="Costs"
      summary="From the costs its outcomes report. Once an envelope is spent, nothing more is let through."
    >
      {costs.exhausted ? (
        <Notice tone="refusal" title={`It has spent what it may in ${SPANS[costs.exhausted]}`}>
          Its proposals are blocked (budget_exhausted) until the window has moved on or its limit is raised.
        </Notice>
      ) : null}
      {costs.unusual && costs.usual_hour !== null ? (
        <Notice tone="warning" title="It costs more than 1.5 times what is usual for it">
          {moneyWords(costs.hour.spent)} in the last hour; usually {moneyWords(costs.usual_hour)} an hour.
        </Notice>
      ) : null}
      <dl className="mt-3 grid gap-x-6 gap-y-3 text-sm sm:grid-cols-4">
        <Meter name="Last hour" {...costs.hour} />
        <Meter name="Last 24 hours" {...costs.day} />
        <Meter name="Dearest task today" {...costs.task} />
        <div>
          <dt className="field-name">A usual hour</dt>
          <dd>{costs.usual_hour === null ? "Not known yet" : moneyWords(costs.usual_hour)}</dd>
        </div>
      </dl>
    </Card>
  );
}

function Meter({ name, ...envelope }: { name: string } & Costs["hour"]) {
  const { spent, limit } = envelope;
  return (
    <div>
      <dt className="field-name">{name}</dt>
      <dd>
        {spentWords(envelope)}
        {limit === null || limit === 0 ? null : (
          <meter
            className="mt-1 block h-1.5 w-full"
            aria-label={`${name}: spent`}
            min={0}
            max={limit}
            value={Math.min(spent, limit)}
          />
        )}
      </dd>
    </div>
  );
}
