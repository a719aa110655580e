"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FreezeAnswer, FreezeView, KillAnswer } from "@/lib/contract/freezes";
import { keys } from "@/lib/contract/keys";
import { getJson, postJson } from "../shared/api";

export type Stoppable = { readonly kind: FreezeView["kind"]; readonly id: string };

const SECONDS_15 = 15_000;

/** What is frozen now, the latest first. Others freeze too, and nothing tells a page of it. */
export const useFreezes = (): readonly FreezeView[] =>
  useQuery({
    queryKey: keys.freezes,
    queryFn: async () =>
      (await getJson<{ readonly freezes: readonly FreezeView[] }>("/api/v1/freezes")).freezes,
    refetchInterval: SECONDS_15,
  }).data ?? [];

export const useFreeze = ({ kind, id }: Stoppable): FreezeView | undefined =>
  useFreezes().find((one) => one.kind === kind && one.id === id);

function useStop<Input, Answer>({ kind, id }: Stoppable, verb: "freeze" | "kill" | "thaw") {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) =>
      postJson<Answer>(`/api/v1/${kind}s/${encodeURIComponent(id)}/${verb}`, input),
    onSettled: () =>
      Promise.all(
        [keys.freezes, keys.agents, keys.requests].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  });
}

type Why = { readonly reason: string };
export const useFreezing = (what: Stoppable) => useStop<Why, FreezeAnswer>(what, "freeze");
export const useKilling = (what: Stoppable) => useStop<Why, KillAnswer>(what, "kill");
export const useThawing = (what: Stoppable) =>
  useStop<Record<string, never>, { readonly thawed: boolean }>(what, "thaw");
