import { Suspense } from "react";
import { NotForYourRole } from "@/components/shared/not-for-your-role";
import { SimulateView } from "@/components/simulate/simulate-view";
import { requirePerson } from "@/lib/auth/server";
import { mayRole } from "@/lib/http/permissions";
import { readConfig } from "@/lib/ops/config/read";
import { routeBook } from "@/lib/ops/routes/book";

export const metadata = { title: "Simulate" };

export default async function SimulatePage() {
  const ctx = await requirePerson("/simulate");
  if (!mayRole(ctx.actor.role, "read_everything")) return <NotForYourRole what="Simulate" />;
  const [{ document }, book] = await Promise.all([readConfig(ctx), routeBook(ctx)]);
  return (
    <Suspense>
      <SimulateView book={book} routes={document.routes} />
    </Suspense>
  );
}
