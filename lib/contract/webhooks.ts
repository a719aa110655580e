import { z } from "zod";
import type { AnyEvent } from "@/lib/core/fold";
import { Cursor, Instant, wholeNumber } from "./common";

/** What a webhook may be told: everything that happens to a request and to its grant, under the names of its timeline. */
const REQUEST_EVENTS = [
  "opened",
  "step_entered",
  "step_skipped",
  "fallback_paged",
  "paging_resumed",
  "reminded",
  "acknowledged",
  "responded",
  "decided",
  "extended",
  "reassigned",
  "responder_added",
  "rerouted",
  "commented",
  "asked",
  "answered",
] as const;
const GRANT_EVENTS = ["minted", "released", "claimed", "reported", "lapsed", "revoked"] as const;

type Named = (typeof REQUEST_EVENTS)[number] | `grant_${(typeof GRANT_EVENTS)[number]}`;
/** The compiler wants a name for every event there is. */
type NameOf<Type extends Named> = Type;

/** `request.decided`, `grant.claimed` */
export const webhookEventOf = (type: NameOf<AnyEvent["type"]>): string =>
  type.startsWith("grant_") ? type.replace("_", ".") : `request.${type}`;

export const WEBHOOK_EVENTS: readonly string[] = [
  ...REQUEST_EVENTS.map((name) => `request.${name}`),
  ...GRANT_EVENTS.map((name) => `grant.${name}`),
];

export const WebhookSecret = z
  .object({
    secret: z.string().meta({ description: "whsec_…: shown this once" }),
    previous_until: Instant.nullable().meta({
      description: "until then messages are signed with the one before, too",
    }),
  })
  .meta({ id: "WebhookSecret" });
export type WebhookSecret = z.infer<typeof WebhookSecret>;

export const WebhookMessage = z
  .object({
    id: z.string(),
    event: z.string().meta({ description: "such as request.decided; webhook.test for a test" }),
    event_id: z.string().meta({ description: "the webhook-id header: the same however often it is sent" }),
    request: z.string().nullable(),
    status: z.enum(["waiting", "delivered", "failed"]),
    attempts: z.int(),
    answered: z.int().nullable().meta({ description: "the receiver's last status" }),
    error: z.string().nullable(),
    created_at: Instant,
    tried_at: Instant.nullable(),
  })
  .meta({ id: "WebhookMessage" });
export type WebhookMessage = z.infer<typeof WebhookMessage>;

export const WebhookMessagesQuery = z.strictObject({
  cursor: Cursor,
  limit: wholeNumber(1, 200).default(50),
  status: z.enum(["waiting", "delivered", "failed"]).optional(),
});

export const WebhookMessages = z.object({
  messages: z.array(WebhookMessage),
  next_cursor: z.string().nullable(),
  has_secret: z.boolean(),
});
export type WebhookMessages = z.infer<typeof WebhookMessages>;
