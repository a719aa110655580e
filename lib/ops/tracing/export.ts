import { readActionRecord, readRequestOfAction } from "@/lib/db/request-reader";
import { log } from "@/lib/runtime/log";
import { isTracing, type SpanFacts, sendSpans } from "@/lib/runtime/tracing";
import { DONE, type Job, type JobOutcome } from "../work/jobs";
import { describeSpan } from "./describe";

/** A collector that is away longer misses what happened meanwhile; what happened is in the ledger. */
const PATIENCE_SECONDS = 600;

/** Send the spans of these rows in one call. */
export async function exportSpans(jobs: readonly Job[]): Promise<readonly JobOutcome[]> {
  const error = isTracing() ? await send(jobs) : "no collector is set here";
  if (error === null) return jobs.map(() => DONE);
  const late = jobs.filter(isTooLate);
  if (late.length > 0) log().warn({ error, spans: late.length }, "spans were dropped");
  return jobs.map((job) => (isTooLate(job) ? DONE : { kind: "retry", error }));
}

const isTooLate = ({ ageSeconds }: Job): boolean => ageSeconds >= PATIENCE_SECONDS;

/** Null when they were taken, else why not. */
async function send(jobs: readonly Job[]): Promise<string | null> {
  const described = await Promise.all(jobs.map(describe));
  const spans = described.filter((span) => span !== null);
  if (spans.length === 0) return null;
  try {
    await sendSpans(spans);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 200) : "unknown";
  }
}

async function describe({ organisation, key }: Job): Promise<SpanFacts | null> {
  const [id = "", kind] = key.split(":");
  const action = await readActionRecord(organisation, id);
  if (!action) return null;
  const request = await readRequestOfAction(organisation, id);
  return describeSpan(kind === "outcome" ? "outcome" : "decision", { organisation, action, request });
}
