import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { remember } from "./remember";

/** What Prometheus reads. One registry per process; the HTTP side and the worker both write to it. */

export type Metrics = {
  readonly registry: Registry;
  readonly httpSeconds: Histogram<"method" | "route" | "status">;
  readonly openStreams: Gauge;
  readonly rulings: Counter<"verdict">;
  readonly decisions: Counter<"outcome" | "cause">;
  readonly jobs: Counter<"topic" | "result">;
  readonly jobLatenessSeconds: Histogram<"topic">;
  readonly slackUnacked: Counter<"transport">;
  readonly slackLinks: Gauge;
};

export const metrics = (): Metrics => remember("metrics", makeMetrics);

/** Event loop delay, memory, handles. Only the server asks for them: their sampling keeps timers alive. */
export function observeProcess(): void {
  remember("metrics-of-the-process", () => {
    collectDefaultMetrics({ register: metrics().registry });
    return true;
  });
}

function makeMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    registry,
    httpSeconds: new Histogram({
      name: "countersign_http_request_duration_seconds",
      help: "Time to answer, by route template. Long-polls and streams wait on purpose.",
      labelNames: ["method", "route", "status"],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30],
      registers,
    }),
    openStreams: new Gauge({ name: "countersign_open_streams", help: "Open event streams", registers }),
    rulings: new Counter({
      name: "countersign_rulings_total",
      help: "Rulings of the gate, by verdict",
      labelNames: ["verdict"],
      registers,
    }),
    decisions: new Counter({
      name: "countersign_decisions_total",
      help: "Decisions, by outcome and cause",
      labelNames: ["outcome", "cause"],
      registers,
    }),
    jobs: new Counter({
      name: "countersign_jobs_total",
      help: "Outbox rows handled, by topic and result",
      labelNames: ["topic", "result"],
      registers,
    }),
    jobLatenessSeconds: new Histogram({
      name: "countersign_job_lateness_seconds",
      help: "How long after its instant an outbox row was handled",
      labelNames: ["topic"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30],
      registers,
    }),
    slackUnacked: new Counter({
      name: "countersign_slack_unacked_total",
      help: "What Slack sent and no listener acknowledged in time, by transport",
      labelNames: ["transport"],
      registers,
    }),
    slackLinks: new Gauge({
      name: "countersign_slack_links",
      help: "Socket Mode links on which Slack has said hello",
      registers,
    }),
  };
}
