import { ChannelForm } from "@/components/channels/channel-form";
import { ConfigPage } from "../../config-page";

export const metadata = { title: "Room" };

export default async function RoomPage({ params }: PageProps<"/channels/[id]">) {
  const id = decodeURIComponent((await params).id);
  return (
    <ConfigPage
      path={`/channels/${id}`}
      forReaders="Rooms"
      find={(document) => document.channels.some((known) => known.id === id)}
    >
      <ChannelForm id={id} />
    </ConfigPage>
  );
}
