import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "@slack/bolt";
import { muteAccount } from "@/lib/ops/slack/accounts";
import { inboxOf } from "@/lib/ops/slack/homes";
import { config } from "@/lib/runtime/config";
import type { Message } from "../blocks/kit";
import { approvalsList, commandHelp, muted, onCallList } from "../blocks/private";
import { answerTo } from "./refused";
import { accountIn, type Clicked, whoAsks } from "./who";

/** Slack waits three seconds. */
const SOON_MS = 2_000;
/** As many as an answer lists. */
const FIRST = { page: 0, rows: 10 };

/** `/approvals`: what waits, who is on call, quiet for a while. Answered to the one who asked. */
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
    default:
      return commandHelp();
  }
}

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
