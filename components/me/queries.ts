"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/lib/contract/keys";
import type { DelegationView, LendInput, MyContact, MyDelegations } from "@/lib/contract/people-own";
import { getJson, postJson, remove, sendJson } from "../shared/api";

const DELEGATIONS = "/api/v1/people/me/delegations";
const CONTACT = "/api/v1/people/me/contact";

export const useMyDelegations = (initialData: MyDelegations): MyDelegations =>
  useQuery({ queryKey: keys.myDelegations, queryFn: () => getJson<MyDelegations>(DELEGATIONS), initialData })
    .data;

/** Who may answer what changes with it: nothing that was known of people or requests is sure any more. */
function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: keys.people }),
      client.invalidateQueries({ queryKey: keys.config }),
      client.invalidateQueries({ queryKey: keys.requests }),
    ]);
  };
}

export function useLend() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (input: LendInput) => postJson<DelegationView>(DELEGATIONS, input),
    onSuccess: refresh,
  });
}

export function useTakeBack() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: string) => remove(`${DELEGATIONS}/${encodeURIComponent(id)}`),
    onSuccess: refresh,
  });
}

export function useSetContact() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (contact: MyContact) => sendJson<MyContact>("PUT", CONTACT, contact),
    onSuccess: refresh,
  });
}
