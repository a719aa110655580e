import { RoutesView } from "@/components/routes/routes-view";
import { requirePerson } from "@/lib/auth/server";
import { mayRole } from "@/lib/http/permissions";
import { routeBook } from "@/lib/ops/routes/book";
import { routesNow } from "@/lib/ops/routes/overview";

export const metadata = { title: "Routes" };

export default async function RoutesPage() {
  const ctx = await requirePerson("/routes");
  const [{ routes }, book] = await Promise.all([routesNow(ctx), routeBook(ctx)]);
  const { role } = ctx.actor;
  return (
    <RoutesView
      routes={routes}
      book={book}
      mayConfigure={mayRole(role, "configure")}
      mayTry={mayRole(role, "read_everything")}
    />
  );
}
