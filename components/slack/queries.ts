"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/lib/contract/keys";
import type { SlackLink, SlackSuggestions, SlackTestPage } from "@/lib/contract/slack";
import { getJson, postJson, remove, sendJson } from "../shared/api";

const LINK = "/api/v1/people/me/slack";

export const useMyLink = (initialData: SlackLink): SlackLink =>
  useQuery({
    queryKey: [...keys.people, "me", "slack"],
    queryFn: () => getJson<SlackLink>(LINK),
    initialData,
  }).data;

/** The link is part of the configuration, and says who can be reached how. */
function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: keys.people }),
      client.invalidateQueries({ queryKey: keys.config }),
    ]);
  };
}

export function useConfirmLink() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (code: string) => sendJson<SlackLink>("PUT", LINK, { code }),
    onSuccess: refresh,
  });
}

export function useEndLink() {
  const refresh = useRefresh();
  return useMutation({ mutationFn: () => remove(LINK), onSuccess: refresh });
}

export function useTestPage() {
  return useMutation({ mutationFn: () => postJson<SlackTestPage>("/api/v1/slack/test-page", {}) });
}

/** Asked by hand alone: Slack counts how often it is asked. `after` is where the last answer ended. */
export function useSuggestions() {
  return useMutation({
    mutationFn: (after: string | null) => postJson<SlackSuggestions>("/api/v1/slack/suggestions", { after }),
  });
}

export function useAcceptSuggestion() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ person, slack }: { readonly person: string; readonly slack: string }) =>
      sendJson<null>("PUT", `/api/v1/slack/suggestions/${encodeURIComponent(person)}`, { slack }),
    onSuccess: refresh,
  });
}

/** Who can be reached how changes with it, and so does the connection. */
export function useLeaveWorkspace() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (team: string) => remove(`/api/v1/slack/workspaces/${encodeURIComponent(team)}`),
    onSuccess: refresh,
  });
}
