import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { createLoader } from "nuqs/server";
import { catalogueOf, queueKeyOf, queueParsers } from "@/components/queue/filters";
import { loadQueuePage } from "@/components/queue/queue-page";
import { QueueView } from "@/components/queue/queue-view";
import { requirePerson } from "@/lib/auth/server";
import { keys } from "@/lib/contract/keys";
import { readConfig } from "@/lib/ops/config/read";
import { listPeople } from "@/lib/ops/people/list";
import { listRequests } from "@/lib/ops/requests/list";
import { whoIsOnCall } from "@/lib/ops/schedules/who-is-on-call";

export const metadata = { title: "Queue" };

const readFilters = createLoader(queueParsers);

export default async function QueuePage({ searchParams }: PageProps<"/queue">) {
  const ctx = await requirePerson("/queue");
  const filters = await readFilters(searchParams);
  const [page, people, onCall, { document }] = await Promise.all([
    loadQueuePage(filters, null, (query) => listRequests(ctx, query)),
    listPeople(ctx),
    whoIsOnCall(ctx),
    readConfig(ctx),
  ]);
  const client = new QueryClient();
  client.setQueryData(keys.requestList(queueKeyOf(filters)), { pages: [page], pageParams: [null] });
  client.setQueryData(keys.people, people);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <QueueView onCall={onCall.schedules} catalogue={catalogueOf(document)} />
    </HydrationBoundary>
  );
}
