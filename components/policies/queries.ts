"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { keys } from "@/lib/contract/keys";
import type { ReplayReport, ShadowReport } from "@/lib/contract/replay";
import { getJson, postJson } from "../shared/api";
import type { ItemOf } from "../shared/config-item";

/** How far back the console looks; the command looks as far as it is told. */
export const SINCE_DAYS = 30;

/** What policies in shadow would have changed. */
export const useShadow = () =>
  useQuery({
    queryKey: keys.configPart("shadow"),
    queryFn: () => getJson<ShadowReport>(`/api/v1/config/shadow?since=${SINCE_DAYS}d`),
  });

/** Past actions under a policy as it is drafted, were it in force. Nothing is saved. */
export const useReplay = () =>
  useMutation({
    mutationFn: (policy: ItemOf<"policies">) =>
      postJson<ReplayReport>(`/api/v1/config/replay?since=${SINCE_DAYS}d`, { policies: [policy] }),
  });
