import { AgentsView } from "@/components/agents/agents-view";
import { NotForYourRole } from "@/components/shared/not-for-your-role";
import { requirePerson } from "@/lib/auth/server";
import { mayRole } from "@/lib/http/permissions";
import { listAgents } from "@/lib/ops/agents/list";
import { listPeople } from "@/lib/ops/people/list";

export const metadata = { title: "Agents" };

export default async function AgentsPage() {
  const ctx = await requirePerson("/agents");
  if (!mayRole(ctx.actor.role, "read_everything")) return <NotForYourRole what="Agents" />;
  const [{ agents }, { people }] = await Promise.all([listAgents(ctx), listPeople(ctx)]);
  return (
    <AgentsView
      agents={agents}
      names={Object.fromEntries(people.map((person) => [person.id, person.name]))}
    />
  );
}
