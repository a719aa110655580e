import type { SlackAccount } from "@/lib/core/slack-account";
import { database } from "./client";

/** App Home, for those who opened it: which page they look at, and what was published last. */
export type HomeRecord = { readonly page: number; readonly shown: string | null };

export async function openHome({ team, user }: SlackAccount, page: number): Promise<void> {
  await database().$executeRaw`
    INSERT INTO slack_home (team_id, user_id, page) VALUES (${team}, ${user}, ${page})
    ON CONFLICT (team_id, user_id) DO UPDATE SET page = excluded.page`;
}

export async function readHome({ team, user }: SlackAccount): Promise<HomeRecord | null> {
  return database().slackHome.findUnique({
    where: { teamId_userId: { teamId: team, userId: user } },
    select: { page: true, shown: true },
  });
}

export async function markHome({ team, user }: SlackAccount, shown: string): Promise<void> {
  await database().slackHome.updateMany({ where: { teamId: team, userId: user }, data: { shown } });
}

export const HOME_TOPIC = "slack.home";

/** Have these homes published soon, each once however much happens meanwhile. Only those somebody opened. */
export async function touchHomes(organisation: string, accounts: readonly SlackAccount[]): Promise<void> {
  await database().$executeRaw`
    INSERT INTO outbox (organisation_id, topic, key, payload, due_at, created_at)
    SELECT ${organisation}, ${HOME_TOPIC}, h.team_id || '/' || h.user_id, '{}', clock.now + interval '2 seconds', clock.now
      FROM slack_home h JOIN unnest(${accounts.map(({ team }) => team)}::text[], ${accounts.map(({ user }) => user)}::text[]) AS a(team, usr)
        ON h.team_id = a.team AND h.user_id = a.usr, (SELECT app_now() AS now) clock ORDER BY 3
    ON CONFLICT (topic, key) DO UPDATE SET id = excluded.id, due_at = least(outbox.due_at, excluded.due_at), attempts = 0, dead = false, lease_owner = NULL`;
}
