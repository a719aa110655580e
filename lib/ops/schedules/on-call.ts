import { onCall } from "@/lib/core/schedule";
import type { Context } from "../context";
import { scheduleInForce } from "./in-force";

/** Who is on call at an instant, by default now. Errors: not_found. */
export async function readOnCall(
  ctx: Context,
  { id, at }: { readonly id: string; readonly at?: string | undefined },
): Promise<{ people: string[] }> {
  const { schedule, now } = await scheduleInForce(ctx, id);
  return { people: [...onCall(schedule, at === undefined ? now : new Date(at))] };
}
