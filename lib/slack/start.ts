import { firstSeen } from "@/lib/ops/slack/seen";
import { resealTokens } from "@/lib/ops/slack/tokens";
import { config } from "@/lib/runtime/config";
import { background, log } from "@/lib/runtime/log";
import { type SlackIngress, startSlack } from "./app";
import { authorize, connectHome } from "./connection";
import { tellLetGo } from "./let-go";
import { register } from "./listeners/register";

/** Slack's way in, with everything people can do there. Never rejects, and does not wait for Slack. */
export function openSlack(): Promise<SlackIngress> {
  // Whose workspace it is has to be known before the first page, and a token that is wrong before the first night.
  const { botToken, oauth } = config().slack;
  if (botToken !== null)
    void connectHome().catch((error: unknown) => log().warn({ part: "slack", error }, "Slack"));
  if (oauth !== null) background(resealTokens(), "sealing tokens anew");
  return startSlack({
    authorize: ({ teamId }) => authorize(teamId),
    register,
    firstSeen,
    onLetGo: tellLetGo,
  });
}
