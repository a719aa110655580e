import { ChannelsView } from "@/components/channels/channels-view";
import { ConfigPage } from "../config-page";

export const metadata = { title: "Rooms" };

export default function RoomsPage() {
  return (
    <ConfigPage path="/channels" forReaders="Rooms">
      <ChannelsView />
    </ConfigPage>
  );
}
