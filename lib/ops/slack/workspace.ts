import { readWorkspace } from "@/lib/db/slack-workspaces";

/** The workspace this house speaks to. The token is in the settings; what Slack says of it is kept here. */
export { noteWorkspace, putWorkspace, readWorkspace } from "@/lib/db/slack-workspaces";

/** The workspace that ids without one belong to; null before Slack has been reached once. */
export const homeTeam = async (): Promise<string | null> => (await readWorkspace())?.teamId ?? null;
