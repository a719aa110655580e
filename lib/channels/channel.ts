import type { DeliveryJob } from "@/lib/ops/deliveries/load";
import type { DeliveryResult } from "@/lib/ops/deliveries/record";

/**
 * A way to reach people. `deliver` answers for every job, in order; a job it cannot place now is `retry`. It may be asked
 * twice about one delivery after a crash: the delivery's id is the key to send it once.
 */
export interface Channel {
  /** As routes name it in `via`. */
  readonly id: string;
  deliver(jobs: readonly DeliveryJob[]): Promise<readonly DeliveryResult[]>;
}
