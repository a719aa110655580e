import { TeamForm } from "@/components/teams/team-form";
import { ConfigPage } from "../../config-page";

export const metadata = { title: "Team" };

export default async function TeamPage({ params }: PageProps<"/teams/[id]">) {
  const id = decodeURIComponent((await params).id);
  return (
    <ConfigPage path={`/teams/${id}`} find={(document) => document.teams.some((known) => known.id === id)}>
      <TeamForm id={id} />
    </ConfigPage>
  );
}
