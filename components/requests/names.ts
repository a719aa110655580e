import type { RequestDetail } from "@/lib/contract/requests";

export type Names = Readonly<Record<string, string>>;

/** The names that came with a request, by person. */
export const namesOf = (request: RequestDetail): Names =>
  Object.fromEntries(Object.entries(request.people).map(([id, person]) => [id, person.name]));
