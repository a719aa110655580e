import { FrozenBanner } from "@/components/freezes/frozen-banner";
import { StopCard } from "@/components/freezes/stop-card";
import { SurfaceForm } from "@/components/surfaces/surface-form";
import { ConfigPage } from "../../config-page";

export const metadata = { title: "Surface" };

export default async function SurfacePage({ params }: PageProps<"/surfaces/[id]">) {
  const id = decodeURIComponent((await params).id);
  return (
    <ConfigPage
      path={`/surfaces/${id}`}
      forReaders="Surfaces"
      find={(document) => document.surfaces.some((known) => known.id === id)}
    >
      <FrozenBanner kind="surface" id={id} />
      <SurfaceForm id={id} after={<StopCard kind="surface" id={id} name={id} />} />
    </ConfigPage>
  );
}
