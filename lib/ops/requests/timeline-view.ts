import type { TimelineEntry } from "@/lib/contract/requests";
import type { Envelope } from "@/lib/core/approval-request";
import type { AnyEvent } from "@/lib/core/fold";
import { decidersView } from "../actions/answer-view";

/** The events as people read them: everything that happened, in order, under wire names. */
export const timelineView = (events: readonly Envelope<AnyEvent>[]): TimelineEntry[] =>
  events.map(({ seq, at, event }) => {
    const { type, ...facts } = event;
    const deciders = event.type === "decided" ? { decided_by: decidersView(event) } : {};
    return { ...toWire(facts), ...deciders, seq, type, at: at.toISOString(), person: personOf(event) };
  });

/** Whoever did it; null when the clock or the gate did. */
function personOf(event: AnyEvent): string | null {
  if ("person" in event) return event.person;
  return event.type === "step_entered" ? event.by : null;
}

const toWire = (facts: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(facts)
      .filter(([name]) => name !== "claimKey")
      .map(([name, value]) => [
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        value instanceof Date ? value.toISOString() : value,
      ]),
  );
