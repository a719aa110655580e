import { copyOf, startingRoute } from "@/components/routes/draft";
import { RouteEditor } from "@/components/routes/route-editor";
import { ConfigBoundary } from "@/components/shared/config-boundary";
import { NotForYourRole } from "@/components/shared/not-for-your-role";
import { requirePerson } from "@/lib/auth/server";
import { mayRole } from "@/lib/http/permissions";
import { readConfig } from "@/lib/ops/config/read";
import { routeBook } from "@/lib/ops/routes/book";

export const metadata = { title: "New route" };

export default async function NewRoutePage({ searchParams }: PageProps<"/routes/new">) {
  const ctx = await requirePerson("/routes/new");
  if (!mayRole(ctx.actor.role, "configure")) return <NotForYourRole what="New route" isChange />;
  const { from } = await searchParams;
  const [config, book] = await Promise.all([readConfig(ctx), routeBook(ctx)]);
  const copied = config.document.routes.find(({ id }) => id === from);
  const blank = copied ? copyOf(copied, book) : startingRoute(book, ctx.actor.person);
  return (
    <ConfigBoundary config={config}>
      <RouteEditor id={null} blank={blank} book={book} />
    </ConfigBoundary>
  );
}
