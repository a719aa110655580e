import { type SlackAccount, slackAccount, writtenAs } from "@/lib/core/slack-account";
import { findLinked, type LinkedPerson } from "@/lib/db/slack-accounts";
import { findRequestOrganisation } from "@/lib/db/slack-copies";
import { newUuid } from "@/lib/runtime/ids";
import type { Context, PersonActor } from "../context";
import { snapshotInForce } from "../requests/world";
import { findWorkspace, homeTeam } from "./workspace";

export {
  type AccountKind,
  type AccountRecord,
  forgetDmChannel,
  muteAccount,
  putAccount,
  putDmChannel,
  readAccount,
} from "@/lib/db/slack-accounts";

/**
 * Whom an account is linked to: in every organisation of the deployment, where the settings connect its workspace; in
 * the one that installed it, and nowhere else. Read at every click: links end at once.
 */
export async function linkedPeople(account: SlackAccount): Promise<readonly LinkedPerson[]> {
  const workspace = await findWorkspace(account.team);
  if (workspace === null) return [];
  const { organisation } = workspace;
  if (organisation === null) return findLinked(writtenAs(account, account.team), null);
  return findLinked(writtenAs(account, await homeTeam(organisation)), organisation);
}

/** Whether another organisation installed that workspace: its accounts are nobody here. */
export async function isElsewhere(team: string, organisation: string): Promise<boolean> {
  const { organisation: owner = null } = (await findWorkspace(team)) ?? {};
  return owner !== null && owner !== organisation;
}

/** The person an account is in the request's own organisation; null where it is nobody there. */
export async function personFor(
  account: SlackAccount,
  requestId: string,
): Promise<Context<PersonActor> | null> {
  const [people, organisation] = await Promise.all([
    linkedPeople(account),
    findRequestOrganisation(requestId),
  ]);
  const person = people.find((one) => one.organisation === organisation);
  return person ? contextOf(person) : null;
}

/** What a linked person does in Slack they do as themselves, with the assurance that Slack gives: the least. */
export const contextOf = ({
  organisation,
  person,
  role,
}: Pick<LinkedPerson, "organisation" | "person" | "role">): Context<PersonActor> => ({
  actor: { kind: "person", organisation, person, role, sessionId: "slack", assurance: "slack", via: "slack" },
  requestId: newUuid(),
});

/** Everyone of the organisation who has an account in this workspace, by person. */
export async function accountsIn(organisation: string, team: string): Promise<ReadonlyMap<string, string>> {
  const [{ directory }, home] = await Promise.all([snapshotInForce(organisation), homeTeam(organisation)]);
  return new Map(
    [...directory.people.values()].flatMap(({ id, slack }) => {
      const account = slack === undefined ? null : slackAccount(slack, home);
      return account?.team === team ? [[id, account.user] as const] : [];
    }),
  );
}
