import pino, { type Logger } from "pino";
import { config } from "./config";
import { remember } from "./remember";

/**
 * JSON lines on standard output. Log codes and ids, each in a field of its own: text from agents or people never
 * becomes part of a message. Lines are written in the background, because the gate's answers do not wait for a pipe.
 */
export const log = (): Logger =>
  remember("log", () => {
    const destination = pino.destination({ fd: 1, sync: false, minLength: 0 });
    const options = {
      level: config().logLevel,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      // A key or a cookie that reaches a log by mistake is a leaked credential.
      redact: [
        "authorization",
        "cookie",
        "*.authorization",
        "*.cookie",
        "password",
        "secret",
        "token",
        "key",
      ],
      serializers: { error: pino.stdSerializers.errWithCause },
    };
    return pino(options, destination);
  });

/** Before the process ends: what is still in the buffer is written. */
export function flushLog(): void {
  log().flush();
}

/** A promise nobody waits for: its failure is logged and ends nothing. */
export function background(work: Promise<unknown>, what: string): void {
  work.catch((error: unknown) => log().error({ error, what }, "background work failed"));
}
