import { z } from "zod";
import { isSlackSetUp } from "@/lib/ops/deliveries/channels";
import { placeOfGroup, putGroupMembers } from "@/lib/ops/slack/groups";
import { DONE, type Job, type JobOutcome } from "@/lib/ops/work/jobs";
import { faultOf } from "./clients";
import { type Connection, faultAfter, wordsOf } from "./connection";
import { pace } from "./pace";
import { connectPlace, homeNow } from "./reach";

/** Who is in a user group that routes page: asked every hour, and whenever Slack says that it changed. */

const HOUR: JobOutcome = { kind: "again", afterSeconds: 3_600 };
/** What changed while Slack was being asked shows here. */
const MINUTE: JobOutcome = { kind: "again", afterSeconds: 60 };

const Payload = z.object({ id: z.string() });

/** The worker's way. The row ends when configuration does not name the group any more. */
export async function readMembers({ organisation, payload }: Job): Promise<JobOutcome> {
  if (!isSlackSetUp()) return HOUR;
  const { id } = Payload.parse(payload);
  let team: string | null = null;
  try {
    const named = await placeOfGroup(organisation, id, await homeNow(organisation));
    if (named === null) return DONE;
    team = named.place?.team ?? null;
    const { group, connection } = await connectPlace(named.place, organisation);
    const isNews = await putGroupMembers(connection.team, group, await membersOf(group, connection));
    return isNews ? MINUTE : HOUR;
  } catch (error) {
    return { kind: "retry", error: wordsOf(await faultAfter(error, team)) };
  }
}

/** A group that is not there, or is switched off, is nobody. */
async function membersOf(usergroup: string, { team, clients }: Connection): Promise<readonly string[]> {
  try {
    const { users = [] } = await pace(team).run({
      ...{ method: "usergroups.users.list", channel: null, priority: "new" },
      call: () => clients.outbox.usergroups.users.list({ usergroup }),
    });
    return users;
  } catch (error) {
    const fault = faultOf(error);
    if (fault.kind === "refused" && fault.code === "no_such_subteam") return [];
    throw error;
  }
}
