import { notFound } from "next/navigation";
import { ConfigBoundary } from "@/components/shared/config-boundary";
import { TeamForm } from "@/components/teams/team-form";
import { requirePerson } from "@/lib/auth/server";
import { readConfig } from "@/lib/ops/config/read";

export const metadata = { title: "Team" };

export default async function TeamPage({ params }: PageProps<"/teams/[id]">) {
  const id = decodeURIComponent((await params).id);
  const ctx = await requirePerson(`/teams/${id}`);
  const config = await readConfig(ctx);
  if (!config.document.teams.some((team) => team.id === id)) notFound();
  return (
    <ConfigBoundary config={config}>
      <TeamForm id={id} />
    </ConfigBoundary>
  );
}
