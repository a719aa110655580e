import { notFound } from "next/navigation";
import { RouteEditor } from "@/components/routes/route-editor";
import { ConfigBoundary } from "@/components/shared/config-boundary";
import { NotForYourRole } from "@/components/shared/not-for-your-role";
import { requirePerson } from "@/lib/auth/server";
import { mayRole } from "@/lib/http/permissions";
import { readConfig } from "@/lib/ops/config/read";
import { routeBook } from "@/lib/ops/routes/book";

export const metadata = { title: "Edit a route" };

export default async function EditRoutePage({ params }: PageProps<"/routes/[id]/edit">) {
  const { id } = await params;
  const ctx = await requirePerson(`/routes/${encodeURIComponent(id)}/edit`);
  if (!mayRole(ctx.actor.role, "configure")) return <NotForYourRole what="Edit a route" isChange />;
  const [config, book] = await Promise.all([readConfig(ctx), routeBook(ctx)]);
  const route = config.document.routes.find((known) => known.id === id);
  if (!route) notFound();
  return (
    <ConfigBoundary config={config}>
      <RouteEditor id={id} blank={route} book={book} />
    </ConfigBoundary>
  );
}
