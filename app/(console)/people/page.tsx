import { PeopleView } from "@/components/people/people-view";
import { requirePerson } from "@/lib/auth/server";
import { listPeople } from "@/lib/ops/people/list";
import { whoIsOnCall } from "@/lib/ops/schedules/who-is-on-call";

export const metadata = { title: "People" };

export default async function PeoplePage() {
  const ctx = await requirePerson("/people");
  const [list, { schedules }] = await Promise.all([listPeople(ctx), whoIsOnCall(ctx)]);
  return <PeopleView list={list} schedules={schedules} />;
}
