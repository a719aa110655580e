import { AuditView } from "@/components/audit/audit-view";
import { auditFilters, auditQuery } from "@/components/audit/filters";
import { NotForYourRole } from "@/components/shared/not-for-your-role";
import { requirePerson } from "@/lib/auth/server";
import { mayRole } from "@/lib/http/permissions";
import { listAudit } from "@/lib/ops/evidence/audit";
import { listPeople } from "@/lib/ops/people/list";

export const metadata = { title: "Audit" };

export default async function AuditPage({ searchParams }: PageProps<"/audit">) {
  const ctx = await requirePerson("/audit");
  if (!mayRole(ctx.actor.role, "read_everything")) return <NotForYourRole what="Audit" />;
  const parameters = await searchParams;
  const filters = auditFilters(parameters);
  const cursor = typeof parameters.cursor === "string" ? parameters.cursor : "";
  const [list, { people }] = await Promise.all([
    listAudit(ctx, auditQuery(filters, cursor)),
    listPeople(ctx),
  ]);
  return (
    <AuditView
      list={list}
      filters={filters}
      names={Object.fromEntries(people.map((person) => [person.id, person.name]))}
    />
  );
}
