import { notFound } from "next/navigation";
import { VersionView } from "@/components/configuration/version-view";
import { NotForYourRole } from "@/components/shared/not-for-your-role";
import { requirePerson } from "@/lib/auth/server";
import { isDomainError } from "@/lib/contract/errors";
import { mayRole } from "@/lib/http/permissions";
import { diffVersions, readVersion } from "@/lib/ops/config/versions";
import { ConfigPage } from "../../../config-page";

export const metadata = { title: "Version" };

const orNotFound = (error: unknown): never => {
  if (isDomainError(error) && error.code === "not_found") notFound();
  throw error;
};

export default async function VersionPage({
  params,
  searchParams,
}: PageProps<"/configuration/versions/[n]">) {
  const [{ n }, { against }] = await Promise.all([params, searchParams]);
  const ctx = await requirePerson(`/configuration/versions/${n}`);
  if (!mayRole(ctx.actor.role, "read_everything")) return <NotForYourRole what="Configuration" />;
  const { document: _document, ...view } = await readVersion(ctx, { n }).catch(orNotFound);
  const named = typeof against === "string" && /^\d{1,9}$/.test(against) ? Number(against) : undefined;
  const isFirst = view.version === 1 && named === undefined;
  const diff = isFirst ? null : await diffVersions(ctx, { n, against: named }).catch(orNotFound);
  return (
    <ConfigPage path="/configuration">
      <VersionView view={view} diff={diff} />
    </ConfigPage>
  );
}
