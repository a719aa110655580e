import { copyOf, type Json } from "./json";
import type { BotCall, Methods, OtherCall } from "./method";
import { SlackError } from "./refusal";
import { type Workspace, type World, workspaceOf } from "./world";

/** Whose app it is, where it is installed, and how it gets its tokens. */

const TOKEN_SECONDS = 43_200;

export const installationMethods: Methods = {
  "auth.test": { token: "bot", scopes: [], tier: "none", args: {}, run: testToken },
  "auth.revoke": {
    token: "bot",
    scopes: [],
    tier: 3,
    args: { test: "flag" },
    run: ({ world, args, token }) => {
      const held = world.tokens.get(token);
      if (held && !args.flag("test")) held.isRevoked = true;
      return { revoked: !args.flag("test") };
    },
  },
  "oauth.v2.access": {
    token: "none",
    tier: 4,
    args: {
      client_id: "text!",
      client_secret: "text!",
      code: "text",
      redirect_uri: "text",
      grant_type: "text",
      refresh_token: "text",
    },
    run: exchange,
  },
};

function testToken({ world, workspace }: BotCall): Json {
  return {
    url: `${world.origin}/`,
    team: workspace.name,
    user: "countersign",
    team_id: workspace.id,
    user_id: workspace.botUserId,
    bot_id: workspace.botId,
    is_enterprise_install: false,
  };
}

function exchange({ world, args }: OtherCall): Json {
  if (args.text("client_id") !== world.app.clientId) throw new SlackError("invalid_client_id");
  if (args.text("client_secret") !== world.app.clientSecret) throw new SlackError("bad_client_secret");
  if (args.find("grant_type") === "refresh_token") return refresh(world, args.text("refresh_token"));
  const code = world.codes.get(args.text("code"));
  if (!code) throw new SlackError("invalid_code");
  if ((args.find("redirect_uri") ?? null) !== code.redirectUri) throw new SlackError("bad_redirect_uri");
  world.codes.delete(args.text("code"));
  const workspace = workspaceOf(world, code.teamId);
  workspace.isInstalled = true;
  return { ...grant(world, workspace), authed_user: { id: code.userId } };
}

/** A refresh token works once, and what it was given for lapses at its own time. */
function refresh(world: World, token: string): Json {
  const teamId = world.refreshTokens.get(token);
  if (teamId === undefined) throw new SlackError("invalid_refresh_token");
  world.refreshTokens.delete(token);
  return grant(world, workspaceOf(world, teamId));
}

function grant(world: World, workspace: Workspace): Json {
  const rotates = world.app.rotatesTokens;
  const token = world.nextId(rotates ? "xoxe.xoxb-1-" : "xoxb-");
  const expiresAt = rotates ? world.now() + TOKEN_SECONDS * 1000 : null;
  world.tokens.set(token, { teamId: workspace.id, expiresAt, isRevoked: false });
  const refreshToken = world.nextId("xoxe-1-");
  if (rotates) world.refreshTokens.set(refreshToken, workspace.id);
  return copyOf({
    access_token: token,
    token_type: "bot",
    scope: [...workspace.scopes].join(),
    bot_user_id: workspace.botUserId,
    app_id: world.app.id,
    team: { id: workspace.id, name: workspace.name },
    enterprise: null,
    is_enterprise_install: false,
    ...(rotates ? { refresh_token: refreshToken, expires_in: TOKEN_SECONDS } : {}),
  });
}

type Consent = { readonly teamId: string; readonly userId: string; readonly redirectUri: string | null };

/** What a person's consent gives the app: a code that works once. */
export function authorize(world: World, consent: Consent): string {
  const code = world.nextId("code-");
  world.codes.set(code, consent);
  return code;
}
