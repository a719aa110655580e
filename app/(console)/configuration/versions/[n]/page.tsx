import { notFound } from "next/navigation";
import { VersionView } from "@/components/configuration/version-view";
import { NotForYourRole } from "@/components/shared/not-for-your-role";
import { requirePerson } from "@/lib/auth/server";
import { isDomainError } from "@/lib/contract/errors";
import { mayRole } from "@/lib/http/permissions";
import { readVersion } from "@/lib/ops/config/versions";
import { ConfigPage } from "../../../config-page";

export const metadata = { title: "Version" };

export default async function VersionPage({
  params,
  searchParams,
}: PageProps<"/configuration/versions/[n]">) {
  const { n } = await params;
  const ctx = await requirePerson(`/configuration/versions/${n}`);
  if (!mayRole(ctx.actor.role, "read_everything")) return <NotForYourRole what="Configuration" />;
  const found = await readVersion(ctx, { n }).catch((error: unknown) => {
    if (isDomainError(error) && error.code === "not_found") notFound();
    throw error;
  });
  const { document: _document, ...view } = found;
  const { against } = await searchParams;
  const earlier =
    typeof against === "string" && /^\d{1,9}$/.test(against) ? Number(against) : view.version - 1;
  return (
    <ConfigPage path="/configuration">
      <VersionView view={view} against={earlier} />
    </ConfigPage>
  );
}
