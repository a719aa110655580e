import { TeamForm } from "@/components/teams/team-form";
import { ConfigPage } from "../../config-page";

export const metadata = { title: "New team" };

export default function NewTeamPage() {
  return (
    <ConfigPage path="/teams/new">
      <TeamForm id={null} />
    </ConfigPage>
  );
}
