import { onCall } from "@/lib/core/schedule";
import type { Context } from "../context";
import { scheduleInForce } from "./in-force";

/** Who is on call at an instant, by default now. Errors: not_found. */
export async function readOnCall(
  ctx: Context,
  { id, at }: { readonly id: string; readonly at?: string | undefined },
): Promise<{ people: string[] }> {
  const asked = at === undefined ? undefined : new Date(at);
  const { schedule, now } = await scheduleInForce(ctx, id, asked);
  return { people: [...onCall(schedule, asked ?? now)] };
}
