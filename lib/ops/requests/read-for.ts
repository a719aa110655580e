import { isDomainError } from "@/lib/contract/errors";
import type { RequestDetail } from "@/lib/contract/requests";
import { newUuid } from "@/lib/runtime/ids";
import type { Actor } from "../context";
import { readForCard } from "./read";
import { snapshotInForce } from "./world";

/**
 * The request as a message about it may say it: to this person, who by reading it has shown the least of who they are;
 * without a person, to anybody in a shared place. Null: it is not theirs to see.
 */
export async function readFor(
  organisation: string,
  person: string | null,
  id: string,
): Promise<RequestDetail | null> {
  const actor =
    person === null ? ({ kind: "system", organisation } as const) : await reader(organisation, person);
  if (actor === null) return null;
  try {
    return await readForCard({ actor, requestId: newUuid() }, { id });
  } catch (error) {
    if (isDomainError(error) && error.code === "not_found") return null;
    throw error;
  }
}

async function reader(organisation: string, person: string): Promise<Actor | null> {
  const { directory } = await snapshotInForce(organisation);
  const role = directory.people.get(person)?.role;
  if (role === undefined) return null;
  return {
    kind: "person",
    organisation,
    person,
    role,
    sessionId: "message",
    assurance: "slack",
    via: "slack",
  };
}
