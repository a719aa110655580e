import { OutOfOffice } from "@/components/people/out-of-office";
import { PersonForm } from "@/components/people/person-form";
import { PersonPassword } from "@/components/people/person-password";
import { ConfigPage } from "../../config-page";

export const metadata = { title: "Person" };

export default async function PersonPage({ params }: PageProps<"/people/[id]">) {
  const id = decodeURIComponent((await params).id);
  return (
    <ConfigPage path={`/people/${id}`} find={(document) => document.people.some((known) => known.id === id)}>
      <PersonForm
        id={id}
        after={
          <>
            <OutOfOffice id={id} />
            <PersonPassword id={id} />
          </>
        }
      />
    </ConfigPage>
  );
}
