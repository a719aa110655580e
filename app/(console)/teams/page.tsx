import { TeamsView } from "@/components/teams/teams-view";
import { ConfigPage } from "../config-page";

export const metadata = { title: "Teams" };

export default function TeamsPage() {
  return (
    <ConfigPage path="/teams">
      <TeamsView />
    </ConfigPage>
  );
}
