import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { RequestView } from "@/components/requests/request-view";
import { requirePerson } from "@/lib/auth/server";
import { isDomainError } from "@/lib/contract/errors";
import { keys } from "@/lib/contract/keys";
import { visible } from "@/lib/core/display";
import { readRequest } from "@/lib/ops/requests/read";

/** Once for the title and the page. What is not there and what is not theirs answer the same. */
const find = cache(async (id: string) => {
  const ctx = await requirePerson(`/requests/${encodeURIComponent(id)}`);
  return readRequest(ctx, { id }).catch((error: unknown) => {
    if (isDomainError(error) && error.code === "not_found") notFound();
    throw error;
  });
});

export async function generateMetadata({ params }: PageProps<"/requests/[id]">): Promise<Metadata> {
  return { title: visible((await find((await params).id)).title) };
}

export default async function RequestPage({ params }: PageProps<"/requests/[id]">) {
  const request = await find((await params).id);
  const client = new QueryClient();
  client.setQueryData(keys.request(request.id), request);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <RequestView id={request.id} />
    </HydrationBoundary>
  );
}
