import type { SlackAccount } from "@/lib/core/slack-account";
import { database } from "./client";
import { statements } from "./pipeline";

/** Who may decide at all is a member; the others are refused, each in their own words. */
export type AccountKind = "member" | "guest" | "bot" | "deleted" | "stranger";

export type AccountRecord = {
  readonly name: string;
  readonly kind: AccountKind;
  readonly dmChannel: string | null;
  /** In force now; by the clock of deadlines. */
  readonly mutedUntil: Date | null;
  readonly ageSeconds: number;
};

export async function readAccount({ team, user }: SlackAccount): Promise<AccountRecord | null> {
  const [row] = await statements().$queryRaw<AccountRecord[]>`/* PREPARED */
    SELECT name, kind, dm_channel AS "dmChannel",
           CASE WHEN muted_until > app_now() THEN muted_until END AS "mutedUntil", extract(epoch FROM clock_timestamp() - read_at)::float8 AS "ageSeconds"
      FROM slack_account WHERE team_id = ${team} AND user_id = ${user}`;
  return row ?? null;
}

export async function putAccount(
  { team, user }: SlackAccount,
  { name, kind }: Pick<AccountRecord, "name" | "kind">,
): Promise<void> {
  await database().$executeRaw`
    INSERT INTO slack_account (team_id, user_id, name, kind, read_at) VALUES (${team}, ${user}, ${name}, ${kind}, clock_timestamp())
    ON CONFLICT (team_id, user_id) DO UPDATE SET name = excluded.name, kind = excluded.kind, read_at = excluded.read_at`;
}

/** Where a direct message to them goes. */
export async function putDmChannel({ team, user }: SlackAccount, channel: string): Promise<void> {
  await database().$executeRaw`
    UPDATE slack_account SET dm_channel = ${channel} WHERE team_id = ${team} AND user_id = ${user}`;
}

/** It is not theirs any more, or not there: the next page opens another. */
export async function forgetDmChannel(team: string, channel: string): Promise<void> {
  await database()
    .$executeRaw`UPDATE slack_account SET dm_channel = NULL WHERE team_id = ${team} AND dm_channel = ${channel}`;
}

/** Quiet for so many minutes from now; zero ends it. Answers until when. */
export async function muteAccount({ team, user }: SlackAccount, minutes: number): Promise<Date | null> {
  const [row] = await database().$queryRaw<{ until: Date | null }[]>`
    UPDATE slack_account SET muted_until = CASE WHEN ${minutes}::int > 0 THEN app_now() + make_interval(mins => ${minutes}::int) END
     WHERE team_id = ${team} AND user_id = ${user} RETURNING muted_until AS until`;
  return row?.until ?? null;
}

export type LinkedPerson = {
  readonly organisation: string;
  readonly person: string;
  readonly name: string;
  readonly role: "member" | "manager" | "admin" | "auditor";
};

/** Active people whose account this is, in one organisation or in any. `written` is every way to write it. */
export async function findLinked(
  written: readonly string[],
  organisation: string | null,
): Promise<readonly LinkedPerson[]> {
  return statements().$queryRaw<LinkedPerson[]>`/* PREPARED */
    SELECT organisation_id AS organisation, id AS person, name, role FROM person
     WHERE slack = ANY(${[...written]}::text[]) AND active AND (${organisation}::text IS NULL OR organisation_id = ${organisation})
     ORDER BY organisation_id, id LIMIT 20`;
}
