import { WebhookForm } from "@/components/webhooks/webhook-form";
import { WebhookMessages } from "@/components/webhooks/webhook-messages";
import { ConfigPage } from "../../config-page";

export const metadata = { title: "Webhook" };

export default async function WebhookPage({ params }: PageProps<"/webhooks/[id]">) {
  const id = decodeURIComponent((await params).id);
  return (
    <ConfigPage
      path={`/webhooks/${id}`}
      forReaders="Webhooks"
      find={(document) => document.webhooks.some((known) => known.id === id)}
    >
      <WebhookForm id={id} after={<WebhookMessages id={id} />} />
    </ConfigPage>
  );
}
