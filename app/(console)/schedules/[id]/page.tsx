import { notFound } from "next/navigation";
import { ScheduleView } from "@/components/schedules/schedule-view";
import { requirePerson } from "@/lib/auth/server";
import { isDomainError } from "@/lib/contract/errors";
import { SPANS, type Span, scheduleLanes } from "@/lib/ops/schedules/lanes";
import { ConfigPage } from "../../config-page";

export const metadata = { title: "Schedule" };

const isSpan = (text: unknown): text is Span => typeof text === "string" && Object.hasOwn(SPANS, text);

export default async function SchedulePage({ params, searchParams }: PageProps<"/schedules/[id]">) {
  const id = decodeURIComponent((await params).id);
  const { from, span } = await searchParams;
  const ctx = await requirePerson(`/schedules/${id}`);
  const lanes = await scheduleLanes(ctx, {
    id,
    ...(typeof from === "string" ? { day: from } : {}),
    ...(isSpan(span) ? { span } : {}),
  }).catch((error: unknown) => {
    if (isDomainError(error) && error.code === "not_found") notFound();
    throw error;
  });
  return (
    <ConfigPage path={`/schedules/${id}`}>
      <ScheduleView lanes={lanes} />
    </ConfigPage>
  );
}
