import { z } from "zod";
import { isSlackSetUp } from "@/lib/ops/deliveries/channels";
import { type Watch, watchOf } from "@/lib/ops/slack/groups";
import { DONE, type Job, type JobOutcome } from "@/lib/ops/work/jobs";
import { log } from "@/lib/runtime/log";
import { accountNow } from "./accounts";
import { faultOf } from "./clients";
import { faultAfter, wordsOf } from "./connection";
import { pace } from "./pace";
import { connectPlace, homeNow, type Placed } from "./reach";

/**
 * User groups that are whoever is on call. What a group should be is read anew each time, so that a shift taken, an
 * override and a hand-off all come to the same; the row dates itself to the next hand-off.
 */

/** People change groups by hand, and accounts are closed: nobody is in the wrong one for longer than this. */
const LONGEST_SECONDS = 3_600;
/** What two processes did at once shows here. */
const ONCE_MORE_SECONDS = 60;

const Payload = z.object({ schedule: z.string() });

/** The worker's way. The row ends when its schedule names no group any more. */
export async function fillGroup({ organisation, payload }: Job): Promise<JobOutcome> {
  if (!isSlackSetUp()) return again(LONGEST_SECONDS);
  const { schedule } = Payload.parse(payload);
  let team: string | null = null;
  try {
    const home = await homeNow(organisation);
    const watch = await watchOf(organisation, schedule, home);
    if (watch === null) return DONE;
    team = watch.place?.team ?? null;
    const isChanged = await fill(watch, await connectPlace(watch.place, organisation));
    const now = await watchOf(organisation, schedule, home);
    if (now === null) return DONE;
    if (now.written !== watch.written || !isSame(now.users, watch.users)) return again(0);
    return again(
      Math.min(isChanged ? ONCE_MORE_SECONDS : LONGEST_SECONDS, now.changesInSeconds ?? LONGEST_SECONDS),
    );
  } catch (error) {
    return { kind: "retry", error: wordsOf(await faultAfter(error, team)) };
  }
}

/** Whether the group had to be changed. */
async function fill({ users, written }: Watch, { group, connection }: Placed): Promise<boolean> {
  const { team, clients } = connection;
  const wanted = await usable(team, users);
  if (wanted.length === 0) {
    // Slack has no empty groups: who was last in it stays, rather than nobody being reachable.
    log().warn({ part: "slack", group: written }, "nobody on call has an account; the group stays as it is");
    return false;
  }
  const { users: present = [] } = await paced(team, "usergroups.users.list", () =>
    clients.outbox.usergroups.users.list({ usergroup: group }),
  );
  if (isSame(present, wanted)) return false;
  await paced(team, "usergroups.users.update", () =>
    clients.outbox.usergroups.users.update({ usergroup: group, users: wanted.join(",") }),
  );
  return true;
}

/** One account that is closed would have Slack refuse the others as well. */
async function usable(team: string, users: readonly string[]): Promise<readonly string[]> {
  const accounts = await Promise.all(users.map((user) => isUsable({ team, user })));
  return users.filter((_, index) => accounts[index]);
}

async function isUsable(account: { readonly team: string; readonly user: string }): Promise<boolean> {
  try {
    const { kind } = await accountNow(account);
    return kind === "member" || kind === "guest";
  } catch (error) {
    if (faultOf(error).kind === "gone") return false;
    throw error;
  }
}

const paced = <T>(team: string, method: string, call: () => Promise<T>): Promise<T> =>
  pace(team).run({ method, channel: null, priority: "home", call });

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  new Set(some).size === new Set(others).size && some.every((one) => others.includes(one));

/** Never before the hand-off: a moment early, the same people would still be on call. */
const again = (seconds: number): JobOutcome => ({ kind: "again", afterSeconds: Math.ceil(seconds) });
