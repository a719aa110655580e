import { ConfigurationView } from "@/components/configuration/configuration-view";
import { NotForYourRole } from "@/components/shared/not-for-your-role";
import { requirePerson } from "@/lib/auth/server";
import { mayRole } from "@/lib/http/permissions";
import { readProblems } from "@/lib/ops/config/problems";
import { listVersions, readDrift } from "@/lib/ops/config/versions";
import { ConfigPage } from "../config-page";

export const metadata = { title: "Configuration" };

export default async function ConfigurationPage() {
  const ctx = await requirePerson("/configuration");
  if (!mayRole(ctx.actor.role, "read_everything")) return <NotForYourRole what="Configuration" />;
  const [problems, drift, versions] = await Promise.all([
    readProblems(ctx),
    readDrift(ctx),
    listVersions(ctx, {}),
  ]);
  return (
    <ConfigPage path="/configuration">
      <ConfigurationView problems={problems} drift={drift} versions={versions} />
    </ConfigPage>
  );
}
