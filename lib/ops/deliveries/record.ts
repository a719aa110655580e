import { bringForward, type HandedOver, noteTrouble, recordHandedOver } from "@/lib/db/deliveries";
import type { DeliveryJob } from "./load";

/** What became of one delivery. `sent` left the house; `delivered` is known to have arrived; `failed` never will. */
export type DeliveryResult =
  | { readonly kind: "sent" | "delivered"; readonly externalRef: unknown }
  | { readonly kind: "failed"; readonly error: string }
  /** It was to follow later, and need not any more. */
  | { readonly kind: "dropped"; readonly reason: string }
  /** The channel cannot take it now: the worker tries again, and the next way to reach them does not wait for it. */
  | { readonly kind: "retry"; readonly error: string };

export type Handed = {
  readonly job: Pick<DeliveryJob, "organisation" | "id">;
  /** It was tried before. */
  readonly isAgain?: boolean;
  readonly result: DeliveryResult;
};

/** Record what was handed over and what never will be. Recording twice changes nothing. What did not go out is followed by the next way to reach them. */
export async function recordDeliveries(handed: readonly Handed[]): Promise<void> {
  const results = handed.flatMap(({ job: { organisation, id }, result }): readonly HandedOver[] => {
    switch (result.kind) {
      case "sent":
      case "delivered":
        return [{ organisation, id, status: result.kind, externalRef: result.externalRef, error: null }];
      case "failed":
        return [{ organisation, id, status: result.kind, externalRef: null, error: result.error }];
      case "dropped":
        return [{ organisation, id, status: result.kind, externalRef: null, error: result.reason }];
      case "retry":
        return [];
      default:
        return result satisfies never;
    }
  });
  const troubles = handed.flatMap(({ job: { organisation, id }, result, isAgain = false }) =>
    result.kind === "retry" ? [{ organisation, id, isAgain, error: result.error }] : [],
  );
  await recordHandedOver(results);
  await noteTrouble(troubles);
  await bringForward([
    ...results.filter(({ status }) => status === "failed"),
    ...troubles.filter(({ isAgain }) => !isAgain),
  ]);
}
