import { SlackGroupForm } from "@/components/slack/group-form";
import { ConfigPage } from "../../../config-page";

export const metadata = { title: "New Slack group" };

export default function NewSlackGroupPage() {
  return (
    <ConfigPage path="/slack/groups/new" forReaders="Slack groups">
      <SlackGroupForm id={null} />
    </ConfigPage>
  );
}
