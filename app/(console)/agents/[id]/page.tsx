import { notFound } from "next/navigation";
import { AgentForm } from "@/components/agents/agent-form";
import { AgentKeys } from "@/components/agents/agent-keys";
import { CostCard } from "@/components/agents/costs";
import { FrozenBanner } from "@/components/freezes/frozen-banner";
import { StopCard } from "@/components/freezes/stop-card";
import { NotForYourRole } from "@/components/shared/not-for-your-role";
import { requirePerson } from "@/lib/auth/server";
import { mayRole } from "@/lib/http/permissions";
import { listAgents } from "@/lib/ops/agents/list";
import { ConfigPage } from "../../config-page";

export const metadata = { title: "Agent" };

export default async function AgentPage({ params }: PageProps<"/agents/[id]">) {
  const id = decodeURIComponent((await params).id);
  const ctx = await requirePerson(`/agents/${id}`);
  if (!mayRole(ctx.actor.role, "read_everything")) return <NotForYourRole what="Agents" />;
  const agent = (await listAgents(ctx)).agents.find((known) => known.id === id);
  if (!agent) notFound();
  return (
    <ConfigPage path={`/agents/${id}`}>
      <FrozenBanner kind="agent" id={id} />
      <AgentForm
        id={id}
        after={
          <>
            <CostCard agent={agent} />
            <StopCard kind="agent" id={id} name={agent.name} />
            <AgentKeys agent={agent} />
          </>
        }
      />
    </ConfigPage>
  );
}
