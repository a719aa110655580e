"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ConfigDocument } from "@/lib/contract/config";
import { keys } from "@/lib/contract/keys";
import type {
  AssignInput,
  RequestDetail,
  RequestEnvelope,
  RerouteInput,
  RespondAnswer,
  RespondInput,
} from "@/lib/contract/requests";
import { getJson, postJson } from "../shared/api";

const pathOf = (id: string): string => `/api/v1/requests/${encodeURIComponent(id)}`;

/** One request. Only ever what the server said: nothing here is written before its answer. */
export function useRequest(id: string) {
  return useQuery({
    queryKey: keys.request(id),
    queryFn: async () => (await getJson<RequestEnvelope>(pathOf(id))).request,
  });
}

/** Every verb on a request answers with the request; a refusal also means that what we show may be old. */
function useRequestVerb<Input, Answer extends { readonly request: RequestDetail }>(id: string, verb: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => postJson<Answer>(`${pathOf(id)}/${verb}`, input),
    onSuccess: (answer) => client.setQueryData(keys.request(id), answer.request),
    onSettled: () => client.invalidateQueries({ queryKey: keys.requests }),
  });
}

export const useRespond = (id: string) => useRequestVerb<RespondInput, RespondAnswer>(id, "responses");
export const useAcknowledge = (id: string) =>
  useRequestVerb<Record<string, never>, RequestEnvelope>(id, "acknowledge");
export const useEscalate = (id: string) =>
  useRequestVerb<{ readonly from_step: number }, RequestEnvelope>(id, "escalate");
export const useExtend = (id: string) =>
  useRequestVerb<{ readonly seconds: number }, RequestEnvelope>(id, "extend");
export const useReassign = (id: string) => useRequestVerb<AssignInput, RequestEnvelope>(id, "reassign");
export const useAddResponder = (id: string) => useRequestVerb<AssignInput, RequestEnvelope>(id, "responders");
export const useReroute = (id: string) => useRequestVerb<RerouteInput, RequestEnvelope>(id, "reroute");
export const useComment = (id: string) =>
  useRequestVerb<{ readonly text: string }, RequestEnvelope>(id, "comments");

type RouteConfig = ConfigDocument["routes"][number];

/** The routes of the configuration in force: where a request may be sent. */
export const useRoutes = () =>
  useQuery({
    queryKey: [...keys.routes, "in-force"],
    queryFn: async () =>
      (await getJson<{ readonly routes: readonly RouteConfig[] }>("/api/v1/routes")).routes,
  });
