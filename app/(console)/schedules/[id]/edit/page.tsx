import { ScheduleForm } from "@/components/schedules/schedule-form";
import { ConfigPage } from "../../../config-page";

export const metadata = { title: "Edit schedule" };

export default async function EditSchedulePage({ params }: PageProps<"/schedules/[id]/edit">) {
  const id = decodeURIComponent((await params).id);
  return (
    <ConfigPage
      path={`/schedules/${id}/edit`}
      find={(document) => document.schedules.some((known) => known.id === id)}
    >
      <ScheduleForm id={id} />
    </ConfigPage>
  );
}
