import type { Tx } from "./client";

/** The context of an action, written anew: what is not under its digest may come after the ruling. */
export async function writeActionContext(
  tx: Tx,
  organisation: string,
  id: string,
  context: unknown,
): Promise<void> {
  await tx.$executeRaw`/* PREPARED */
    UPDATE action SET context = ${JSON.stringify(context)}::json
     WHERE organisation_id = ${organisation} AND id = ${id}`;
}
