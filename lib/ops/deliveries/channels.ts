import type { Person } from "@/lib/core/directory";
import { config } from "@/lib/runtime/config";

/** The ways this house can reach people, in the order they are tried. The console always shows a page. */
const CHANNELS = ["web", "slack", "email"] as const;

/** By a token in the settings, or so that organisations install it: which workspace serves whom is known when it is paged. */
export function isSlackSetUp(): boolean {
  const { botToken, oauth } = config().slack;
  return botToken !== null || oauth !== null;
}

/** Why this person cannot be reached over a channel; null where they can. */
export function whyNot(channel: string, person: Person | undefined): string | null {
  switch (channel) {
    case "web":
      return null;
    case "slack":
      if (!isSlackSetUp()) return "slack is not set up here";
      return person?.slack === undefined ? "they have linked no Slack account" : null;
    case "email":
      if (config().smtp === null) return "email is not set up here";
      return person?.email === undefined ? "no e-mail address of theirs is known" : null;
    default:
      return `${channel} is not set up here`;
  }
}

/** Every way to reach this person. */
export const waysTo = (person: Person | undefined): readonly string[] =>
  CHANNELS.filter((channel) => whyNot(channel, person) === null);
