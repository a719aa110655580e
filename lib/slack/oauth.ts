import { WebClient } from "@slack/web-api";
import { z } from "zod";
import { SCOPES } from "@/lib/ops/slack/manifest";
import type { GrantedTokens } from "@/lib/ops/slack/tokens";
import { config } from "@/lib/runtime/config";
import { SlackAway } from "./away";
import { clientOptions, faultOf, makeClients } from "./clients";

/** Slack's OAuth: where a workspace consents, what its code is good for, and how a token is followed by the next. */

const ASK_MS = 8_000;

/** Each with the reason to ask for it. Nothing here reads what people write to each other. */

const redirectUri = (): string => `${config().url}/api/slack/oauth_redirect`;

/** The app's own name and secret. Throws SlackAway where it has none. */
function credentials(): { readonly client_id: string; readonly client_secret: string } {
  const { oauth } = config().slack;
  if (oauth === null) throw new SlackAway({ kind: "disconnected", code: "not_set_up" });
  return { client_id: oauth.id, client_secret: oauth.secret };
}

/** Slack's page of consent, beside its Web API. */
export function consentUrl(state: string): string {
  const url = new URL(config().slack.apiUrl);
  url.pathname = `${url.pathname.replace(/\/(api\/?)?$/, "")}/oauth/v2/authorize`;
  url.search = new URLSearchParams({
    client_id: credentials().client_id,
    scope: SCOPES.join(),
    redirect_uri: redirectUri(),
    state,
  }).toString();
  return url.href;
}

const Grant = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.number().positive().optional(),
});

/** An app for a whole enterprise names no team: that is not ours to take. */
const Installed = Grant.extend({
  token_type: z.literal("bot"),
  bot_user_id: z.string().min(1),
  team: z.object({ id: z.string().regex(/^[A-Z0-9]{2,30}$/), name: z.string().optional() }),
});
export type Installed = {
  readonly team: string;
  readonly name: string;
  readonly botUserId: string;
  readonly tokens: GrantedTokens;
};

const tokensOf = (grant: z.infer<typeof Grant>): GrantedTokens => ({
  token: grant.access_token,
  refreshToken: grant.refresh_token ?? null,
  expiresInSeconds: grant.expires_in ?? null,
});

/** Client without a token: the app speaks for itself. */
const app = (): WebClient => new WebClient(undefined, clientOptions(config().slack.apiUrl, ASK_MS));

/** What a code of consent was good for, looked at with its own token. Throws SlackAway. */
export async function exchange(code: string): Promise<Installed> {
  return asking(async () => {
    const answer = await app().oauth.v2.access({ ...credentials(), code, redirect_uri: redirectUri() });
    const granted = Installed.safeParse(answer);
    if (!granted.success) throw new SlackAway({ kind: "refused", code: "unreadable_grant" });
    const { team, bot_user_id: botUserId } = granted.data;
    const { outbox } = makeClients(granted.data.access_token, config().slack.apiUrl);
    const found = await outbox.auth.test();
    if (found.team_id !== team.id || found.user_id !== botUserId)
      throw new SlackAway({ kind: "refused", code: "another_workspace" });
    return {
      team: team.id,
      name: team.name ?? found.team ?? team.id,
      botUserId,
      tokens: tokensOf(granted.data),
    };
  });
}

/** The next tokens for a refresh token, which is used up by it. Throws SlackAway. */
export async function refreshed(refreshToken: string): Promise<GrantedTokens> {
  return asking(async () => {
    const answer = await app().oauth.v2.access({
      ...credentials(),
      grant_type: "refresh_token",
      refresh_token: refreshToken,
    });
    const granted = Grant.safeParse(answer);
    if (!granted.success) throw new SlackAway({ kind: "ambiguous", code: "unreadable_grant" });
    return tokensOf(granted.data);
  });
}

/** Slack is to take this token no more. Throws SlackAway. */
export async function revoke(token: string): Promise<void> {
  await asking(() => makeClients(token, config().slack.apiUrl).outbox.auth.revoke({}));
}

/** Errors of Slack's package may carry what was sent; ours carry a word. */
async function asking<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof SlackAway ? error : new SlackAway(faultOf(error));
  }
}
