import { ConfigBoundary } from "@/components/shared/config-boundary";
import { TeamForm } from "@/components/teams/team-form";
import { requirePerson } from "@/lib/auth/server";
import { readConfig } from "@/lib/ops/config/read";

export const metadata = { title: "New team" };

export default async function NewTeamPage() {
  const ctx = await requirePerson("/teams/new");
  return (
    <ConfigBoundary config={await readConfig(ctx)}>
      <TeamForm id={null} />
    </ConfigBoundary>
  );
}
