import { ArrowRight, Bot, Building2, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import type { RequestDetail } from "@/lib/contract/requests";
import { Untrusted } from "../shared/untrusted";
import { nameOf } from "../shared/words";
import { namesOf } from "./names";
import { Section } from "./section";

/** On whose behalf, through whom, by whom: from the human to the agent that would do it. */
export function Identity({ request }: { request: RequestDetail }) {
  const names = namesOf(request);
  const { agent, delegation } = request.context;
  const subject = request.action.on_behalf_of;
  return (
    <Section title="Who is acting">
      <ol className="flex flex-wrap items-center gap-x-2 gap-y-2">
        {subject ? (
          <Party Icon={UserRound} part="on behalf of">
            <Untrusted text={subject} />
          </Party>
        ) : null}
        {delegation.map((link) => (
          <Party
            key={link.agent}
            Icon={Bot}
            part="asked by"
            isLinked={subject !== null || link !== delegation[0]}
          >
            <Untrusted text={link.agent} />
          </Party>
        ))}
        <Party Icon={Bot} part="acting agent" isLinked={subject !== null || delegation.length > 0}>
          <Untrusted text={agent.name} />
        </Party>
      </ol>
      <p className="mt-3 flex items-center gap-1.5 text-xs text-ink-2">
        <Building2 aria-hidden="true" className="size-3.5 shrink-0" />
        {agent.owner
          ? `${nameOf(agent.owner, names)} owns ${agent.name} and so cannot approve this.`
          : `${agent.name} has no owner.`}
      </p>
    </Section>
  );
}

function Party({
  Icon,
  part,
  isLinked = false,
  children,
}: {
  Icon: typeof Bot;
  part: string;
  isLinked?: boolean;
  children: ReactNode;
}) {
  return (
    <li className="flex min-w-0 items-center gap-2">
      {isLinked ? <ArrowRight aria-hidden="true" className="size-3.5 shrink-0 text-ink-3" /> : null}
      <span className="flex min-w-0 items-center gap-2 rounded-md border border-line bg-sheet px-2.5 py-1.5">
        <Icon aria-hidden="true" className="size-4 shrink-0 text-ink-3" />
        <span className="min-w-0">
          <span className="block text-2xs text-ink-3">{part}</span>
          <span className="block font-medium text-sm">{children}</span>
        </span>
      </span>
    </li>
  );
}
