import { SchedulesView } from "@/components/schedules/schedules-view";
import { ConfigPage } from "../config-page";

export const metadata = { title: "Schedules" };

export default function SchedulesPage() {
  return (
    <ConfigPage path="/schedules">
      <SchedulesView />
    </ConfigPage>
  );
}
