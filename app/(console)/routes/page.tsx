import { RoutesView } from "@/components/routes/routes-view";
import { requirePerson } from "@/lib/auth/server";
import { readConfig } from "@/lib/ops/config/read";
import { listPeople } from "@/lib/ops/people/list";
import { whoIsOnCall } from "@/lib/ops/schedules/who-is-on-call";

export const metadata = { title: "Routes" };

export default async function RoutesPage() {
  const ctx = await requirePerson("/routes");
  const [{ document }, { people, teams }, { schedules }] = await Promise.all([
    readConfig(ctx),
    listPeople(ctx),
    whoIsOnCall(ctx),
  ]);
  const book = {
    names: Object.fromEntries(people.map(({ id, name }) => [id, name])),
    teams: Object.fromEntries(teams.map((team) => [team.id, team])),
    schedules: Object.fromEntries(schedules.map((schedule) => [schedule.id, schedule])),
    channels: Object.fromEntries(document.channels.map(({ id, name }) => [id, name ?? id])),
  };
  const { default_route } = document.organisation;
  return <RoutesView routes={document.routes} defaultRoute={default_route ?? null} book={book} />;
}
