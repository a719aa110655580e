"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/lib/contract/keys";
import type { AgentView, CreatedAgentKey } from "@/lib/contract/people";
import { getJson, postJson, remove } from "../shared/api";

const pathOf = (id: string): string => `/api/v1/agents/${encodeURIComponent(id)}`;

/** One agent with its keys and what it has open. */
export function useAgent(id: string, seed: AgentView): AgentView {
  return useQuery({
    queryKey: keys.agent(id),
    queryFn: () => getJson<AgentView>(pathOf(id)),
    initialData: seed,
  }).data;
}

function useKeyChange<Input, Answer>(send: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: keys.agents }),
  });
}

export const useCreateKey = (agent: string) =>
  useKeyChange((name: string) =>
    postJson<CreatedAgentKey>(`${pathOf(agent)}/keys`, name.trim() === "" ? {} : { name: name.trim() }),
  );

export const useRotateKey = (agent: string) =>
  useKeyChange((key: string) =>
    postJson<CreatedAgentKey>(`${pathOf(agent)}/keys/${encodeURIComponent(key)}/rotate`, {}),
  );

export const useRevokeKey = (agent: string) =>
  useKeyChange((key: string) => remove(`${pathOf(agent)}/keys/${encodeURIComponent(key)}`));
