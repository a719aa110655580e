import { ScheduleForm } from "@/components/schedules/schedule-form";
import { ConfigPage } from "../../config-page";

export const metadata = { title: "New schedule" };

export default function NewSchedulePage() {
  return (
    <ConfigPage path="/schedules/new">
      <ScheduleForm id={null} />
    </ConfigPage>
  );
}
