import { parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { ConfigDocument } from "@/lib/contract/config";
import type { ListRequestsQuery } from "@/lib/contract/requests";

/** The queue's filters as they stand in the URL, shared by the page (first load) and the hooks (every later one). */

export const TABS = ["mine", "team", "all", "decided"] as const;
export type Tab = (typeof TABS)[number];

export const OUTCOMES = ["approved", "denied"] as const;
export const CAUSES = [
  "approver",
  "deadline",
  "withdrawn",
  "superseded",
  "unroutable",
  "standing_grant",
  "break_glass",
] as const;

export type Status = "pending" | (typeof OUTCOMES)[number];

export const queueParsers = {
  tab: parseAsStringLiteral(TABS).withDefault("mine"),
  status: parseAsStringLiteral(OUTCOMES),
  cause: parseAsStringLiteral(CAUSES),
  surface: parseAsString,
  agent: parseAsString,
  q: parseAsString,
};

export type QueueFilters = {
  readonly tab: Tab;
  readonly status: (typeof OUTCOMES)[number] | null;
  readonly cause: (typeof CAUSES)[number] | null;
  readonly surface: string | null;
  readonly agent: string | null;
  readonly q: string | null;
};

export const NO_FILTERS = { status: null, cause: null, surface: null, agent: null, q: null } as const;

/** What there is to filter by. */
export type Catalogue = {
  readonly agents: readonly { readonly id: string; readonly name: string }[];
  readonly surfaces: readonly string[];
};

export const catalogueOf = ({
  agents,
  surfaces,
}: Pick<ConfigDocument, "agents" | "surfaces">): Catalogue => ({
  agents: agents.map(({ id, name }) => ({ id, name: name ?? id })),
  surfaces: surfaces.map(({ id }) => id),
});

const PAGE_SIZE = 50;

/** The statuses these filters ask for, each a list of its own. Outcome and cause are questions about the decided. */
export function statusesOf(filters: QueueFilters): readonly Status[] {
  if (filters.tab !== "decided") return ["pending"];
  return filters.status ? [filters.status] : OUTCOMES;
}

/** What the API is asked for one of them. */
export function queueQuery(filters: QueueFilters, status: Status): ListRequestsQuery {
  return {
    view: filters.tab === "decided" ? "all" : filters.tab,
    status,
    cause: status === "pending" ? undefined : (filters.cause ?? undefined),
    surface: filters.surface || undefined,
    agent: filters.agent || undefined,
    q: filters.q?.trim().slice(0, 200) || undefined,
    limit: PAGE_SIZE / statusesOf(filters).length,
  };
}

/** A query as the text of an address: absent where not asked. */
export function searchOf(query: ListRequestsQuery): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

/** The cache key's part: one text for each of the lists these filters read. */
export const queueKeyOf = (filters: QueueFilters): Readonly<Record<string, string>> =>
  Object.fromEntries(statusesOf(filters).map((status) => [status, searchOf(queueQuery(filters, status))]));

export const activeFilterCount = (filters: QueueFilters): number =>
  [filters.status, filters.cause, filters.surface, filters.agent, filters.q].filter(Boolean).length;
