import type { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { config } from "./config";
import { remember } from "./remember";

/**
 * Spans on their way to the collector of OTEL_EXPORTER_OTLP_ENDPOINT, as OTLP over HTTP. Its libraries are loaded when
 * the first span is sent: a process without a collector never knows them. The address is whoever's who runs the process,
 * as the database's is, so it may be private; nothing an agent or the configuration says ever leads there or elsewhere.
 */

export type Attribute = string | number | boolean | string[];

export type SpanFacts = {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parent: { readonly spanId: string; readonly isRemote: boolean } | null;
  readonly startAt: Date;
  readonly endAt: Date;
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Why it did not end well, in a word; null when it did. */
  readonly error: string | null;
};

/** Within the lease of the rows it sends. */
const TIMEOUT_MS = 5_000;
const SAMPLED = 1;

export const isTracing = (): boolean => config().otlpEndpoint !== null;

/** Resolves when the collector has taken them, rejects when it has not. */
export async function sendSpans(spans: readonly SpanFacts[]): Promise<void> {
  const endpoint = config().otlpEndpoint;
  if (endpoint === null) throw new Error("no collector is set");
  const { exporter, readable } = await remember("tracing", () => open(`${endpoint}/v1/traces`));
  await new Promise<void>((resolve, reject) => {
    exporter.export(spans.map(readable), ({ code, error }) => {
      if (code === 0) resolve();
      else reject(error ?? new Error("the collector took no spans"));
    });
  });
}

type ReadableSpan = Parameters<OTLPTraceExporter["export"]>[0][number];

async function open(url: string) {
  const { OTLPTraceExporter: Exporter } = await import("@opentelemetry/exporter-trace-otlp-http");
  const { resourceFromAttributes } = await import("@opentelemetry/resources");
  const resource = resourceFromAttributes({ "service.name": "countersign" });
  const scope = { name: "countersign" };
  const readable = (span: SpanFacts): ReadableSpan => ({
    name: span.name,
    kind: 0,
    spanContext: () => contextOf(span.traceId, span.spanId, false),
    ...(span.parent
      ? { parentSpanContext: contextOf(span.traceId, span.parent.spanId, span.parent.isRemote) }
      : {}),
    startTime: instant(span.startAt.getTime()),
    endTime: instant(span.endAt.getTime()),
    duration: instant(Math.max(0, span.endAt.getTime() - span.startAt.getTime())),
    ended: true,
    status: span.error === null ? { code: 0 } : { code: 2, message: span.error },
    attributes: span.attributes,
    links: [],
    events: [],
    resource,
    instrumentationScope: scope,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  });
  return { exporter: new Exporter({ url, timeoutMillis: TIMEOUT_MS }), readable };
}

const contextOf = (traceId: string, spanId: string, isRemote: boolean) => ({
  traceId,
  spanId,
  isRemote,
  traceFlags: SAMPLED,
});

/** Seconds and nanoseconds, as the libraries count. */
const instant = (milliseconds: number): [number, number] => [
  Math.floor(milliseconds / 1000),
  (milliseconds % 1000) * 1_000_000,
];
