import { type Logger, LogLevel } from "@slack/web-api";
import { log } from "@/lib/runtime/log";

/**
 * What Slack's packages say, in our log. Their debug and info lines hold whole requests and answers, which are agents'
 * and people's words: those are dropped unread. What is left goes into a field, never into the message.
 */
export function slackLogger(): Logger {
  const words = (said: readonly unknown[]) =>
    said.map((word) => (word instanceof Error ? word.name : String(word))).join(" ");
  const say = (said: readonly unknown[]) => ({ part: "slack", said: words(said).slice(0, 300) });
  return {
    debug: () => {},
    info: () => {},
    warn: (...said) => log().warn(say(said), "slack's package warns"),
    error: (...said) => log().error(say(said), "slack's package reports an error"),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}
