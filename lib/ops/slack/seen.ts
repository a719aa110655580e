/** Calls of Slack that were taken before. */
export { firstSeen } from "@/lib/db/slack-seen";
