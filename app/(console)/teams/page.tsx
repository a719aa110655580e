import { ConfigBoundary } from "@/components/shared/config-boundary";
import { TeamsView } from "@/components/teams/teams-view";
import { requirePerson } from "@/lib/auth/server";
import { readConfig } from "@/lib/ops/config/read";

export const metadata = { title: "Teams" };

export default async function TeamsPage() {
  const ctx = await requirePerson("/teams");
  return (
    <ConfigBoundary config={await readConfig(ctx)}>
      <TeamsView />
    </ConfigBoundary>
  );
}
