import { OnCallView } from "@/components/schedules/on-call-view";
import { requirePerson } from "@/lib/auth/server";
import { whoIsOnCall } from "@/lib/ops/schedules/who-is-on-call";
import { ConfigPage } from "../config-page";

export const metadata = { title: "On call" };

export default async function OnCallPage() {
  const { schedules } = await whoIsOnCall(await requirePerson("/on-call"));
  return (
    <ConfigPage path="/on-call">
      <OnCallView schedules={schedules} />
    </ConfigPage>
  );
}
