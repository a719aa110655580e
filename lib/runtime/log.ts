import pino, { type Logger } from "pino";
import { config } from "./config";
import { remember } from "./remember";

type Destination = ReturnType<typeof pino.destination>;
type Holder = { open: { readonly logger: Logger; readonly destination: Destination } | null };
const holder = (): Holder => remember("log", () => ({ open: null }));

/**
 * JSON lines on standard output. Log codes and ids, each in a field of its own: text from agents or people never
 * becomes part of a message. Lines are written in the background, because the gate's answers do not wait for a pipe.
 */
export function log(): Logger {
  const held = holder();
  held.open ??= open();
  return held.open.logger;
}

function open(): NonNullable<Holder["open"]> {
  const destination = pino.destination({ fd: 1, sync: false, minLength: 0 });
  const options = {
    level: config().logLevel,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    // A key or a cookie that reaches a log by mistake is a leaked credential.
    redact: ["authorization", "cookie", "*.authorization", "*.cookie", "password", "secret", "token", "key"],
    serializers: { error: pino.stdSerializers.errWithCause },
  };
  return { logger: pino(options, destination), destination };
}

/** Before the process ends: what is still in the buffer is written. */
export function flushLog(): void {
  holder().open?.destination.flushSync();
}

/** A promise nobody waits for: its failure is logged and ends nothing. */
export function background(work: Promise<unknown>, what: string): void {
  work.catch((error: unknown) => log().error({ error, what }, "background work failed"));
}
