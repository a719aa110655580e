import { PersonForm } from "@/components/people/person-form";
import { ConfigPage } from "../../config-page";

export const metadata = { title: "New person" };

export default function NewPersonPage() {
  return (
    <ConfigPage path="/people/new">
      <PersonForm id={null} />
    </ConfigPage>
  );
}
