import type { SlackHealth, SlackTransport } from "@/lib/contract/slack";
import { recentSlackFailures } from "@/lib/db/slack-copies";
import { config } from "@/lib/runtime/config";
import { SETTINGS, type SettingName } from "@/lib/runtime/settings";
import type { Context } from "../context";
import { isSlackSetUp } from "../deliveries/channels";
import { snapshotInForce } from "../requests/world";
import { groupsOf } from "./groups";
import { possibleTransport, slackManifest } from "./manifest";
import { connectedTo, homeTeam, type WorkspaceRecord } from "./workspace";

/** How the connection to Slack is doing, and what did not arrive of late. */
export async function slackHealth(ctx: Context): Promise<SlackHealth> {
  const { organisation } = ctx.actor;
  const [{ settings, installed }, home, failures, groups, { document }] = await Promise.all([
    connectedTo(organisation),
    homeTeam(organisation),
    recentSlackFailures(organisation),
    groupsOf(organisation),
    snapshotInForce(organisation),
  ]);
  const all = [settings, ...installed].filter((one) => one !== null);
  const workspace = all.find(({ teamId }) => teamId === home);
  return {
    set_up: isSlackSetUp(),
    transport: transport(),
    settings: settingsOfSlack(),
    workspace: workspace ? viewOf(workspace) : null,
    installable: config().slack.oauth !== null,
    workspaces: all.map((one) => ({
      ...viewOf(one),
      source: one.organisation === null ? "settings" : "installed",
      installed_by: one.installedBy,
      installed_at: one.installedAt?.toISOString() ?? null,
    })),
    linked: document.people.filter(({ slack }) => slack != null).length,
    people: document.people.length,
    groups,
    failures: failures.map(({ person, request, at, error }) => ({
      ...{ person, request, error },
      at: at.toISOString(),
    })),
  };
}

/** The app's manifest with this house's own addresses, for one transport or for the one that is or could be in use. */
export const readManifest = ({ transport: asked }: { readonly transport?: SlackTransport | undefined }) =>
  slackManifest({
    url: config().url,
    transport: asked ?? transport() ?? possibleTransport(config()),
    isInstallable: config().slack.oauth !== null,
  });

function transport(): SlackTransport | null {
  const { appToken, signingSecret } = config().slack;
  if (appToken !== null) return "socket";
  return signingSecret === null ? null : "http";
}

function settingsOfSlack(): SlackHealth["settings"] {
  const { botToken, appToken, signingSecret, oauth } = config().slack;
  const values: readonly (readonly [SettingName, unknown])[] = [
    ["SLACK_BOT_TOKEN", botToken],
    ["SLACK_APP_TOKEN", appToken],
    ["SLACK_SIGNING_SECRET", signingSecret],
    ["SLACK_CLIENT_ID", oauth],
    ["SLACK_CLIENT_SECRET", oauth],
  ];
  return values.map(([name, value]) => ({
    name,
    description: SETTINGS[name].description,
    is_set: value !== null,
  }));
}

const viewOf = ({ teamId, name, status, error, checkedAt }: WorkspaceRecord) => ({
  ...{ id: teamId, name, status, error },
  checked_at: checkedAt.toISOString(),
});
