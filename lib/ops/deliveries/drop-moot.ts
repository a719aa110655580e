import { whyMoot } from "@/lib/core/contact";
import { type DeliveryKey, loadDelayed } from "@/lib/db/deliveries";
import { recordDeliveries } from "./record";

/** Deliveries that were to follow their page later: those nobody needs any more are dropped, and say why. */
export async function dropMoot(keys: readonly DeliveryKey[]): Promise<void> {
  const delayed = await loadDelayed(keys);
  const moot = delayed.flatMap((job) => {
    const reason = job.isOvertaken
      ? "they were looking, or it went down another route"
      : whyMoot(job.state, job.personId, job.now);
    return reason === null ? [] : [{ job, result: { kind: "dropped" as const, reason } }];
  });
  await recordDeliveries(moot);
}
