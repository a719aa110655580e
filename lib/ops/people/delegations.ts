import type { ConfigDocument } from "@/lib/contract/config";
import type { DelegationView, MyDelegations } from "@/lib/contract/people-own";
import type { Context, PersonActor } from "../context";
import { reading } from "../requests/world";

type Delegation = ConfigDocument["delegations"][number];

export const delegationView = (delegation: Delegation, now: Date): DelegationView => ({
  ...delegation,
  reason: delegation.reason ?? null,
  active: Date.parse(delegation.start) <= now.getTime() && now.getTime() < Date.parse(delegation.end),
});

/** What the caller lends and what is lent to them, now or later; what is over is in the configuration's history. */
export async function readMyDelegations({ actor }: Context<PersonActor>): Promise<MyDelegations> {
  const { now, current } = await reading(actor.organisation);
  const ahead = current.document.delegations
    .filter(({ end }) => Date.parse(end) > now.getTime())
    .toSorted((a, b) => Date.parse(a.start) - Date.parse(b.start));
  const views = (mine: "from" | "to"): DelegationView[] =>
    ahead.filter((one) => one[mine] === actor.person).map((one) => delegationView(one, now));
  return { delegations: views("from"), lent_to_me: views("to"), next_cursor: null };
}
