"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/lib/contract/keys";
import type { WebhookMessage, WebhookMessages, WebhookSecret } from "@/lib/contract/webhooks";
import { getJson, postJson } from "../shared/api";

const pathOf = (id: string): string => `/api/v1/webhooks/${encodeURIComponent(id)}`;

/** While a message waits to be taken, how it is changes by itself. */
const LOOK_AGAIN_MS = 3_000;
const isWaiting = ({ messages }: WebhookMessages): boolean =>
  messages.some(({ status }) => status === "waiting");

/** What a webhook was told, the latest first. */
export const useMessages = (id: string) =>
  useInfiniteQuery({
    queryKey: keys.webhookMessages(id),
    queryFn: ({ pageParam }) =>
      getJson<WebhookMessages>(
        `${pathOf(id)}/messages?limit=20${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ""}`,
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: ({ state }) => (state.data?.pages.some(isWaiting) ? LOOK_AGAIN_MS : false),
  });

function useChange<Input, Answer>(id: string, send: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: () => client.invalidateQueries({ queryKey: keys.webhookMessages(id) }),
  });
}

export const useNewSecret = (id: string) =>
  useChange(id, () => postJson<WebhookSecret>(`${pathOf(id)}/secret`, {}));

export const useTrial = (id: string) =>
  useChange(id, () => postJson<WebhookMessage>(`${pathOf(id)}/test`, {}));

export const useReplay = (id: string) =>
  useChange(id, (message: string) =>
    postJson<WebhookMessage>(`${pathOf(id)}/messages/${encodeURIComponent(message)}/replay`, {}),
  );
