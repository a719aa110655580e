import type { RequestDetail } from "@/lib/contract/requests";
import type { TargetBook } from "../shared/targets";

export type Names = Readonly<Record<string, string>>;

/** What a request's targets mean, as far as it says: people by name, teams and schedules by id. */
export const bookOf = (request: RequestDetail): TargetBook => ({
  names: namesOf(request),
  teams: {},
  schedules: {},
  channels: {},
  groups: {},
});

/** The names that came with a request, by person. */
export const namesOf = (request: RequestDetail): Names =>
  Object.fromEntries(Object.entries(request.people).map(([id, person]) => [id, person.name]));
