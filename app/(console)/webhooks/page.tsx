import { WebhooksView } from "@/components/webhooks/webhooks-view";
import { ConfigPage } from "../config-page";

export const metadata = { title: "Webhooks" };

export default function WebhooksPage() {
  return (
    <ConfigPage path="/webhooks" forReaders="Webhooks">
      <WebhooksView />
    </ConfigPage>
  );
}
