import { snapshotInForce } from "../requests/world";

/** Where letters reach this person now; null where no address of theirs is known, or they are nobody any more. */
export async function addressOf(organisation: string, person: string): Promise<string | null> {
  const { directory } = await snapshotInForce(organisation);
  return directory.people.get(person)?.email ?? null;
}
