import { KeyRound } from "lucide-react";
import Link from "next/link";
import type { AgentView, KeyView } from "@/lib/contract/people";
import { Chip } from "../shared/chip";
import { AddLink, EmptyList } from "../shared/form/list";
import { PageHeading } from "../shared/page-heading";
import { Time } from "../shared/time-view";
import { nameOf, plural } from "../shared/words";
import { spentWords } from "./cost-words";
import { CostChips } from "./costs";

/** The workloads that may ask: whose they are, what they have open, how much they may, and with which keys. */
export function AgentsView({
  agents,
  names,
}: {
  agents: readonly AgentView[];
  names: Readonly<Record<string, string>>;
}) {
  return (
    <>
      <PageHeading
        title="Agents"
        summary="Each acts with its own keys and is owned by a person, who can never approve for it."
      >
        <AddLink noun="agents" />
      </PageHeading>
      <ul className="grid gap-3">
        {agents.map((agent) => (
          <Agent key={agent.id} agent={agent} names={names} />
        ))}
      </ul>
      {agents.length === 0 ? (
        <EmptyList title="No agent is registered yet">
          Add one, give it a key, and point its harness at this gate: npm run demo:agent shows a whole one at
          work.
        </EmptyList>
      ) : null}
    </>
  );
}

function Agent({ agent, names }: { agent: AgentView; names: Readonly<Record<string, string>> }) {
  return (
    <li className="rounded-lg border border-line bg-sheet p-4 sm:p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 className="font-semibold text-lg">
          <Link href={`/agents/${encodeURIComponent(agent.id)}`} className="hover:underline">
            {agent.name}
          </Link>{" "}
          <span className="font-mono font-normal text-ink-3 text-xs">{agent.id}</span>{" "}
          {agent.frozen ? <Chip tone="deny">Frozen</Chip> : null} <CostChips costs={agent.costs} />
        </h2>
        {agent.open_requests > 0 ? (
          <Link
            href={`/queue?tab=all&agent=${encodeURIComponent(agent.id)}`}
            className="text-engraving text-sm underline underline-offset-2"
          >
            {plural(agent.open_requests, "open request")}
          </Link>
        ) : (
          <span className="text-ink-3 text-sm">No open request</span>
        )}
      </div>
      <dl className="mt-3 grid grid-cols-2 gap-x-6 gap-y-3 text-sm sm:grid-cols-4">
        <Fact name="Owner">{agent.owner ? nameOf(agent.owner, names) : "Nobody"}</Fact>
        <Fact name="Last action">
          {agent.last_action_at ? <Time at={agent.last_action_at} relative /> : "Never"}
        </Fact>
        <Fact name="Actions a minute">at most {agent.limits.per_minute}</Fact>
        <Fact name="Open at once">at most {agent.limits.open_requests}</Fact>
        <Fact name="Cost in the last hour">{spentWords(agent.costs.hour)}</Fact>
        <Fact name="Cost in the last day">{spentWords(agent.costs.day)}</Fact>
      </dl>
      <Keys keys={agent.keys} />
    </li>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt className="field-name">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Keys({ keys }: { keys: readonly KeyView[] }) {
  if (keys.length === 0)
    return <p className="mt-3 text-ink-2 text-sm">It has no key, so it cannot ask for anything.</p>;
  return (
    <ul className="mt-3 grid gap-1.5 border-line border-t pt-3">
      {keys.map((key) => (
        <li key={key.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
          <KeyRound aria-hidden="true" className="size-3.5 text-ink-3" />
          <span className="font-mono">{key.prefix}…</span>
          {key.name ? <span className="text-ink-2">{key.name}</span> : null}
          <span className="text-ink-3">
            {key.last_used_at ? (
              <>
                used <Time at={key.last_used_at} relative />
              </>
            ) : (
              "never used"
            )}
          </span>
          {key.revoked_at ? <Chip tone="deny">Revoked</Chip> : null}
          {key.expires_at && !key.revoked_at ? (
            <span className="text-urgent">
              ends <Time at={key.expires_at} />
            </span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
