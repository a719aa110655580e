import { z } from "zod";
import {
  WebhookMessage,
  WebhookMessages,
  WebhookMessagesQuery,
  WebhookSecret,
} from "@/lib/contract/webhooks";
import { listMessages, replaceSecret, replayMessage, testWebhook } from "@/lib/ops/webhooks/manage";
import { accepted, created, type Endpoint, endpoint, ok } from "./endpoint";

/** What webhooks sign with, and what they were told; which there are is configuration. */
export const webhooks: readonly Endpoint[] = [
  endpoint({
    method: "POST",
    path: "/api/v1/webhooks/{id}/secret",
    summary: "Give a webhook a new secret; the old one signs besides for an overlap",
    principals: ["person", "operator"],
    permission: "administer",
    body: z.strictObject({}),
    answers: { 201: WebhookSecret },
    verb: async ({ ctx, params }) => created(await replaceSecret(ctx, params)),
  }),
  endpoint({
    method: "GET",
    path: "/api/v1/webhooks/{id}/messages",
    summary: "What a webhook was told, the latest first",
    principals: ["person", "operator"],
    permission: "read_everything",
    query: WebhookMessagesQuery,
    answers: { 200: WebhookMessages },
    verb: async ({ ctx, params, query }) => ok(await listMessages(ctx, { ...params, ...query })),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/webhooks/{id}/messages/{message}/replay",
    summary: "Send a message once more",
    principals: ["person", "operator"],
    permission: "configure",
    body: z.strictObject({}),
    answers: { 202: WebhookMessage },
    verb: async ({ ctx, params }) => accepted(await replayMessage(ctx, params)),
  }),
  endpoint({
    method: "POST",
    path: "/api/v1/webhooks/{id}/test",
    summary: "Send a message that means nothing",
    principals: ["person", "operator"],
    permission: "configure",
    body: z.strictObject({}),
    answers: { 202: WebhookMessage },
    verb: async ({ ctx, params }) => accepted(await testWebhook(ctx, params)),
  }),
];
