import type { SlackAccount } from "@/lib/core/slack-account";
import type { Context, PersonActor } from "@/lib/ops/context";
import { type AccountKind, contextOf, linkedPeople, personFor } from "@/lib/ops/slack/accounts";
import { offerLink } from "@/lib/ops/slack/link";
import { accountNow, STRANGERS } from "../accounts";
import { notLinked, stranger } from "../blocks/private";
import { isConnected } from "../connection";
import { Refused } from "./refused";

/**
 * Who clicked, derived anew at every click: the account Slack signed for, what Slack says of it, and the person it is
 * linked to in the organisation of the request. Nothing in a message or a button says who may do what.
 */

/** What every payload about a person has; Slack's own types know more shapes than there are. */
export type Clicked = {
  readonly user: { readonly id: string; readonly team_id?: string };
  readonly team: { readonly id: string } | null;
};

export const accountIn = ({ user, team }: Clicked): SlackAccount => ({
  team: team?.id ?? user.team_id ?? "",
  user: user.id,
});

/** The person, as themselves. Throws Refused with what to tell whoever is none. */
export async function whoActs(clicked: Clicked, requestId: string): Promise<Context<PersonActor>> {
  const account = await memberIn(clicked);
  const person = await personFor(account, requestId);
  if (person) return person;
  throw await nobody(account);
}

/** For what is about no request in particular: whoever they are, in every organisation they are somebody in. */
export async function whoAsks(clicked: Clicked): Promise<readonly Context<PersonActor>[]> {
  const account = await memberIn(clicked);
  const people = await linkedPeople(account);
  if (people.length > 0) return people.map(contextOf);
  throw new Refused("not_linked", notLinked({ linkUrl: await offerLink(account) }));
}

async function memberIn(clicked: Clicked): Promise<SlackAccount> {
  const { user, team } = clicked;
  // In a shared channel people of other workspaces press our buttons as well.
  if (team && user.team_id !== undefined && user.team_id !== team.id) throw outsider("stranger");
  const account = accountIn(clicked);
  if (!(await isConnected(account.team))) throw new Refused("disconnected");
  const { kind } = await accountNow(account);
  if (kind !== "member") throw outsider(kind);
  return account;
}

const outsider = (kind: Exclude<AccountKind, "member">): Refused =>
  new Refused(kind, stranger(STRANGERS[kind]));

/** Linked to somebody, but not in the request's organisation, is told nothing about it. */
async function nobody(account: SlackAccount): Promise<Refused> {
  const people = await linkedPeople(account);
  if (people.length > 0) return new Refused("not_found");
  return new Refused("not_linked", notLinked({ linkUrl: await offerLink(account) }));
}
