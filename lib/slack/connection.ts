import { homeTeam, noteWorkspace, putWorkspace, readWorkspace } from "@/lib/ops/slack/workspace";
import { config } from "@/lib/runtime/config";
import { log } from "@/lib/runtime/log";
import { remember } from "@/lib/runtime/remember";
import { faultOf, type SlackClients, type SlackFault, slackClients } from "./clients";

/** The workspace the settings' token is of, as far as this process has heard from it. */
export type Connection = {
  readonly team: string;
  readonly botUserId: string;
  readonly clients: SlackClients;
};

export class SlackAway extends Error {
  override readonly name = "SlackAway";
  constructor(readonly fault: SlackFault) {
    super(`Slack: ${wordsOf(fault)}`);
  }
}

/** As the request page and the health page say it. */
export const wordsOf = (fault: SlackFault): string => {
  switch (fault.kind) {
    case "ratelimited":
      return `Slack asks us to wait ${fault.seconds} s`;
    case "invalid_blocks":
      return `Slack refused the message: ${fault.detail}`;
    case "disconnected":
      return `Slack does not take our token: ${fault.code}`;
    case "ambiguous":
      return `Slack did not answer: ${fault.code}`;
    default:
      return `Slack refused: ${fault.code}`;
  }
};

type Kept = { known: Connection | null };
const kept = (): Kept => remember("slack-connection", (): Kept => ({ known: null }));

/** The connection, asked for once per process and again after Slack refused the token. Throws SlackAway. */
export async function connect(): Promise<Connection> {
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
  await putWorkspace({ teamId: team, name, botUserId, status: "active", error: null });
  return { team, botUserId, clients };
}

async function away(fault: SlackFault): Promise<SlackAway> {
  if (fault.kind === "disconnected") await disconnect("revoked", fault.code);
  return new SlackAway(fault);
}

/** Slack no longer takes our token, or the app was taken out: nothing more is sent until it answers again. */
export async function disconnect(status: "revoked" | "uninstalled", code: string): Promise<void> {
  kept().known = null;
  const team = await homeTeam();
  log().error({ part: "slack", status, code }, "Slack is disconnected");
  if (team !== null) await noteWorkspace(team, status, code);
}

/** Whether the app is in the workspace as far as anybody knows. After a refusal Slack is asked again: it may be put right. */
export async function isConnected(): Promise<boolean> {
  const workspace = await readWorkspace();
  if (workspace === null || workspace.status === "active") return true;
  kept().known = null;
  return connect().then(
    () => true,
    () => false,
  );
}

/** What to do after a call that failed: a token Slack does not take is everybody's trouble. */
export async function faultAfter(error: unknown): Promise<SlackFault> {
  if (error instanceof SlackAway) return error.fault;
  const fault = faultOf(error);
  if (fault.kind === "disconnected") await disconnect("revoked", fault.code);
  return fault;
}

/** For Bolt: who we are in a workspace. Known from the database, so that a click is answered while Slack is away. */
export async function authorize(team: string | undefined): Promise<{ botToken: string; botUserId: string }> {
  const { botToken } = config().slack;
  const workspace = (await readWorkspace()) ?? (await connect().then(readWorkspace));
  if (botToken === null || workspace === null || workspace.teamId !== team)
    throw new Error("this workspace is not connected");
  return { botToken, botUserId: workspace.botUserId };
}
