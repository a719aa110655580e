import { AgentForm } from "@/components/agents/agent-form";
import { ConfigPage } from "../../config-page";

export const metadata = { title: "New agent" };

export default function NewAgentPage() {
  return (
    <ConfigPage path="/agents/new" forReaders="Agents">
      <AgentForm id={null} />
    </ConfigPage>
  );
}
