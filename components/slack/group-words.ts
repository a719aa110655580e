import type { SlackHealth } from "@/lib/contract/slack";
import { listed, nameOf, plural } from "../shared/words";

/** Who is in a user group of Slack, in words. A group may have hundreds of members. */

type Group = Pick<SlackHealth["groups"][number], "schedule" | "people" | "strangers" | "error">;

const MOST_NAMED = 8;

export function membersWords(
  { schedule, people, strangers, error }: Group,
  names: Readonly<Record<string, string>>,
): string {
  const named = people.slice(0, MOST_NAMED).map((id) => nameOf(id, names));
  const rest = people.length - named.length;
  const who = listed(rest > 0 ? [...named, plural(rest, "other", "others")] : named);
  if (schedule !== null) {
    if (people.length === 0)
      return "Nobody who is on call has an account there, so whoever was in it last stays in it.";
    return error === null ? `In it now: ${who}.` : `On call now, and to be in it: ${who}.`;
  }
  const unlinked = `${plural(strangers, "member has", "members have")} linked no account`;
  if (people.length > 0) return `It pages ${who}.${strangers > 0 ? ` ${unlinked}.` : ""}`;
  return strangers > 0
    ? `It pages nobody: ${unlinked}. A step that pages it is skipped.`
    : "Nobody is known to be in it. A step that pages it is skipped.";
}
