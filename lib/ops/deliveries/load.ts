import { type DeliveryKey, loadQueued, type QueuedDelivery } from "@/lib/db/deliveries";

/** A page, reminder or repaint on its way to one person over one channel. */
export type DeliveryJob = QueuedDelivery;

/** The deliveries still to be handed over; one that was handed over before is not among them. */
export async function loadDeliveries(keys: readonly DeliveryKey[]): Promise<readonly DeliveryJob[]> {
  return loadQueued(keys);
}
