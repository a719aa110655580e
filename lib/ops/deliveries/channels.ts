import type { Person } from "@/lib/core/directory";
import { config } from "@/lib/runtime/config";

/** The ways this house can reach people, in the order they are tried. The console always shows a page. */
const CHANNELS = ["web", "slack"] as const;

/** By a token in the settings, or so that organisations install it: which workspace serves whom is known when it is paged. */
export function isSlackSetUp(): boolean {
  const { botToken, oauth } = config().slack;
  return botToken !== null || oauth !== null;
}

/** Why this person cannot be reached over a channel; null where they can. */
export function whyNot(channel: string, person: Person | undefined): string | null {
  if (channel === "web") return null;
  if (channel !== "slack" || !isSlackSetUp()) return `${channel} is not set up here`;
  return person?.slack === undefined ? "they have linked no Slack account" : null;
}

/** Every way to reach this person. */
export const waysTo = (person: Person | undefined): readonly string[] =>
  CHANNELS.filter((channel) => whyNot(channel, person) === null);
