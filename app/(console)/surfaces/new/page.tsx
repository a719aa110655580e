import { SurfaceForm } from "@/components/surfaces/surface-form";
import { ConfigPage } from "../../config-page";

export const metadata = { title: "New surface" };

export default function NewSurfacePage() {
  return (
    <ConfigPage path="/surfaces/new" forReaders="Surfaces">
      <SurfaceForm id={null} />
    </ConfigPage>
  );
}
