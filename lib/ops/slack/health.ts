import type { SlackHealth, SlackTransport } from "@/lib/contract/slack";
import { recentSlackFailures } from "@/lib/db/slack-copies";
import { config } from "@/lib/runtime/config";
import { SETTINGS, type SettingName } from "@/lib/runtime/settings";
import type { Context } from "../context";
import { isSlackSetUp } from "../deliveries/channels";
import { snapshotInForce } from "../requests/world";
import { possibleTransport, slackManifest } from "./manifest";
import { readWorkspace } from "./workspace";

/** How the connection to Slack is doing, and what did not arrive of late. */
export async function slackHealth(ctx: Context): Promise<SlackHealth> {
  const { organisation } = ctx.actor;
  const [workspace, failures, { document }] = await Promise.all([
    readWorkspace(),
    recentSlackFailures(organisation),
    snapshotInForce(organisation),
  ]);
  return {
    set_up: isSlackSetUp(),
    transport: transport(),
    settings: settings(),
    workspace: workspace && {
      id: workspace.teamId,
      name: workspace.name,
      status: workspace.status,
      error: workspace.error,
      checked_at: workspace.checkedAt.toISOString(),
    },
    linked: document.people.filter(({ slack }) => slack != null).length,
    people: document.people.length,
    failures: failures.map(({ person, request, at, error }) => ({
      ...{ person, request, error },
      at: at.toISOString(),
    })),
  };
}

/** The app's manifest with this house's own addresses, for one transport or for the one that is or could be in use. */
export const readManifest = ({ transport: asked }: { readonly transport?: SlackTransport | undefined }) =>
  slackManifest({ url: config().url, transport: asked ?? transport() ?? possibleTransport(config()) });

function transport(): SlackTransport | null {
  const { appToken, signingSecret } = config().slack;
  if (appToken !== null) return "socket";
  return signingSecret === null ? null : "http";
}

function settings(): SlackHealth["settings"] {
  const { botToken, appToken, signingSecret } = config().slack;
  const values: readonly (readonly [SettingName, string | null])[] = [
    ["SLACK_BOT_TOKEN", botToken],
    ["SLACK_APP_TOKEN", appToken],
    ["SLACK_SIGNING_SECRET", signingSecret],
  ];
  return values.map(([name, value]) => ({
    name,
    description: SETTINGS[name].description,
    is_set: value !== null,
  }));
}
