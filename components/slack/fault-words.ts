/** What Slack answers when it does not do what it was asked, in words for whoever has to mend it. */

const REINSTALL = "Install the app again, set its token as SLACK_BOT_TOKEN and start this house again.";
/** Of a workspace an admin installed, whose token nobody sets. */
const INSTALL_AGAIN = "Install the app into the workspace again, on this page.";
const UPDATE = "Update the app from its manifest and install it again.";

const MEANINGS: Readonly<Record<string, string>> = {
  token_revoked: `The bot token was revoked. ${REINSTALL}`,
  token_expired: `The bot token has expired. ${REINSTALL}`,
  invalid_auth: `Slack does not know the bot token. ${REINSTALL}`,
  not_authed: `Slack got no bot token. ${REINSTALL}`,
  account_inactive: `The bot, or whoever installed it, was deactivated. ${REINSTALL}`,
  app_uninstalled: `The app was removed from the workspace. ${REINSTALL}`,
  tokens_revoked: `The bot token was revoked. ${REINSTALL}`,
  team_access_not_granted:
    "The app is not approved for this workspace. An owner of the workspace approves it.",
  org_login_required: "The workspace is being moved to another organisation. Slack answers again after that.",
  ekm_access_denied: "The workspace's owners suspended access to its messages.",
  missing_scope: `The app may not do this. ${UPDATE}`,
  no_permission: `The app may not do this. ${UPDATE}`,
  not_allowed_token_type: "SLACK_BOT_TOKEN is a token of another kind. A bot token starts with xoxb-.",
  messages_tab_disabled: `The app's Messages tab is off, so nobody can be written to. ${UPDATE}`,
  channel_not_found:
    "There is no such conversation, or it is private and the app is not in it. Check its id, and invite @countersign.",
  not_in_channel: "The app is not in the channel. Invite @countersign there.",
  is_archived: "The channel is archived. Name another in the configuration.",
  channel_is_archived: "The channel is archived. Name another in the configuration.",
  restricted_action: "Only some people may post in that channel. Allow the app, or name another.",
  user_disabled: "Their Slack account was deactivated.",
  is_inactive: "Their Slack account was deactivated.",
  user_not_found: "Slack does not know their account. They end the link and link the right one.",
  users_not_found: "Slack does not know their account. They end the link and link the right one.",
  user_not_visible: "Their Slack account is out of the app's sight. They link one of this workspace.",
  cannot_dm_bot: "The linked account is a bot's. They link their own.",
  no_such_subteam: "There is no such user group in the workspace, or it is switched off. Check its id.",
  permission_denied:
    "The workspace lets only some people change user groups. An owner of the workspace allows it to everybody, or to the app.",
  plan_upgrade_required: "The workspace’s plan has no user groups.",
  invalid_users: "Slack takes one of the accounts on call into no group.",
  invalid_blocks: "Slack did not accept how the message was made. It was sent as plain text instead.",
  msg_too_long: "The message was too long for Slack.",
  ratelimited: "Slack asked to slow down. It is tried again by itself.",
  timeout: "Slack did not answer in time. It is tried again by itself.",
  unreachable: "Slack could not be reached from here. It is tried again by itself.",
  dropped: "The connection to Slack broke off. It is tried again by itself.",
  unreadable: "Something between here and Slack answered in its place. It is tried again by itself.",
  internal_error: "Slack had trouble of its own. It is tried again by itself.",
  fatal_error: "Slack had trouble of its own. It is tried again by itself.",
  service_unavailable: "Slack had trouble of its own. It is tried again by itself.",
};

export type FaultWords = {
  readonly meaning: string;
  /** Slack's own word, to search for; null where the meaning is all that was said. */
  readonly code: string | null;
};

/** Where a workspace's token came from, which is where a new one comes from. */
export type TokenSource = "settings" | "installed";

/** Of `channel_not_found`, of `Slack refused: channel_not_found`, or of a sentence that needs no translation. */
export function faultWords(error: string, source: TokenSource = "settings"): FaultWords {
  const code = /(?:^|: )([a-z0-9_]+)(?=$|;)/.exec(error)?.[1];
  const meaning = code !== undefined && Object.hasOwn(MEANINGS, code) ? MEANINGS[code] : undefined;
  if (code !== undefined && meaning !== undefined)
    return { meaning: source === "installed" ? meaning.replace(REINSTALL, INSTALL_AGAIN) : meaning, code };
  return { meaning: `${error.charAt(0).toUpperCase()}${error.slice(1)}`, code: null };
}
