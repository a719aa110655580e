import type { Role } from "@/lib/contract/common";
import type { KnownPerson } from "@/lib/db/people";
import { snapshotInForce } from "../requests/world";
import { demoOrganisation } from "./demo-organisation";

/** Somebody of the demo company, as the sign-in page offers them. */
export type DemoPerson = {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** Where in the company they are. */
  readonly title: string;
};

/** Everybody there is to become; nobody outside the demo. */
export async function listDemoPeople(): Promise<readonly DemoPerson[]> {
  const organisation = await demoOrganisation();
  if (organisation === null) return [];
  const { document } = await snapshotInForce(organisation);
  return document.people.map(({ id, name, role }) => {
    const teams = document.teams.filter(({ members }) => members.includes(id));
    return { id, name, role, title: teams.map((team) => team.name ?? team.id).join(", ") };
  });
}

/** One person of the demo company; null for anybody else, and for everybody outside the demo. */
export async function findDemoPerson(id: string): Promise<KnownPerson | null> {
  const organisation = await demoOrganisation();
  if (organisation === null) return null;
  const { directory } = await snapshotInForce(organisation);
  return directory.people.has(id) ? { organisation, person: id } : null;
}
