import type { DeliveryJob } from "@/lib/ops/deliveries/load";
import type { DeliveryResult } from "@/lib/ops/deliveries/record";
import { faultAfter, wordsOf } from "./connection";
import { postDelivery } from "./post";
import { inWords, type Reached, reachPerson, reachPlace, Unreachable } from "./reach";

/** Pages and reminders on their way into Slack: to one person's own conversation, or to a shared place. */
export const deliverToSlack = (jobs: readonly DeliveryJob[]): Promise<readonly DeliveryResult[]> =>
  Promise.all(jobs.map((job) => deliver(job).catch(afterTrouble)));

async function afterTrouble(error: unknown): Promise<DeliveryResult> {
  if (error instanceof Unreachable) return { kind: "failed", error: error.message };
  const fault = await faultAfter(error, null);
  const passes = fault.kind === "ambiguous" || fault.kind === "ratelimited";
  return { kind: passes ? "retry" : "failed", error: wordsOf(fault) };
}

async function deliver(job: DeliveryJob): Promise<DeliveryResult> {
  const { channel, connection } = await whereTo(job);
  return inWords(connection.team, () => postDelivery(job, channel, connection));
}

function whereTo({ organisation, personId, payload }: DeliveryJob): Promise<Reached> {
  if (personId !== null) return reachPerson(organisation, personId);
  const id = typeof payload === "object" && payload !== null ? Reflect.get(payload, "place") : null;
  return reachPlace(organisation, String(id));
}
