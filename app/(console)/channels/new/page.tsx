import { ChannelForm } from "@/components/channels/channel-form";
import { ConfigPage } from "../../config-page";

export const metadata = { title: "New room" };

export default function NewRoomPage() {
  return (
    <ConfigPage path="/channels/new" forReaders="Rooms">
      <ChannelForm id={null} />
    </ConfigPage>
  );
}
