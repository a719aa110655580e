import { PeopleView } from "@/components/people/people-view";
import { requirePerson } from "@/lib/auth/server";
import { whoIsOnCall } from "@/lib/ops/schedules/who-is-on-call";
import { ConfigPage } from "../config-page";

export const metadata = { title: "People" };

export default async function PeoplePage() {
  const { schedules } = await whoIsOnCall(await requirePerson("/people"));
  return (
    <ConfigPage path="/people">
      <PeopleView schedules={schedules} />
    </ConfigPage>
  );
}
