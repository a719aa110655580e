import type { Tx } from "@/lib/db/client";
import { readWorkspace, type WorkspaceRecord, workspacesFor } from "@/lib/db/slack-workspaces";
import { config } from "@/lib/runtime/config";

/** The workspaces this house speaks to: that of the settings' token, and those that organisations installed. */
export {
  findWorkspace,
  noteWorkspace,
  putWorkspace,
  readWorkspace,
  type WorkspaceRecord,
} from "@/lib/db/slack-workspaces";

/**
 * The workspace that ids without one belong to: the settings', or the only one the organisation installed. Null before
 * Slack has said of which workspace the settings' token is, and where there are several to choose from.
 */
export const homeTeam = async (organisation: string): Promise<string | null> =>
  homeOf(await connectedTo(organisation));

export function homeOf({ settings, installed }: Connected): string | null {
  if (settings !== null) return settings.teamId;
  const [only, another] = installed.filter(({ status }) => status !== "uninstalled");
  return another === undefined ? (only?.teamId ?? null) : null;
}

export type Connected = {
  readonly settings: WorkspaceRecord | null;
  readonly installed: readonly WorkspaceRecord[];
};

/** What serves an organisation. The settings' workspace is a memory once their token is gone and others took its place. */
export async function connectedTo(organisation: string, tx?: Tx): Promise<Connected> {
  const all = await workspacesFor(organisation, tx);
  const installed = all.filter((one) => one.organisation !== null);
  const [settings = null] = all.filter((one) => one.organisation === null);
  const isGone = config().slack.botToken === null && installed.length > 0;
  return { settings: isGone ? null : settings, installed };
}

/** Whether the workspace of the settings' token is known yet. */
export const isHomeKnown = async (): Promise<boolean> => (await readWorkspace()) !== null;
