import { MeView } from "@/components/me/me-view";
import { requirePerson } from "@/lib/auth/server";
import { readMyContact } from "@/lib/ops/people/contact";
import { readMyDelegations } from "@/lib/ops/people/delegations";
import { listPeople } from "@/lib/ops/people/list";
import { readMyLink } from "@/lib/ops/slack/link";

export const metadata = { title: "You" };

export default async function MePage() {
  const ctx = await requirePerson("/me");
  const [delegations, contact, slack, { people }] = await Promise.all([
    readMyDelegations(ctx),
    readMyContact(ctx),
    readMyLink(ctx),
    listPeople(ctx),
  ]);
  return (
    <MeView
      delegations={delegations}
      contact={contact}
      slack={slack}
      people={people}
      me={ctx.actor.person}
      decides={ctx.actor.role !== "auditor"}
    />
  );
}
