import type { z } from "zod";
import type { TestDelivery } from "@/lib/contract/people";
import { allDeliveries } from "@/lib/db/deliveries";
import type { Context, OperatorActor } from "../context";
import { requireTestMode } from "./test-mode";

/** Every page, reminder and repaint of the organisation, in the order they were written. Errors: not_found outside test mode. */
export async function listDeliveries(
  ctx: Context<OperatorActor>,
): Promise<{ deliveries: z.infer<typeof TestDelivery>[] }> {
  requireTestMode();
  const deliveries = await allDeliveries(ctx.actor.organisation);
  return {
    deliveries: deliveries.map((delivery) => ({
      id: delivery.id,
      at: delivery.createdAt.toISOString(),
      person: delivery.personId,
      channel: delivery.channel,
      kind: delivery.kind,
      requests: [delivery.requestId],
      step: delivery.step,
      status: delivery.status,
      payload: delivery.payload,
    })),
  };
}
