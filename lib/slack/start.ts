import { isSlackSetUp } from "@/lib/ops/deliveries/channels";
import { firstSeen } from "@/lib/ops/slack/seen";
import { log } from "@/lib/runtime/log";
import { type SlackIngress, startSlack } from "./app";
import { authorize, connect } from "./connection";
import { register } from "./listeners/register";

/** Slack's way in, with everything people can do there. Never rejects, and does not wait for Slack. */
export function openSlack(): Promise<SlackIngress> {
  // Whose workspace it is has to be known before the first page, and a token that is wrong before the first night.
  if (isSlackSetUp()) void connect().catch((error: unknown) => log().warn({ part: "slack", error }, "Slack"));
  return startSlack({ authorize: ({ teamId }) => authorize(teamId), register, firstSeen });
}
