"use client";

import { agoText, fullInstant, shortInstant } from "./time";
import { useBrowserZone, useNow, useZone } from "./time-provider";

/** An instant on the organisation's wall; a dotted line and a tooltip where the reader's own wall differs. */
export function Time({ at, relative = false }: { at: string; relative?: boolean }) {
  const now = useNow();
  const zone = useZone();
  const local = useBrowserZone();
  const instant = Date.parse(at);
  const differs = local !== null && shortInstant(instant, local, now) !== shortInstant(instant, zone, now);
  const title = differs
    ? `${fullInstant(instant, zone)}\n${fullInstant(instant, local)}`
    : fullInstant(instant, zone);
  return (
    <time
      dateTime={at}
      title={title}
      className={
        differs ? "tabular-nums underline decoration-dotted decoration-line-strong/50" : "tabular-nums"
      }
    >
      {relative ? agoText(instant, now) : shortInstant(instant, zone, now)}
    </time>
  );
}
