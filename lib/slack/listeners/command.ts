import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "@slack/bolt";
import { isDomainError } from "@/lib/contract/errors";
import { FreezeInput, FreezeKind, type KillAnswer } from "@/lib/contract/freezes";
import type { Context, PersonActor } from "@/lib/ops/context";
import { freeze } from "@/lib/ops/freezes/freeze";
import { kill } from "@/lib/ops/freezes/kill";
import { muteAccount } from "@/lib/ops/slack/accounts";
import { inboxOf } from "@/lib/ops/slack/homes";
import { config } from "@/lib/runtime/config";
import type { Message } from "../blocks/kit";
import { approvalsList, commandHelp, muted, notKnown, onCallList, stoppedNow } from "../blocks/private";
import { answerTo } from "./refused";
import { accountIn, type Clicked, whoAsks } from "./who";

/** Slack waits three seconds. */
const SOON_MS = 2_000;
/** As many as an answer lists. */
const FIRST = { page: 0, rows: 10 };

/** `/approvals`: what waits, who is on call, quiet for a while, stop an agent. Answered to the one who asked. */
export function listenToCommand(app: App): void {
  app.command("/approvals", async ({ ack, command, respond }) => {
    const clicked = { user: { id: command.user_id }, team: { id: command.team_id } };
    const said = answer(clicked, command.text).catch((error: unknown) => answerTo(error, null));
    const soon = await Promise.race([said, sleep(SOON_MS, null, { ref: false })]);
    await ack(soon === null ? undefined : { response_type: "ephemeral", ...soon });
    // Too late for the answer itself: it follows in the same place.
    if (soon === null) await respond({ response_type: "ephemeral", ...(await said) });
  });
}

async function answer(clicked: Clicked, text: string): Promise<Message> {
  const people = await whoAsks(clicked);
  const [verb = "list", ...rest] = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  switch (verb) {
    case "list": {
      const { waiting, waitingCount } = await inboxOf(people, FIRST);
      return approvalsList(waiting, { waitingCount, consoleUrl: `${config().url}/queue` });
    }
    case "on-call":
    case "oncall":
      return onCallList((await inboxOf(people, FIRST)).watches);
    case "mute": {
      const minutes = minutesIn(rest.join(""));
      return minutes === null ? commandHelp() : mute(clicked, minutes);
    }
    case "unmute":
      return mute(clicked, 0);
    case "freeze":
    case "kill":
      return stop(people, verb, text);
    default:
      return commandHelp();
  }
}

/** Stopping needs no stronger sign-in than Slack's, as a denial does not; to let go on again one is in the console. */
async function stop(
  people: readonly Context<PersonActor>[],
  verb: "freeze" | "kill",
  text: string,
): Promise<Message> {
  const [, kind, id = "", reason = ""] = /^\s*\S+\s+(agent|surface)\s+(\S+)\s+(\S[\s\S]*)$/i.exec(text) ?? [];
  const named = FreezeKind.safeParse(kind?.toLowerCase());
  const why = FreezeInput.safeParse({ reason });
  if (!named.success || !why.success) return commandHelp();
  const input = { kind: named.data, id, reason: why.data.reason };
  const ended: Pick<KillAnswer, "withdrawn" | "revoked">[] = [];
  let refusal: unknown = null;
  for (const ctx of people) {
    try {
      ended.push(
        verb === "kill" ? await kill(ctx, input) : { ...(await freeze(ctx, input)), ...NOTHING_ENDED },
      );
    } catch (error) {
      // Somebody of several organisations means the one in which there is such a thing.
      if (refusal === null || !(isDomainError(error) && error.code === "not_found")) refusal = error;
    }
  }
  if (ended.length === 0) {
    if (isDomainError(refusal) && refusal.code === "not_found") return notKnown(named.data, id);
    throw refusal;
  }
  const all = {
    withdrawn: ended.reduce((sum, one) => sum + one.withdrawn, 0),
    revoked: ended.reduce((sum, one) => sum + one.revoked, 0),
  };
  const url = `${config().url}/${named.data}s/${encodeURIComponent(id)}`;
  return stoppedNow(named.data, id, { ended: verb === "kill" ? all : null, url });
}

const NOTHING_ENDED = { withdrawn: 0, revoked: 0 };

async function mute(clicked: Clicked, minutes: number): Promise<Message> {
  const until = await muteAccount(accountIn(clicked), minutes);
  return muted(until?.toISOString() ?? null);
}

const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 };
/** Whoever wants more says that they are away, and who stands in. */
const LONGEST_MINUTES = 1440;

/** `30m`, `2h`; null for what is none of it. */
function minutesIn(text: string): number | null {
  const match = /^(\d{1,4})(m|h|d)?$/.exec(text);
  if (!match) return null;
  const minutes = Number(match[1]) * (MINUTES[match[2] ?? "m"] ?? 1);
  return minutes > 0 && minutes <= LONGEST_MINUTES ? minutes : null;
}
