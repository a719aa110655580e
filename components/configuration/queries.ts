"use client";

import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import type { ConfigDrift, ConfigVersionList } from "@/lib/contract/config-history";
import type { ConfigPlan, ConfigProblemList } from "@/lib/contract/config-plan";
import { keys } from "@/lib/contract/keys";
import { getJson, postJson, sendYaml } from "../shared/api";
import { useConfigChange } from "../shared/config-item";

const VERSIONS = "/api/v1/config/versions";

/** Seeded by the page; every change of the configuration reads it again. */
export const useProblems = (seed: ConfigProblemList): ConfigProblemList =>
  useQuery({
    queryKey: keys.configPart("problems"),
    queryFn: () => getJson<ConfigProblemList>("/api/v1/config/problems"),
    initialData: seed,
  }).data;

export const useDrift = (seed: ConfigDrift): ConfigDrift =>
  useQuery({
    queryKey: keys.configPart("drift"),
    queryFn: () => getJson<ConfigDrift>("/api/v1/config/drift"),
    initialData: seed,
  }).data;

export const useVersions = (seed: ConfigVersionList) =>
  useInfiniteQuery({
    queryKey: keys.configPart("versions"),
    queryFn: ({ pageParam }) =>
      getJson<ConfigVersionList>(
        pageParam ? `${VERSIONS}?cursor=${encodeURIComponent(pageParam)}` : VERSIONS,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    initialData: { pages: [seed], pageParams: [""] },
  });

/** A dry run: what a file would do. */
export const usePlanFile = () =>
  useMutation({ mutationFn: (yaml: string) => sendYaml<ConfigPlan>("/api/v1/config?dry_run=1", yaml) });

export type FileToApply = {
  readonly yaml: string;
  /** The version it was planned against: another one in force by then is not written over. */
  readonly base: number;
  /** The name of the file, where drift is to be measured from it. */
  readonly source: string | null;
};

export const useApplyFile = () =>
  useConfigChange(({ yaml, base, source }: FileToApply) => {
    const query = new URLSearchParams({
      expect_version: String(base),
      ...(source === null ? {} : { source }),
    });
    return sendYaml<ConfigPlan>(`/api/v1/config?${query}`, yaml);
  });

export const usePlanRestore = (version: number) =>
  useMutation({ mutationFn: () => postJson<ConfigPlan>(`${VERSIONS}/${version}/restore?dry_run=1`, {}) });

export const useRestore = (version: number) =>
  useConfigChange((base: number) =>
    postJson<ConfigPlan>(`${VERSIONS}/${version}/restore?expect_version=${base}`, {}),
  );
