import { z } from "zod";
import { readiness } from "@/lib/ops/health/readiness";
import { config } from "@/lib/runtime/config";
import { phase } from "@/lib/runtime/lifecycle";
import { metrics } from "@/lib/runtime/metrics";
import { type Endpoint, endpoint, ok } from "./endpoint";

/** What orchestrators and Prometheus ask. Alive is about this process; ready is about everything it needs. */

const Ready = z.object({ ok: z.boolean(), phase: z.string(), checks: z.record(z.string(), z.unknown()) });

export const health: readonly Endpoint[] = [
  endpoint({
    method: "GET",
    path: "/api/health/live",
    summary: "The process answers",
    principals: ["anyone"],
    answers: { 200: z.object({ ok: z.boolean() }) },
    verb: async () => ok({ ok: true }),
  }),
  endpoint({
    method: "GET",
    path: "/api/health/ready",
    summary: "Database, migrations, worker and clock are well, and the process is not stopping",
    principals: ["anyone"],
    answers: { 200: Ready, 503: Ready },
    verb: async () => {
      const { ok: isWell, checks } = await readiness();
      const isReady = isWell && phase() === "running";
      return { status: isReady ? 200 : 503, body: { ok: isReady, phase: phase(), checks } };
    },
  }),
  endpoint({
    method: "GET",
    path: "/api/metrics",
    summary: "Prometheus metrics",
    principals: ["operator"],
    isOpen: () => config().metricsPublic,
    answers: { 200: "text/plain" },
    verb: async () => {
      const { registry } = metrics();
      return { status: 200, body: await registry.metrics(), media: registry.contentType };
    },
  }),
];
