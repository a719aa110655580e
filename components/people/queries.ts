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

const MINUTES_5 = 300_000;

/** Names by id. People change seldom: five minutes old is new enough for a name. */
export function useNames(): Readonly<Record<string, string>> {
  const { data } = useQuery({
    queryKey: keys.people,
    queryFn: () => getJson<PeopleList>("/api/v1/people"),
    staleTime: MINUTES_5,
  });
  return useMemo(() => Object.fromEntries((data?.people ?? []).map(({ id, name }) => [id, name])), [data]);
}

/** Who is looking at this console; the shell seeds it. */
export function useMe(): Me | undefined {
  return useQuery({ queryKey: keys.me, queryFn: () => getJson<Me>("/api/v1/me"), staleTime: MINUTES_5 }).data;
}
