import { log } from "@/lib/runtime/log";
import { metrics } from "@/lib/runtime/metrics";

export type Observe = (status: number, startedAt: number, requestId: string) => void;

/** Counting and logging of one route. Label sets are resolved once: the hot path only adds numbers. */
export function observer(method: string, route: string): Observe {
  const byStatus = new Map<number, (seconds: number) => void>();
  const isQuiet = route.startsWith("/api/health") || route === "/api/metrics";
  return (status, startedAt, requestId) => {
    const milliseconds = performance.now() - startedAt;
    let count = byStatus.get(status);
    if (!count) {
      const child = metrics().httpSeconds.labels({ method, route, status: String(status) });
      count = (seconds) => child.observe(seconds);
      byStatus.set(status, count);
    }
    count(milliseconds / 1000);
    if (isQuiet) return;
    const line = { request_id: requestId, method, route, status, ms: Math.round(milliseconds * 10) / 10 };
    log().info(line, "request");
  };
}
