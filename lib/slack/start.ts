import { firstSeen } from "@/lib/ops/slack/seen";
import { type SlackIngress, startSlack } from "./app";
import { authorize } from "./connection";
import { register } from "./listeners/register";

/** Slack's way in, with everything people can do there. Never rejects, and does not wait for Slack. */
export const openSlack = (): Promise<SlackIngress> =>
  startSlack({ authorize: ({ teamId }) => authorize(teamId), register, firstSeen });
