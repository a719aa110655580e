import { log } from "@/lib/runtime/log";
import { metrics } from "@/lib/runtime/metrics";
import type { Caller } from "./doors";

export type Observed = {
  readonly startedAt: number;
  readonly requestId: string;
  readonly status: number;
  /** Who called, once that was known. */
  readonly caller?: Caller | null;
  readonly reasonCode?: string;
};
export type Observe = (call: Observed) => void;

/** Counting and logging of one route. Label sets are resolved once: the hot path only adds numbers. */
export function observer(method: string, route: string): Observe {
  const byStatus = new Map<number, (seconds: number) => void>();
  const isQuiet = route.startsWith("/api/health") || route === "/api/metrics";
  return ({ status, startedAt, requestId, caller, reasonCode }) => {
    const milliseconds = performance.now() - startedAt;
    let count = byStatus.get(status);
    if (!count) {
      const child = metrics().httpSeconds.labels({ method, route, status: String(status) });
      count = (seconds) => child.observe(seconds);
      byStatus.set(status, count);
    }
    count(milliseconds / 1000);
    if (isQuiet) return;
    const ms = Math.round(milliseconds * 10) / 10;
    const who = caller ? nameOf(caller) : undefined;
    log().info({ request_id: requestId, method, route, status, reason_code: reasonCode, who, ms }, "request");
  };
}

function nameOf(caller: Caller): string {
  const { organisation } = caller;
  switch (caller.kind) {
    case "agent":
      return `${organisation}/agent:${caller.agent}`;
    case "person":
      return `${organisation}/person:${caller.person}`;
    case "operator":
      return `${organisation}/operator:${caller.keyId}`;
    default:
      return caller satisfies never;
  }
}
