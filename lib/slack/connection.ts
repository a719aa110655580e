import { expireToken } from "@/lib/ops/slack/tokens";
import {
  findWorkspace,
  noteWorkspace,
  putWorkspace,
  readWorkspace,
  type WorkspaceRecord,
} from "@/lib/ops/slack/workspace";
import { config } from "@/lib/runtime/config";
import { log } from "@/lib/runtime/log";
import { remember } from "@/lib/runtime/remember";
import { letGo, notConnected, SlackAway } from "./away";
import { faultOf, type SlackClients, type SlackFault, slackClients } from "./clients";
import { freshToken } from "./token";

export { wordsOf } from "./away";

/** A workspace as we call it: that of the settings' token, or one that an organisation installed. */
export type Connection = {
  readonly team: string;
  readonly botUserId: string;
  readonly clients: SlackClients;
};

type Kept = { known: Connection | null };
/** The settings' connection, as far as this process has heard from it. Installed ones are read anew each time. */
const kept = (): Kept => remember("slack-connection", (): Kept => ({ known: null }));

/**
 * The connection to a workspace, for what an organisation has to say there; null where it is about an account alone. An
 * installed workspace is connected to the organisation that installed it, and to no other. Throws SlackAway.
 */
export async function connect(team: string, organisation: string | null): Promise<Connection> {
  const { known } = kept();
  if (known?.team === team) return known;
  const workspace = await findWorkspace(team);
  const owner = workspace?.organisation ?? null;
  if (workspace === null || owner === null) {
    if (config().slack.botToken === null) throw notConnected();
    const home = await connectHome();
    if (home.team !== team) throw notConnected();
    return home;
  }
  if (organisation !== null && owner !== organisation) throw notConnected();
  return connectInstalled(workspace);
}

/** The settings' workspace, asked for once per process and again after Slack refused the token. Throws SlackAway. */
export async function connectHome(): Promise<Connection> {
  const cache = kept();
  cache.known ??= await introduce();
  return cache.known;
}

async function introduce(): Promise<Connection> {
  const { botToken } = config().slack;
  if (botToken === null) throw new SlackAway({ kind: "disconnected", code: "not_set_up" });
  const clients = slackClients(botToken);
  const found = await clients.interactive.auth.test().catch(async (error: unknown) => {
    throw await away(faultOf(error));
  });
  const { team_id: team, user_id: botUserId } = found;
  if (!team || !botUserId) throw new SlackAway({ kind: "ambiguous", code: "unreadable" });
  const name = found.team ?? team;
  if (!(await putWorkspace({ teamId: team, name, botUserId, status: "active", error: null })))
    throw new SlackAway({ kind: "disconnected", code: "installed_by_organisation" });
  return { team, botUserId, clients };
}

async function away(fault: SlackFault): Promise<SlackAway> {
  const home = await readWorkspace();
  if (fault.kind === "disconnected" && home !== null) await disconnect(home.teamId, "revoked", fault.code);
  return new SlackAway(fault);
}

async function connectInstalled({ teamId: team, botUserId, status }: WorkspaceRecord): Promise<Connection> {
  if (status === "uninstalled") throw notConnected();
  const clients = slackClients(await freshToken(team));
  if (status === "revoked") {
    // It may have been put right: a workspace that is being migrated refuses for a while.
    await clients.outbox.auth.test().catch((error: unknown) => {
      throw new SlackAway(faultOf(error));
    });
    await noteWorkspace(team, "active", null);
  }
  return { team, botUserId, clients };
}

/** Slack no longer takes our token, or the app was taken out: nothing more is sent until it answers again. */
export async function disconnect(
  team: string,
  status: "revoked" | "uninstalled",
  code: string,
): Promise<void> {
  if (kept().known?.team === team) kept().known = null;
  log().error({ part: "slack", team, status, code }, "Slack is disconnected");
  await noteWorkspace(team, status, code);
}

/** Whether the app is in the workspace as far as anybody knows. After a refusal Slack is asked again: it may be put right. */
export async function isConnected(team: string): Promise<boolean> {
  const workspace = await findWorkspace(team);
  if (workspace === null || workspace.status === "active") return true;
  if (kept().known?.team === team) kept().known = null;
  return connect(team, null).then(
    () => true,
    () => false,
  );
}

/** What to do after a call to that workspace failed: a token Slack does not take is everybody's trouble. */
export async function faultAfter(error: unknown, team: string | null): Promise<SlackFault> {
  if (error instanceof SlackAway) return error.fault;
  const fault = faultOf(error);
  return fault.kind === "disconnected" && team !== null ? refusedBy(team, fault) : fault;
}

/** Of an installed workspace another process may have the next token already: Slack is asked about the one in force. */
export async function refusedBy(
  team: string,
  fault: Extract<SlackFault, { kind: "disconnected" }>,
): Promise<SlackFault> {
  const workspace = await findWorkspace(team);
  if (workspace === null || workspace.organisation === null) {
    await disconnect(team, "revoked", fault.code);
    return fault;
  }
  try {
    await slackClients(await freshToken(team)).outbox.auth.test();
    // It works, so what was refused was an earlier one, or this one call.
    return ABOUT_TOKENS.test(fault.code) ? { kind: "ambiguous", code: "token_replaced" } : fault;
  } catch (error) {
    if (error instanceof SlackAway) return error.fault;
    const now = faultOf(error);
    if (now.kind !== "disconnected") return now;
    if (now.code === "token_expired" && (await expireToken(team)))
      return { kind: "ambiguous", code: "token_expired" };
    await disconnect(team, "revoked", now.code);
    return now;
  }
}

const ABOUT_TOKENS = /^(token_|invalid_auth$|account_inactive$)/;

/** For Bolt: who we are in a workspace. Known from the database, so that a click is answered while Slack is away. */
export async function authorize(team: string | undefined): Promise<{ botToken: string; botUserId: string }> {
  const workspace = team === undefined ? null : await findWorkspace(team);
  if (workspace !== null && workspace.organisation !== null) {
    if (workspace.status !== "active") throw letGo(workspace);
    return { botToken: await freshToken(workspace.teamId), botUserId: workspace.botUserId };
  }
  const { botToken } = config().slack;
  if (botToken === null) throw new Error("this workspace is not connected");
  const home = (await readWorkspace()) ?? (await connectHome().then(readWorkspace));
  if (home === null || home.teamId !== team) throw new Error("this workspace is not connected");
  return { botToken, botUserId: home.botUserId };
}
