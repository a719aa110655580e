import { WebhookForm } from "@/components/webhooks/webhook-form";
import { ConfigPage } from "../../config-page";

export const metadata = { title: "New webhook" };

export default function NewWebhookPage() {
  return (
    <ConfigPage path="/webhooks/new" forReaders="Webhooks">
      <WebhookForm id={null} />
    </ConfigPage>
  );
}
