import { PoliciesView } from "@/components/policies/policies-view";
import { ConfigPage } from "../config-page";

export const metadata = { title: "Policies" };

export default function PoliciesPage() {
  return (
    <ConfigPage path="/policies" forReaders="Policies">
      <PoliciesView />
    </ConfigPage>
  );
}
