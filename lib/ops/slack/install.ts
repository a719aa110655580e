import { DomainError } from "@/lib/contract/errors";
import { canonicalJson, sha256 } from "@/lib/core/canonical-json";
import { scheduleRepaintIn } from "@/lib/db/slack-copies";
import { putInstall, takeInstall } from "@/lib/db/slack-installs";
import { findWorkspace, installWorkspace, leaveWorkspace } from "@/lib/db/slack-workspaces";
import { config } from "@/lib/runtime/config";
import { newSecret } from "@/lib/runtime/ids";
import type { Context, PersonActor } from "../context";
import { configured, demandAdministrator } from "../identity/administrator";
import { notFound } from "../refuse";
import { transact } from "../requests/transact";
import { type GrantedTokens, readToken, sealTokens } from "./tokens";

/** The app in a workspace of an organisation: on the way to Slack and back, installed, and left. */

/** What Slack is to bring back: once, within ten minutes, in this session. Errors: forbidden. */
export async function beginInstall(ctx: Context<PersonActor>): Promise<string> {
  await demandAdministrator(ctx, "install_slack", null);
  const state = newSecret();
  await putInstall(ctx.actor, sha256(state));
  return state;
}

/** Whether this session began it and nobody has come back with it before. */
export const finishInstall = (ctx: Context<PersonActor>, state: string): Promise<boolean> =>
  takeInstall(ctx.actor, sha256(state));

export type Granted = {
  readonly team: string;
  readonly name: string;
  readonly botUserId: string;
  readonly tokens: GrantedTokens;
};

/** Keep what Slack granted. Errors: forbidden, conflict (the settings or another organisation have that workspace). */
export async function install(
  ctx: Context<PersonActor>,
  { team, name, botUserId, tokens }: Granted,
): Promise<void> {
  const { organisation, person } = ctx.actor;
  await demandAdministrator(ctx, "install_slack", team);
  await transact(organisation, [], async (_moment, _requests, tx) => {
    const sealed = sealTokens({ organisation, team }, tokens);
    const isBesideSettings = config().slack.botToken !== null;
    const row = { teamId: team, organisation, person, name, botUserId, tokens: sealed, isBesideSettings };
    if (!(await installWorkspace(tx, row))) throw new DomainError("conflict", "That workspace is not free.");
    const version = sha256(canonicalJson({ team, name, bot: botUserId }));
    const note = configured(ctx, { change: "created", noun: "slack_workspaces", id: team, version });
    return { notes: [note], answer: () => ({ result: null }) };
  });
  // What stands there from before could not be painted meanwhile.
  await scheduleRepaintIn(organisation, team);
}

/**
 * Be done with a workspace: its tokens are forgotten at once. Answers the one that was held, to be revoked. Errors:
 * forbidden, not_found (another organisation's, the settings' own, or left before).
 */
export async function leave(
  ctx: Context<PersonActor>,
  { team }: { readonly team: string },
): Promise<string | null> {
  const { organisation } = ctx.actor;
  await demandAdministrator(ctx, "leave_slack", team);
  const workspace = await findWorkspace(team);
  if (workspace?.organisation !== organisation) throw notFound("workspace");
  const held = await readToken(team).catch(() => null);
  await transact(organisation, [], async (_moment, _requests, tx) => {
    if (!(await leaveWorkspace(tx, organisation, team))) throw notFound("workspace");
    const note = configured(ctx, { change: "removed", noun: "slack_workspaces", id: team, version: null });
    return { notes: [note], answer: () => ({ result: null }) };
  });
  return held?.token ?? null;
}
