import type { AuditQuery } from "@/lib/contract/people";

/** The audit's filters as they stand in the URL. Days are UTC days: the ledger has one clock. */

export type AuditFilters = {
  readonly agent: string;
  readonly person: string;
  readonly surface: string;
  readonly from: string;
  readonly to: string;
};

type Parameters = Readonly<Record<string, string | string[] | undefined>>;

const one = (value: string | string[] | undefined): string =>
  ((Array.isArray(value) ? value[0] : value) ?? "").trim().slice(0, 200);

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00.000Z`));

const day = (value: string | string[] | undefined): string => (isDay(one(value)) ? one(value) : "");

export const auditFilters = (parameters: Parameters): AuditFilters => ({
  agent: one(parameters.agent),
  person: one(parameters.person),
  surface: one(parameters.surface),
  from: day(parameters.from),
  to: day(parameters.to),
});

const PAGE_SIZE = 50;

export const auditQuery = (filters: AuditFilters, cursor: string): AuditQuery => ({
  agent: filters.agent || undefined,
  person: filters.person || undefined,
  surface: filters.surface || undefined,
  from: filters.from ? `${filters.from}T00:00:00.000Z` : undefined,
  to: filters.to ? `${filters.to}T23:59:59.999Z` : undefined,
  cursor: cursor || undefined,
  limit: PAGE_SIZE,
});

/** The address of these filters, further down the ledger when a cursor is given. */
export function auditAddress(filters: AuditFilters, cursor: string | null): string {
  const given = Object.entries({ ...filters, cursor: cursor ?? "" }).filter(([, value]) => value !== "");
  return given.length === 0 ? "/audit" : `/audit?${new URLSearchParams(given)}`;
}
