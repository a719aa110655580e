import type { ConfigDocument } from "@/lib/contract/config";
import { webhookEventOf } from "@/lib/contract/webhooks";
import type { AnyEvent } from "@/lib/core/fold";
import type { OutboxRow } from "@/lib/db/request-rows";
import { WEBHOOK_TOPIC } from "@/lib/db/webhooks";

type Happened = {
  readonly organisation: string;
  readonly requestId: string;
  /** The first event's place among the request's. */
  readonly firstSeq: number;
  readonly events: readonly AnyEvent[];
  readonly now: Date;
};

/** Who is to be told what: one row for each event and each webhook that waits for it. */
export const webhookRows = (
  webhooks: ConfigDocument["webhooks"],
  { organisation, requestId, firstSeq, events, now }: Happened,
): readonly OutboxRow[] =>
  webhooks.flatMap(({ id, events: wanted }) =>
    events.flatMap(({ type }, index) => {
      const seq = firstSeq + index;
      if (wanted.length > 0 && !wanted.includes(webhookEventOf(type))) return [];
      return [
        {
          topic: WEBHOOK_TOPIC,
          key: `${organisation}/${id}/${requestId}/${seq}`,
          payload: { webhook: id, request: requestId, seq },
          due_at: now,
        },
      ];
    }),
  );
