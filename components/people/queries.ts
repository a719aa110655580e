"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { keys } from "@/lib/contract/keys";
import type { Me, PersonView } from "@/lib/contract/people";
import { getJson } from "../shared/api";

export type PeopleList = {
  readonly people: readonly PersonView[];
  readonly teams: readonly {
    readonly id: string;
    readonly name: string;
    readonly members: readonly string[];
  }[];
};

const MINUTE = 60_000;
const MINUTES_5 = 5 * MINUTE;

const loadPeople = () => getJson<PeopleList>("/api/v1/people");

/** Everyone as the server sees them now: who works and who is away changes with the clock alone. */
export const usePeopleNow = (): readonly PersonView[] =>
  useQuery({ queryKey: keys.people, queryFn: loadPeople, refetchInterval: MINUTE }).data?.people ?? [];

/** Names by id. People change seldom: five minutes old is new enough for a name. */
export function useNames(): Readonly<Record<string, string>> {
  const { data } = useQuery({
    queryKey: keys.people,
    queryFn: loadPeople,
    staleTime: MINUTES_5,
  });
  return useMemo(() => Object.fromEntries((data?.people ?? []).map(({ id, name }) => [id, name])), [data]);
}

/** Who is looking at this console; the shell seeds it. */
export function useMe(): Me | undefined {
  return useQuery({ queryKey: keys.me, queryFn: () => getJson<Me>("/api/v1/me"), staleTime: MINUTES_5 }).data;
}
