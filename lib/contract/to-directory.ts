import type { Directory } from "@/lib/core/directory";
import type { Schedule } from "@/lib/core/schedule";
import type { ConfigDocument } from "./config";
import { targets, toDelegation, toPerson, toSchedule } from "./to-core";

/** The schedules of a document, as it is written. */
export const asWritten = ({
  schedules,
  organisation,
}: Pick<ConfigDocument, "schedules" | "organisation">): ReadonlyMap<string, Schedule> =>
  new Map(schedules.map((schedule) => [schedule.id, toSchedule(schedule, organisation.time_zone)]));

/** The people of a document, with its schedules as they are written or as they are lived. */
export const toDirectory = (
  document: ConfigDocument,
  schedules: Directory["schedules"] = asWritten(document),
): Directory => ({
  people: new Map(
    document.people.map((person) => [person.id, toPerson(person, document.organisation.time_zone)]),
  ),
  teams: new Map(document.teams.map((team) => [team.id, team.members])),
  schedules,
  groups: new Map(
    document.slack_groups.map(({ id, authority }) => [id, { people: [], hasAuthority: authority }]),
  ),
  fallback: targets(document.organisation.fallback.notify),
  delegations: document.delegations.map(toDelegation),
});
