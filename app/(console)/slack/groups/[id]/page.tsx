import { SlackGroupForm } from "@/components/slack/group-form";
import { ConfigPage } from "../../../config-page";

export const metadata = { title: "Slack group" };

export default async function SlackGroupPage({ params }: PageProps<"/slack/groups/[id]">) {
  const id = decodeURIComponent((await params).id);
  return (
    <ConfigPage
      path={`/slack/groups/${id}`}
      forReaders="Slack groups"
      find={(document) => document.slack_groups.some((known) => known.id === id)}
    >
      <SlackGroupForm id={id} />
    </ConfigPage>
  );
}
