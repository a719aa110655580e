import type { SlackTransport } from "@/lib/contract/slack";

/** The app as Slack is told of it: what it may do, what it hears of, and where it is reached. */

/** Each with the reason to ask for it. Histories are read for pages of our own alone, and only after a doubtful posting. */
export const SCOPES = [
  "chat:write", // post and repaint pages
  "im:write", // open the conversation with whoever is paged
  "im:history", // find a page again whose posting was never confirmed
  "channels:history", // the same in a channel the app was invited to
  "groups:history", // and in a private one
  "users:read", // names, and who is a guest or was deactivated
  "users:read.email", // suggest whose account it may be
  "usergroups:read", // whom a user group means
  "usergroups:write", // keep the group of a schedule to be whoever is on call
  "commands", // /approvals
  "channels:read", // whether a channel is there and the app is in it
  "groups:read", // the same of private channels
] as const;

const EVENTS = [
  "app_home_opened",
  "app_uninstalled",
  "tokens_revoked",
  "subteam_members_changed",
  "user_change",
] as const;

const COMMAND = {
  command: "/approvals",
  description: "What waits for you, who is on call, and quiet for a while",
  usage_hint: "[on-call | mute 2h | unmute]",
  should_escape: false,
} as const;

/** In Socket Mode we call Slack, and an address would lead nowhere: the manifest then has none. */
export function slackManifest({
  url,
  transport,
  isInstallable,
}: {
  /** Where this house is reached, without a slash at the end. */
  readonly url: string;
  readonly transport: SlackTransport;
  /** Admins install the app into workspaces of their own, and its tokens rotate. */
  readonly isInstallable: boolean;
}) {
  const isSocket = transport === "socket";
  const events = `${url}/api/slack/events`;
  const at = isSocket ? {} : { request_url: events };
  return {
    display_information: {
      name: "Countersign",
      description: "Asks you before an agent does what it may not do alone",
      background_color: "#0b3b3c",
    },
    features: {
      app_home: {
        home_tab_enabled: true,
        // Pages arrive in the Messages tab; nobody reads what is written there.
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: true,
      },
      bot_user: { display_name: "countersign", always_online: true },
      slash_commands: [{ ...COMMAND, ...(isSocket ? {} : { url: events }) }],
    },
    oauth_config: {
      scopes: { bot: [...SCOPES] },
      ...(isInstallable ? { redirect_urls: [`${url}/api/slack/oauth_redirect`] } : {}),
    },
    settings: {
      event_subscriptions: { ...at, bot_events: [...EVENTS] },
      interactivity: { is_enabled: true, ...at },
      org_deploy_enabled: false,
      socket_mode_enabled: isSocket,
      // A token that is a setting of the process stays: nobody would write the next one there.
      token_rotation_enabled: isInstallable,
    },
  };
}

/** Slack calls public addresses over https only; from anywhere else we call it. */
export const possibleTransport = ({
  isSecure,
  isLocal,
}: {
  readonly isSecure: boolean;
  readonly isLocal: boolean;
}): SlackTransport => (isSecure && !isLocal ? "http" : "socket");
