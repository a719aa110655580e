import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { routeName } from "@/components/routes/book";
import { RouteView } from "@/components/routes/route-view";
import { ConfigBoundary } from "@/components/shared/config-boundary";
import { requirePerson } from "@/lib/auth/server";
import { isDomainError } from "@/lib/contract/errors";
import { mayRole } from "@/lib/http/permissions";
import { readConfig } from "@/lib/ops/config/read";
import { routeBook } from "@/lib/ops/routes/book";
import { routeNow } from "@/lib/ops/routes/overview";

const find = cache(async (id: string) => {
  const ctx = await requirePerson(`/routes/${encodeURIComponent(id)}`);
  const now = await routeNow(ctx, { id }).catch((error: unknown) => {
    if (isDomainError(error) && error.code === "not_found") notFound();
    throw error;
  });
  return { ctx, now };
});

export async function generateMetadata({ params }: PageProps<"/routes/[id]">): Promise<Metadata> {
  return { title: routeName((await find((await params).id)).now.route) };
}

export default async function RoutePage({ params }: PageProps<"/routes/[id]">) {
  const { ctx, now } = await find((await params).id);
  const [config, book] = await Promise.all([readConfig(ctx), routeBook(ctx)]);
  const may = {
    mayConfigure: mayRole(ctx.actor.role, "configure"),
    mayTry: mayRole(ctx.actor.role, "read_everything"),
  };
  return (
    <ConfigBoundary config={config}>
      <RouteView now={now} book={book} {...may} />
    </ConfigBoundary>
  );
}
