import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { PeopleView } from "@/components/people/people-view";
import { requirePerson } from "@/lib/auth/server";
import { keys } from "@/lib/contract/keys";
import { listPeople } from "@/lib/ops/people/list";
import { whoIsOnCall } from "@/lib/ops/schedules/who-is-on-call";
import { ConfigPage } from "../config-page";

export const metadata = { title: "People" };

export default async function PeoplePage() {
  const ctx = await requirePerson("/people");
  const [{ schedules }, people] = await Promise.all([whoIsOnCall(ctx), listPeople(ctx)]);
  const client = new QueryClient();
  client.setQueryData(keys.people, people);
  return (
    <ConfigPage path="/people">
      <HydrationBoundary state={dehydrate(client)}>
        <PeopleView schedules={schedules} />
      </HydrationBoundary>
    </ConfigPage>
  );
}
