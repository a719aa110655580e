import { findChannel } from "@/lib/channels/registry";
import { dropMoot } from "@/lib/ops/deliveries/drop-moot";
import { type DeliveryJob, loadDeliveries } from "@/lib/ops/deliveries/load";
import { type DeliveryResult, recordDeliveries } from "@/lib/ops/deliveries/record";
import { DONE, type Job, type JobOutcome } from "@/lib/ops/work/jobs";

/** Pages, reminders and repaints: from the outbox to the channel, and what became of them to the delivery's row. */

export function channelOf({ payload }: Job): string {
  const isNamed = typeof payload === "object" && payload !== null && "channel" in payload;
  return isNamed ? String(payload.channel) : "";
}

const isDelayed = ({ payload }: Job): boolean =>
  typeof payload === "object" && payload !== null && "isDelayed" in payload;

/** Hand over deliveries of one channel. Those handed over before are passed over: each goes out once. */
export async function handOver(jobs: readonly Job[]): Promise<readonly JobOutcome[]> {
  const [first] = jobs;
  if (!first) return [];
  await dropMoot(keysOf(jobs.filter(isDelayed)));
  const queued = await loadDeliveries(keysOf(jobs));
  const channel = findChannel(channelOf(first));
  const results = channel
    ? await channel.deliver(queued)
    : queued.map((): DeliveryResult => ({ kind: "failed", error: "there is no such channel" }));
  const tries = new Map(jobs.map(({ key, attempts }) => [key, attempts]));
  const handed = queued.map((job, index) => ({
    ...pairOf(job, results[index]),
    isAgain: (tries.get(job.id) ?? 1) > 1,
  }));
  await recordDeliveries(handed);
  const byId = new Map(handed.map(({ job, result }) => [job.id, result]));
  return jobs.map(({ key }) => outcomeOf(byId.get(key)));
}

/** The budget is spent: the request page says that it never arrived. */
export async function giveUpPages(jobs: readonly Job[], error: string): Promise<void> {
  await recordDeliveries(keysOf(jobs).map((job) => ({ job, result: { kind: "failed", error } })));
}

const keysOf = (jobs: readonly Job[]) => jobs.map(({ organisation, key }) => ({ organisation, id: key }));

/** A channel that leaves a job without an answer has not delivered it. */
const pairOf = (job: DeliveryJob, result: DeliveryResult | undefined) => ({
  job,
  result: result ?? ({ kind: "retry", error: "the channel did not answer for it" } as const),
});

function outcomeOf(result: DeliveryResult | undefined): JobOutcome {
  switch (result?.kind) {
    case undefined:
    case "sent":
    case "delivered":
    case "dropped":
      return DONE;
    case "failed":
      return { kind: "dead", error: result.error };
    case "retry":
      return result;
    default:
      return result satisfies never;
  }
}
