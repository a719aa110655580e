import { timingSafeEqual } from "node:crypto";
import { isDomainError } from "@/lib/contract/errors";
import type { SlackInstallWord } from "@/lib/contract/slack";
import type { Context, PersonActor } from "@/lib/ops/context";
import { beginInstall, finishInstall, install, leave } from "@/lib/ops/slack/install";
import { config } from "@/lib/runtime/config";
import { background, log } from "@/lib/runtime/log";
import { SlackAway } from "./away";
import { consentUrl, exchange, revoke } from "./oauth";

/** An admin on their way to Slack's page of consent and back, with what it granted. */

/** Where to send them, and the state their browser is to come back with. Null where the app has no name to say. */
export async function startInstall(
  ctx: Context<PersonActor>,
): Promise<{ readonly state: string; readonly url: string } | null> {
  if (config().slack.oauth === null) return null;
  const state = await beginInstall(ctx);
  return { state, url: consentUrl(state) };
}

export type Returned = {
  /** As Slack brings it back, and as this browser was given it. */
  readonly state: string | null;
  readonly cookie: string | null;
  readonly code: string | null;
  readonly error: string | null;
};

export type Ended = { readonly word: SlackInstallWord; readonly team: string | null };

/** Whatever went wrong is a word: they are on a page of ours, and it says what to do. */
export async function endInstall(ctx: Context<PersonActor>, returned: Returned): Promise<Ended> {
  if (config().slack.oauth === null) return ended("not_set_up");
  const { state, cookie, code, error } = returned;
  const isTheirs = state !== null && cookie !== null && isSame(state, cookie);
  if (!isTheirs || !(await finishInstall(ctx, state))) return ended("expired");
  if (error !== null) return ended(error === "access_denied" ? "denied" : "refused");
  if (code === null) return ended("refused");
  try {
    const granted = await exchange(code);
    await install(ctx, granted);
    log().info({ part: "slack", team: granted.team }, "the app was installed");
    return ended("done", granted.team);
  } catch (failure) {
    return ended(wordFor(failure));
  }
}

const ended = (word: SlackInstallWord, team: string | null = null): Ended => ({ word, team });

function wordFor(failure: unknown): SlackInstallWord {
  if (isDomainError(failure) && failure.code === "conflict") return "taken";
  if (!(failure instanceof SlackAway)) throw failure;
  const { kind } = failure.fault;
  log().warn({ part: "slack", error: failure }, "an installation failed");
  return kind === "ambiguous" || kind === "ratelimited" ? "unavailable" : "refused";
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The tokens are forgotten first; that Slack forgets them too is tried once, and nobody waits for it in vain. */
export async function uninstall(ctx: Context<PersonActor>, input: { readonly team: string }): Promise<void> {
  const token = await leave(ctx, input);
  if (token !== null) background(revoke(token), "revoking the token of a workspace that was left");
}
