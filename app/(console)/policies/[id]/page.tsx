import { PolicyForm } from "@/components/policies/policy-form";
import { ConfigPage } from "../../config-page";

export const metadata = { title: "Policy" };

export default async function PolicyPage({ params }: PageProps<"/policies/[id]">) {
  const id = decodeURIComponent((await params).id);
  return (
    <ConfigPage
      path={`/policies/${id}`}
      forReaders="Policies"
      find={(document) => document.policies.some((known) => known.id === id)}
    >
      <PolicyForm id={id} />
    </ConfigPage>
  );
}
