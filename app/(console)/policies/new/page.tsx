import { PolicyForm } from "@/components/policies/policy-form";
import { ConfigPage } from "../../config-page";

export const metadata = { title: "New policy" };

export default function NewPolicyPage() {
  return (
    <ConfigPage path="/policies/new" forReaders="Policies">
      <PolicyForm id={null} />
    </ConfigPage>
  );
}
