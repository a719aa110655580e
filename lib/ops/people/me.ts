import type { Me } from "@/lib/contract/people";
import type { Context, PersonActor } from "../context";
import { notFound } from "../refuse";
import { snapshotInForce } from "../requests/world";

/** Who is signed in, where, and how strongly. Errors: not_found (somebody whom the configuration no longer has). */
export async function readMe({ actor }: Context<PersonActor>): Promise<Me> {
  const { document } = await snapshotInForce(actor.organisation);
  const person = document.people.find(({ id }) => id === actor.person);
  if (!person) throw notFound("person");
  const { id, name, time_zone } = document.organisation;
  return {
    person: {
      id: person.id,
      name: person.name,
      email: person.email ?? null,
      role: person.role,
      level: person.level,
    },
    organisation: { id, name, time_zone },
    assurance: actor.assurance,
  };
}
