import { SurfacesView } from "@/components/surfaces/surfaces-view";
import { ConfigPage } from "../config-page";

export const metadata = { title: "Surfaces" };

export default function SurfacesPage() {
  return (
    <ConfigPage path="/surfaces" forReaders="Surfaces">
      <SurfacesView />
    </ConfigPage>
  );
}
