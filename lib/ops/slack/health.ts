import type { SlackHealth } from "@/lib/contract/slack";
import { recentSlackFailures } from "@/lib/db/slack-copies";
import { config } from "@/lib/runtime/config";
import type { Context } from "../context";
import { isSlackSetUp } from "../deliveries/channels";
import { snapshotInForce } from "../requests/world";
import { readWorkspace } from "./workspace";

/** How the connection to Slack is doing, and what did not arrive of late. */
export async function slackHealth(ctx: Context): Promise<SlackHealth> {
  const { organisation } = ctx.actor;
  const [workspace, failures, { document }] = await Promise.all([
    readWorkspace(),
    recentSlackFailures(organisation),
    snapshotInForce(organisation),
  ]);
  const { appToken, signingSecret } = config().slack;
  return {
    set_up: isSlackSetUp(),
    transport: appToken !== null ? "socket" : signingSecret !== null ? "http" : null,
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
