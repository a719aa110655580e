import { hint } from "@/lib/core/closest";
import type { ConfigDocument } from "./config";
import type { FieldError } from "./errors";
import { WEBHOOK_EVENTS } from "./webhooks";

/** A webhook that waits for an event there is not would be silent for ever. */
export const checkWebhooks = ({ webhooks }: ConfigDocument): readonly FieldError[] =>
  webhooks.flatMap(({ events }, index) =>
    events.flatMap((event, at) =>
      WEBHOOK_EVENTS.includes(event)
        ? []
        : [
            {
              path: `/webhooks/${index}/events/${at}`,
              message: `there is no event ${event}${hint(event, WEBHOOK_EVENTS)}`,
            },
          ],
    ),
  );
