import { OrganisationForm } from "@/components/organisation/organisation-form";
import { ConfigPage } from "../config-page";

export const metadata = { title: "Organisation" };

export default function OrganisationPage() {
  return (
    <ConfigPage path="/organisation">
      <OrganisationForm />
    </ConfigPage>
  );
}
