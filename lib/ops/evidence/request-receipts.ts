import { readReceiptsOfRequest } from "@/lib/db/audit";
import { readRequestRecord } from "@/lib/db/request-reader";
import type { Context } from "../context";
import { notFound } from "../refuse";
import { maySee, reading, worldFor } from "../requests/world";

/** The signed records of one request, in order. Errors: not_found, also for a request that is not the caller's to see. */
export async function requestReceipts(
  ctx: Context,
  { id }: { readonly id: string },
): Promise<{ receipts: string[] }> {
  const { organisation } = ctx.actor;
  const request = await readRequestRecord(organisation, id);
  if (!request) throw notFound("request");
  const view = await reading(organisation);
  if (!maySee(ctx.actor, request, view, await worldFor(view, request))) throw notFound("request");
  return { receipts: [...(await readReceiptsOfRequest(organisation, id))] };
}
